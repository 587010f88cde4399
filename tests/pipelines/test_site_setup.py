from datetime import UTC, date, datetime

import pytest

from pantau.pipelines import site_setup
from pantau.pipelines.site_setup import TimelessFile, look, recorded_dates
from pantau.schemas.site import parse_site
from pantau.transforms.recordings.found_cameras.recording_head import RecordingHead
from tests.batch_runs import Here
from tests.transforms.evidence.conftest import SITE

NAMES = (
    "nvr/A_ch1_main_20261102080000_20261102081500.dav",
    "nvr/B_ch1_main_20261103080000_20261103081500.dav",
    "nvr/B_ch2_main_20261102080000_20261102081500.dav",
    "gate/20261102_080000_tp00001.mp4",
)


def head(_, path):
    """The head of a file: its container was dated two seconds after its name, in UTC; that of the gate has none."""
    if path.startswith("gate"):
        raise OSError(f"{path}: cannot be opened")
    return RecordingHead(1920, 1080, "h264", datetime(2026, 11, 2 + ("_20261103" in path), 1, 0, 2, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Files of two recorders; what looks through them is this process."""
    monkeypatch.setattr("pantau.transforms.bulkhead._Process", Here)
    monkeypatch.setattr(site_setup, "read_head", head)
    for name in NAMES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    return str(tmp_path)


def test_cameras_are_named_by_recorder_device_and_channel_as_far_as_that_is_needed(archive):
    found = look(archive, "Asia/Jakarta")
    assert [(one.id, one.folder) for one in found.recorders] == [("gate", "gate"), ("nvr", "nvr")]
    assert [(one.id, one.recorder, one.channel, one.device) for one in found.cameras] == [
        ("gate", "gate", None, None),
        ("nvr-a-1", "nvr", 1, "A"),
        ("nvr-b-1", "nvr", 1, "B"),
        ("nvr-2", "nvr", 2, None),
    ]


@pytest.mark.parametrize(("timezone", "differs"), [("Asia/Jakarta", False), ("Asia/Makassar", True)])
def test_a_container_confirms_the_time_zone_or_contradicts_it(archive, timezone, differs):
    gate, first, *_ = look(archive, timezone).cameras
    assert (first.told_offset_h, first.clock_differs) == (7.0, differs)
    assert (gate.head, gate.told_offset_h, gate.clock_differs) == (None, None, False)
    assert gate.unread.endswith("cannot be opened") and gate.note == "1 files from 2026-11-02 to 2026-11-02"
    assert first.note == "1920 × 1080, h264; 1 files from 2026-11-02 to 2026-11-02"


def test_files_whose_names_tell_no_time_have_cameras_of_their_folder(archive, tmp_path):
    for name in ("nvr/MOV1.mp4", "Export/MOV1.mp4", "Export/MOV2.mp4", "Export/gate.mp4"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    found = look(archive, "Asia/Jakarta")
    assert [(one.id, one.folder) for one in found.recorders] == [("gate", "gate"), ("nvr", "nvr"), ("export", "Export")]
    assert [(one.id, one.recorder, one.note) for one in found.timeless_cameras] == [
        ("mov", "export", "2 files whose names do not tell the time"),
        ("gate-2", "export", "1 files whose names do not tell the time"),
    ]
    known = tuple(one.id for one in found.cameras)
    assert found.timeless == (
        TimelessFile("Export/MOV1.mp4", ("mov", "gate-2", *known)),
        TimelessFile("Export/MOV2.mp4", ("mov", "gate-2", *known)),
        TimelessFile("Export/gate.mp4", ("gate-2", "mov", *known)),
        TimelessFile("nvr/MOV1.mp4", known),
    )
    assert list(found.places) == [*known, "mov", "gate-2"]


def test_of_many_files_without_a_time_some_are_asked_about(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(site_setup, "MOST_TIMELESS", 2)
    for number in range(4):
        (tmp_path / f"MOV{number}.mp4").write_bytes(b"x")
    found = look(archive, "Asia/Jakarta")
    assert [one.path for one in found.timeless] == ["MOV0.mp4", "MOV1.mp4"] and len(found.look.found.timeless) == 4


def test_dates_are_those_of_the_cameras_of_the_site(tmp_path):
    for name in ("ch01_20261102080000.mp4", "ch01_20261031080000.mp4", "ch02_20261104080000.mp4", "MOV1.mp4"):
        (tmp_path / name).write_bytes(b"x")
    assert recorded_dates(parse_site(SITE), str(tmp_path)) == (date(2026, 10, 31), date(2026, 11, 2))
