"""What a file may be, by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.file_suffixes import CONTAINERS
from pantau.transforms.recordings.files.kinds import APPLEDOUBLE_MOST_BYTES, OTHER_SUFFIXES, kind_of

START = "ch01_20261102080000"


@pytest.mark.parametrize(
    ("name", "note"),
    [
        (f"{START}.mp4_", "its ending .mp4_ is that of an upload that did not end"),
        (f"{START}.DAV_", "its ending .dav_ is that of an upload that did not end"),
        (f"{START}.h264_", "its ending .h264_ is that of an upload that did not end"),
        (f"{START}.ts_", "its ending .ts_ is that of an upload that did not end"),
        (f"{START}.mp4.1", "its ending is not .mp4 but .1, as of a second copy"),
        (f"{START}.mp4.old", "its ending is not .mp4 but .old, as of a second copy"),
        (START, "has no ending that says what it is"),
        (f"{START}.mp4 ", "its ending '.mp4 ' has a blank behind it"),
        (f"{START}.rec", "its ending .rec is none that recordings are known to have"),
        (f"{START}.dat", "its ending .dat is none that recordings are known to have"),
        ("08.00.00-08.15.00[R][0@0][0]", "its ending .00[r][0@0][0] is none that recordings are known to have"),
        ("november.zip", "its ending .zip is none that recordings are known to have"),
    ],
)
def test_what_may_be_a_recording_by_an_ending_that_nobody_knows(name, note):
    assert kind_of(name, 10**6, ("nvr",)) == ("unknown", note)


@pytest.mark.parametrize("name", [f"{START}.mp4", f"{START}.DAV", "a..ts", "x.h264"])
def test_recordings(name):
    assert kind_of(name, 0) == ("recording", "")


@pytest.mark.parametrize(
    "name", ["notes.TXT", f"{START}.idx", "hiv00000.pic", "thumb.jpg", "cells.parquet", "x.m3u8", "sub/..json"]
)
def test_endings_of_no_video(name):
    suffix = name[name.rindex(".") :].lower()
    assert kind_of(name, 9) == ("other", f"its ending {suffix} is of no video")


@pytest.mark.parametrize(
    "name", ["README", "License", "SHA256SUMS", "index00.bin", "index00p.bin", "logCurFile.bin", "event_db_index00"]
)
def test_names_of_no_video(name):
    assert kind_of(name, 9) == ("other", "its name is of no video")


@pytest.mark.parametrize(
    ("name", "size", "folders", "note"),
    [
        (f"._{START}.mp4", 4096, ("nvr",), "._* of macOS"),
        ("._notes", 120, (), "._* of macOS"),
        (".DS_Store", 6148, (), ".DS_Store"),
        ("Thumbs.db", 9000, ("nvr",), "Thumbs.db"),
        ("desktop.ini", 90, (), "desktop.ini"),
        ("IndexerVolumeGuid", 76, ("System Volume Information",), "in System Volume Information"),
        ("WPSettings.dat", 12, ("System Volume Information",), "in System Volume Information"),
        ("ch01.mp4@SynoEAStream", 90, ("nvr", "@eaDir"), "in @eaDir"),
    ],
)
def test_what_was_left_behind_is_ignored(name, size, folders, note):
    assert kind_of(name, size, folders) == ("ignored", note)


@pytest.mark.parametrize(
    ("name", "size", "folders", "note"),
    [
        (f"._{START}.mp4", APPLEDOUBLE_MOST_BYTES, (), "hidden file"),  # no second file of macOS is as large
        (f".{START}.mp4", 9, (), "hidden file"),
        (f".{START}", 9, (), "hidden file"),
        (f"{START}.mp4.part", 9, (), "temporary file"),
        (f"{START}.mp4~", 9, (), "temporary file"),
        (f"{START}.mp4", 9, ("#recycle", "nvr"), "in the system folder #recycle"),
        (f"{START}.mp4_", 9, ("nvr", "#recycle"), "in the system folder #recycle"),
        (f"{START}.mp4", 9, ("@eaDir",), "in the system folder @eaDir"),
        (START, 9, (".Trash-1000", "files"), "in the hidden folder .Trash-1000"),
    ],
)
def test_what_is_hidden_temporary_or_deleted_is_set_aside(name, size, folders, note):
    assert kind_of(name, size, folders) == ("set_aside", note)


@given(st.text(min_size=1).filter(lambda name: "/" not in name and "\0" not in name), st.integers(0, 10**9))
def test_no_file_is_left_without_a_kind_and_a_reason(name, size):
    kind, note = kind_of(name, size, ("nvr",))
    assert bool(note) == (kind != "recording")


def test_no_ending_is_of_video_and_of_none():
    assert not OTHER_SUFFIXES & CONTAINERS.keys()
