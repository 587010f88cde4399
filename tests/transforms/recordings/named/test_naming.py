from datetime import UTC, date, datetime
from typing import NamedTuple

import pytest

from pantau.schemas.site import load_site
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from pantau.transforms.rejects import Reject
from tests.batch_runs import write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
ENDINGS = (".mp4_", ".dav_", ".h264_", ".ts_", ".mp4.1", "", ".mp4 ", ".rec", ".dat")


@pytest.fixture
def site(tmp_path):
    return load_site(write_site(tmp_path))


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    return tmp_path / "archive"


class Told(NamedTuple):
    """Paths of recordings; rejects by their input; files that are set aside, and why."""

    recordings: list[str]
    rejects: dict[str, Reject]
    set_aside: dict[str, DatedFile]

    @property
    def errors(self):
        return {name: (reject.step, reject.error) for name, reject in self.rejects.items()}


def told(site, archive, now=None):
    found = list(named_files(site, str(archive), now))
    files = [one for one in found if isinstance(one, DatedFile)]
    return Told(
        [one.recording.path for one in files if not one.set_aside],
        {one.input: one for one in found if isinstance(one, Reject)},
        {one.recording.path: one for one in files if one.set_aside},
    )


def test_names_tell_recordings_and_rejects_apart_without_opening_a_file(site, archive):
    recordings = [f"nvr/ch01_{time}.mp4" for time in ("20261102080000", "20261103080000", "20261103090000")]
    others = ("nvr/ch07_20261102080000.mp4", "nvr/ch01_20261102090000.mp4.part", "elsewhere.mp4", "notes.txt", "README")
    for name in (*recordings, *others):
        (archive / name).write_bytes(b"no video")
    found = told(site, archive)
    assert found.recordings == recordings
    assert found.errors == {
        "nvr/ch07_20261102080000.mp4": ("name", "no_camera"),
        "elsewhere.mp4": ("name", "no_recorder"),
    }
    assert all(one.service_date is None and one.bytes == 8 for one in found.rejects.values())
    ((path, file),) = found.set_aside.items()
    assert (path, file.recording.camera_id) == ("nvr/ch01_20261102090000.mp4.part", "cam-1")


def test_each_file_of_a_recorder_is_named_or_a_reject_but_for_what_was_left_behind(site, archive):
    nvr = archive / "nvr"
    for minute, ending in enumerate(ENDINGS):
        (nvr / f"ch01_2026110208{minute:02d}00{ending}").write_bytes(b"x")
    for name in ("export", "index.idx", "still.jpg", "._ch01_20261102080000.mp4", ".DS_Store", "Thumbs.db"):
        (nvr / name).write_bytes(b"x")
    (nvr / "ch01_20261102080000.mp4").write_bytes(b"x")
    (archive / "beside.rec").write_bytes(b"x")
    (archive / "tables" / "_runs").mkdir(parents=True)
    (archive / "tables" / "_runs" / "00000001.json").write_bytes(b"{}")
    found = told(site, archive)
    assert found.recordings == ["nvr/ch01_20261102080000.mp4"]
    assert found.errors == {
        "nvr/index.idx": ("list", "no_recording"),
        "nvr/still.jpg": ("list", "no_recording"),
        "nvr/export": ("list", "set_aside"),
    }
    assert found.rejects["nvr/index.idx"].reason == "nvr/index.idx: its ending .idx is of no video; nothing is lost"
    assert {(path, one.recording.started_at) for path, one in found.set_aside.items()} == {
        (f"nvr/ch01_2026110208{minute:02d}00{ending}", datetime(2026, 11, 2, 1, minute, tzinfo=UTC))
        for minute, ending in enumerate(ENDINGS)
    }
    assert found.set_aside["nvr/ch01_20261102080000.mp4_"].set_aside == (
        "nvr/ch01_20261102080000.mp4_: its ending .mp4_ is that of an upload that did not end; rename it if it is a "
        "recording, or move it out of the archive"
    )


def test_what_begins_later_than_now_is_a_reject_without_a_date(site, archive):
    names = ("ch01_20261102080000.mp4", "ch01_20370209080000.mp4", "ch01_20370209080000.mp4_")
    for name in names:
        (archive / "nvr" / name).write_bytes(b"x")
    found = told(site, archive, datetime(2026, 11, 3, tzinfo=UTC))
    assert found.recordings == [f"nvr/{names[0]}"]
    assert found.errors == {f"nvr/{names[1]}": ("name", "future_time"), f"nvr/{names[2]}": ("list", "set_aside")}
    assert all(one.service_date is one.span_started_s is None for one in found.rejects.values())


def test_an_archive_that_is_no_folder_is_told(site, tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        told(site, tmp_path / "nothing")
