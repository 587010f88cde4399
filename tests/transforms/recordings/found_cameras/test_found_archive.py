from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from pantau.transforms.recordings.files.kinds import kind_of
from pantau.transforms.recordings.found_cameras.found_archive import FoundCamera, UnreadNames, find_cameras
from pantau.transforms.recordings.found_cameras.recording_head import read_head, told_utc_offset
from pantau.transforms.recordings.found_cameras.tried_patterns import look_at_archive, tried
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.name_patterns import compile_pattern
from pantau.transforms.recordings.probing.opening import Unreadable
from tests.transforms.numbered_clips import encode, regular

JAKARTA = ZoneInfo("Asia/Jakarta")
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
LOKET = r"(?:^|/)(?P<device>[^/]+?)_(?P<start>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)\.mp4$"


def listed(*paths):
    return [Listed(path, 10, kind_of(path.rpartition("/")[2], 10)[0], PurePosixPath(path).suffix) for path in paths]


def places(*paths, own=()):
    found = find_cameras(listed(*paths), JAKARTA, own).cameras
    return [(one.folder, one.channel, one.device, one.files) for one in found]


def test_files_of_a_channel_are_one_camera_from_its_first_to_its_last():
    found = find_cameras(
        listed("nvr/ch02_20261102080000.mp4", "nvr/ch02_20261102081500.mp4", "nvr/ch01_20261102080000.mp4", "a.txt"),
        JAKARTA,
    )
    later = EIGHT + timedelta(minutes=15)
    assert found.cameras == (
        FoundCamera("nvr", 1, None, "hikvision_export", 1, 10, EIGHT, EIGHT, "nvr/ch01_20261102080000.mp4"),
        FoundCamera("nvr", 2, None, "hikvision_export", 2, 20, EIGHT, later, "nvr/ch02_20261102081500.mp4"),
    )
    assert (found.unread, found.others) == ((), 1)


def test_a_recorder_is_the_folder_before_dates_channels_and_numbers():
    dahua = "2026-11-02/001/dav/08/08.00.00-08.15.00[R][0@0][0].dav"
    assert places(dahua, f"hall/{dahua}", f"west/north/{dahua}") == [
        ("", 2, None, 1),
        ("hall", 2, "hall", 1),
        ("west/north", 2, "north", 1),
    ]
    assert places("ch01_20261102080000.mp4", "a/2026-11/ch01_20261102080000.mp4") == [
        ("", 1, None, 1),
        ("a", 1, None, 1),
    ]


def test_what_is_set_aside_is_told_with_its_reason():
    aside = [Listed(f"nvr/{name}", 0, "set_aside", ".mp4", "is still being copied") for name in ("a.mp4", "b.mp4")]
    found = find_cameras([*aside, Listed("notes.txt", 1, "other", ".txt")], JAKARTA)
    told = UnreadNames(2, ("nvr/a.mp4", "nvr/b.mp4"), "is still being copied", None)
    assert (found.unread, found.others) == ((told,), 1)


def test_names_that_are_not_known_are_gathered_with_a_pattern_made_of_the_first():
    paths = ("Loket_2026-11-02_08-00-00.mp4", "Ruang_2026-11-02_08-00-00.mp4", "MOV1.mp4", "hiv00001.mp4")
    found = find_cameras(listed(*paths), JAKARTA)
    assert [(one.files, one.examples, one.pattern) for one in found.unread] == [
        (2, paths[:2], LOKET),
        (1, paths[2:3], None),
        (1, paths[3:], None),
    ]
    assert "Hikvision numbers the files" in found.unread[2].reason
    assert all(isinstance(one, UnreadNames) for one in found.unread) and found.cameras == ()
    own = [compile_pattern("own-1", LOKET)]
    assert places(*paths, own=own) == [("", None, "Loket", 1), ("", None, "Ruang", 1)]


