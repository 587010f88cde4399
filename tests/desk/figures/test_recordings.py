from datetime import UTC, datetime, timedelta

from pantau.desk.figures.recordings import find_recording, footage_round

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)


def test_a_moment_is_found_in_its_recording_to_the_very_end(desk_settings, recording_ids):
    footage = footage_round(desk_settings, "cam", EIGHT)
    assert [row["recording_id"] for row in footage.recordings] == recording_ids
    for seconds, offset_s in ((0, 0.0), (1.25, 1.25), (4.0, 3.5)):
        place = footage.place(EIGHT + timedelta(seconds=seconds))
        assert (place.recording["recording_id"], place.offset_s) == (recording_ids[0], offset_s)


def test_where_nothing_was_recorded_the_neighbours_are_known(desk_settings):
    footage = footage_round(desk_settings, "cam", EIGHT)
    between = EIGHT + timedelta(minutes=10)
    assert footage.place(between) is None
    assert footage.last_before(between) == EIGHT + timedelta(seconds=4)
    assert footage.next_after(between) == EIGHT + timedelta(hours=1)
    assert footage.next_after(EIGHT + timedelta(hours=2)) is None


def test_another_camera_and_another_site_have_none(desk_settings, recording_ids):
    assert footage_round(desk_settings, "cam' OR '1'='1", EIGHT).recordings == ()
    assert find_recording(desk_settings, "' OR '1'='1") is None
    assert find_recording(desk_settings, recording_ids[1])["codec"] == "hevc"
