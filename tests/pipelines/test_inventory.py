from collections import Counter
from datetime import UTC, date, datetime

import pytest

from pantau.pipelines.batch_run import BatchRun, agency_days
from pantau.pipelines.inventory import read_listing, take_inventory
from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import partitions_of, read_table
from tests.batch_runs import record, write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def site(tmp_path):
    return load_site(write_site(tmp_path))


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    return tmp_path / "archive"


def test_a_listing_tells_recordings_rejects_and_the_rest_apart_without_opening_a_file(site, archive):
    for name in (
        "nvr/ch01_20261102080000.mp4",
        "nvr/ch01_20261103080000.mp4",
        "nvr/ch01_20261103090000.mp4",
        "nvr/ch07_20261102080000.mp4",
        "nvr/ch01_20261102090000.mp4.part",
        "elsewhere.mp4",
        "notes.txt",
        "README",
    ):
        (archive / name).write_bytes(b"no video")
    listing = read_listing(site, str(archive))
    assert [named.path for named in listing.named] == [
        "nvr/ch01_20261102080000.mp4",
        "nvr/ch01_20261103080000.mp4",
        "nvr/ch01_20261103090000.mp4",
    ]
    assert {(one.input, one.step, one.error) for one in listing.rejects} == {
        ("nvr/ch07_20261102080000.mp4", "name", "no_camera"),
        ("elsewhere.mp4", "name", "no_recorder"),
    }
    assert all(one.service_date is None and one.bytes == 8 for one in listing.rejects)
    assert [(named.path, named.camera_id) for named, _ in listing.set_aside] == [
        ("nvr/ch01_20261102090000.mp4.part", "cam-1")
    ]
    assert listing.others == Counter({".txt": 1, "no suffix": 1})
    assert listing.dates(site) == [MONDAY, TUESDAY]


ENDINGS = (".mp4_", ".dav_", ".h264_", ".ts_", ".mp4.1", "", ".mp4 ", ".rec", ".dat")


def test_each_file_of_a_recorder_is_named_or_a_reject_but_for_what_was_left_behind(site, archive):
    nvr = archive / "nvr"
    for minute, ending in enumerate(ENDINGS):
        (nvr / f"ch01_2026110208{minute:02d}00{ending}").write_bytes(b"x")
    for name in (
        "export",
        "index.idx",
        "still.jpg",
        "._ch01_20261102080000.mp4",
        "._a",
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
    ):
        (nvr / name).write_bytes(b"x")
    (nvr / "ch01_20261102080000.mp4").write_bytes(b"x")
    (archive / "beside.rec").write_bytes(b"x")
    (archive / "beside.txt").write_bytes(b"x")
    (archive / "tables" / "_runs").mkdir(parents=True)
    (archive / "tables" / "_runs" / "00000001.json").write_bytes(b"{}")
    listing = read_listing(site, str(archive))
    assert [named.path for named in listing.named] == ["nvr/ch01_20261102080000.mp4"]
    rejects = {one.input: (one.step, one.error) for one in listing.rejects}
    assert rejects == {
        "nvr/index.idx": ("list", "no_recording"),
        "nvr/still.jpg": ("list", "no_recording"),
        "nvr/export": ("list", "set_aside"),
    }
    assert {(named.path, named.camera_id, named.started_at) for named, _ in listing.set_aside} == {
        (f"nvr/ch01_2026110208{minute:02d}00{ending}", "cam-1", datetime(2026, 11, 2, 1, minute, tzinfo=UTC))
        for minute, ending in enumerate(ENDINGS)
    }
    assert next(why for named, why in listing.set_aside if named.path.endswith("_")) == (
        "nvr/ch01_20261102080000.mp4_: its ending .mp4_ is that of an upload that did not end; rename it if it is a "
        "recording, or move it out of the archive"
    )
    assert next(one.reason for one in listing.rejects if one.input.endswith("x")) == (
        "nvr/index.idx: its ending .idx is of no video; nothing is lost"
    )
    assert listing.others == Counter({".idx": 1, ".jpg": 1, ".rec": 1, ".txt": 1})
    assert listing.ignored == Counter(
        {"._* of macOS": 2, ".DS_Store": 1, "Thumbs.db": 1, "desktop.ini": 1, "a warehouse": 1}
    )


def test_a_date_of_which_all_is_set_aside_is_a_date_of_the_archive(site, archive):
    """Else nobody would be told of its files by a run over all dates."""
    (archive / "nvr" / "ch01_20261103080000.mp4_").write_bytes(b"x")
    (archive / "nvr" / "ch01_20370209080000.mp4_").write_bytes(b"x")
    listing = read_listing(site, str(archive), datetime(2026, 11, 4, tzinfo=UTC))
    assert (listing.named, listing.dates(site)) == ((), [TUESDAY])
    assert [(one.input, one.error) for one in listing.rejects] == [("nvr/ch01_20370209080000.mp4_", "set_aside")]


def test_what_begins_later_than_now_is_a_reject_without_a_date(site, archive):
    for name in ("ch01_20261102080000.mp4", "ch01_20370209080000.mp4"):
        (archive / "nvr" / name).write_bytes(b"x")
    listing = read_listing(site, str(archive), datetime(2026, 11, 3, tzinfo=UTC))
    assert listing.dates(site) == [MONDAY]
    (reject,) = listing.rejects
    assert (reject.input, reject.step, reject.error) == (
        "nvr/ch01_20370209080000.mp4",
        "name",
        "future_time",
    )
    assert reject.service_date is reject.span_started_s is None


def test_an_archive_that_is_no_folder_is_told(site, tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        read_listing(site, str(tmp_path / "nothing"))


@pytest.mark.slow
def test_the_day_before_is_taken_only_where_it_may_reach_into_the_night(site, archive, tmp_path):
    record(archive, "2026-11-01T08:00:00", 2)
    record(archive, "2026-11-02T08:00:00", 2)
    record(archive, "2026-11-02T23:59:59", 2)
    warehouse = str(tmp_path / "warehouse")
    batch = BatchRun(observer_of(site, "."), str(archive), warehouse, (TUESDAY,), ("--runner=FnApiRunner",))
    take_inventory(batch, read_listing(site, str(archive)))
    assert [row["recording_uri"][-18:] for row in read_table(warehouse, RECORDINGS).to_pylist()] == [
        "20261102080000.mp4",
        "20261102235959.mp4",
    ]
    written = {
        partition.values[0]: partition.path(warehouse).stat().st_mtime_ns
        for partition in partitions_of(warehouse, RECORDINGS)
    }
    assert set(written) == {MONDAY, TUESDAY}
    take_inventory(batch, read_listing(site, str(archive)))
    again = {
        partition.values[0]: partition.path(warehouse).stat().st_mtime_ns
        for partition in partitions_of(warehouse, RECORDINGS)
    }
    assert again[MONDAY] == written[MONDAY] and again[TUESDAY] > written[TUESDAY]


def test_partitions_are_planned_from_dates_and_agencies(site):
    assert agency_days(site, [TUESDAY, MONDAY, TUESDAY]) == ((MONDAY, "permits"), (TUESDAY, "permits"))
