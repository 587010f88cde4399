"""Files that were written otherwise than those before and after them."""

import pytest

from pantau.transforms.recordings.compared.compared_recording import ComparedRecording
from pantau.transforms.recordings.compared.unlike_neighbours import unlike_neighbours

WAYS = {
    "u": ("mp4", "recorder 3", "h264 High 1"),
    "p": ("mp4", "Lavf", "h264 High 1"),
    "e": ("mkv", "Lavf", "h264 High 2"),
    "?": ("mp4", None, None),
}
"""As usual; packed anew; encoded again; of a version that did not look."""


def told(own, before=""):
    """By the places in `own`, of letters of `WAYS`: in what those are unlike that are in anything."""
    rows = [
        ComparedRecording(f"r{number}", f"r{number}.mp4", f"{number}", "cam", 900.0 * number, 900.0, *WAYS[way], b"")
        for number, way in enumerate(before + own, -len(before))
    ]
    found = unlike_neighbours(rows[len(before) :], rows[: len(before)])
    assert set(found) == {f"r{number}" for number in range(len(own))}
    return {int(name[1:]): list(traits) for name, traits in found.items() if traits}


ALL = ["container", "written_by", "coded_with"]


@pytest.mark.parametrize(
    ("own", "before", "found"),
    [
        ("uuuuuu", "", {}),
        ("uuuuepuu", "", {4: ALL, 5: ["written_by"]}),
        ("uupuuu", "", {2: ["written_by"]}),
        ("uuuuue", "", {5: ALL}),
        ("euuuuu", "uuuu", {0: ALL}),
    ],
)
def test_a_file_amid_others_that_are_alike_is_told_with_what_it_is_unlike_in(own, before, found):
    assert told(own, before) == found


@pytest.mark.parametrize(
    ("own", "before"),
    [
        ("uuuuuuuuuee", ""),  # settings were changed in the evening
        ("eeuuuuuuuuu", ""),  # nothing is known of before
        ("uueue", ""),
        ("ueueueuuuuuuuuuu", ""),  # the recorder has two ways
        ("uuu", ""),
        ("?????", "uuuuuu"),
        ("", "uuuu"),
    ],
)
def test_changed_settings_a_habit_and_too_few_files_tell_nothing(own, before):
    assert told(own, before) == {}


def test_files_of_versions_that_did_not_look_neither_count_nor_are_told():
    assert told("uueuu", "?" * 20) == {2: ALL}


def test_a_habit_does_not_hide_what_is_like_neither():
    assert told("upupupuuuuuuueuuuu") == {13: ["container", "coded_with"]}
