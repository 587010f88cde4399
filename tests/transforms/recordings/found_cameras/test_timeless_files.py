from pantau.transforms.recordings.found_cameras.timeless_files import TimelessGroup, timeless_groups


def test_files_of_a_folder_that_differ_in_a_number_are_of_one_camera():
    paths = ("b/hiv2.mp4", "theft.mp4", "b/hiv1.mp4", "theft4.mp4", "a/0001.mp4", "clip (2).avi", "b/door.mp4")
    assert timeless_groups(paths) == (
        TimelessGroup("a", "", ("a/0001.mp4",)),
        TimelessGroup("b", "door", ("b/door.mp4",)),
        TimelessGroup("b", "hiv", ("b/hiv1.mp4", "b/hiv2.mp4")),
        TimelessGroup("", "clip", ("clip (2).avi",)),
        TimelessGroup("", "theft", ("theft.mp4", "theft4.mp4")),
    )


def test_a_folder_whose_cameras_are_known_has_no_others():
    assert timeless_groups(("nvr/a.mp4", "nvr/more/a.mp4"), {"nvr"}) == (
        TimelessGroup("nvr/more", "a", ("nvr/more/a.mp4",)),
    )