def test_a_pattern_is_tried_on_the_names_and_says_what_it_does_not_read():
    read = tried(LOKET, ["MOV1.mp4", "Loket_2026-11-02_08-00-00.mp4"], JAKARTA)
    assert (read.id, read.reads, read.names, read.problem) == ("own-1", 1, 2, "")
    assert [(one.path, one.name and one.name.started) for one in read.examples] == [
        ("Loket_2026-11-02_08-00-00.mp4", EIGHT),
        ("MOV1.mp4", None),
    ]
    assert "no naming pattern fits" in read.examples[1].reason


@pytest.mark.parametrize(("channel", "base", "read"), [("00", 0, 1), ("01", 1, 1)])
def test_channels_are_counted_from_0_where_there_is_a_channel_0(channel, base, read):
    regex = r"k(?P<channel>\d+)-(?P<start>\d{14})\.mp4$"
    found = tried(regex, [f"k{channel}-20261102080000.mp4", "k12-20261102080000.mp4"], JAKARTA)
    assert (found.channel_base, [one.name.channel for one in found.examples]) == (base, [read, 12 + 1 - base])


def test_what_is_no_pattern_is_told_and_reads_nothing():
    assert "is not a regular expression" in tried("(", ["a.mp4"], JAKARTA).problem
    assert "the start must be given once" in tried("a", ["a.mp4"], JAKARTA).problem


def test_an_archive_is_looked_through_with_and_without_patterns_of_its_own(tmp_path):
    for name in ("Loket_2026-11-02_08-00-00.mp4", "ch01_20261102080000.mp4", "MOV1.mp4"):
        (tmp_path / name).write_bytes(b"x")
    first = look_at_archive(str(tmp_path), JAKARTA)
    assert first.given == () and len(first.found.cameras) == 1
    assert [(one.id, one.regex, one.reads, one.names) for one in first.proposed] == [("own-1", LOKET, 1, 2)]
    then = look_at_archive(str(tmp_path), JAKARTA, [LOKET, "("])
    assert [(one.id, one.reads, bool(one.problem)) for one in then.given] == [("own-1", 1, False), ("own-2", 0, True)]
    assert len(then.found.cameras) == 2 and then.proposed == ()


def test_a_bucket_is_looked_through_as_a_folder_is(tmp_path, bucket):
    encode(tmp_path / "a.mp4", "libx264", regular(5), preset="ultrafast")
    for name in ("hall/nvr/ch01_20261102080000.mp4", "hall/Loket_2026-11-02_08-00-00.mp4"):
        bucket.create(name, (tmp_path / "a.mp4").read_bytes())
    archive = f"gs://{bucket.bucket}/hall"
    found = look_at_archive(archive, JAKARTA, [LOKET]).found
    assert [(one.folder, one.channel, one.device) for one in found.cameras] == [("", None, "Loket"), ("nvr", 1, None)]
    assert read_head(archive, found.cameras[1].sample).width == 160


def test_a_head_tells_the_picture_of_a_camera(tmp_path):
    encode(tmp_path / "a.mp4", "libx264", regular(5), preset="ultrafast")
    head = read_head(str(tmp_path), "a.mp4")
    assert (head.width, head.height, head.codec, head.container_started_at) == (160, 96, "h264", None)
    (tmp_path / "b.mp4").write_bytes(b"no video")
    with pytest.raises(Unreadable):
        read_head(str(tmp_path), "b.mp4")


@pytest.mark.parametrize(
    ("container_ahead_s", "hours"),
    [(0, 7), (4, 7), (-3600, 8), (-1800, 7.5), (7 * 3600, None), (600, None), (-8 * 3600, None), (9 * 3600, -2)],
)
def test_a_container_in_utc_tells_in_which_zone_names_are_written(container_ahead_s, hours):
    told = told_utc_offset(EIGHT, JAKARTA, EIGHT + timedelta(seconds=container_ahead_s))
    assert told == (None if hours is None else timedelta(hours=hours))
    assert told_utc_offset(EIGHT, JAKARTA, None) is None
