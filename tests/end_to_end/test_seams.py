"""However a recording is cut, the events are the same; encoded again, they lie within each other's intervals."""

import random
from datetime import timedelta

import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import EVENT_TABLES, RECORDINGS
from pantau.transforms.recordings.named import list_archive
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import run_batch, tables
from tests.end_to_end.cutting import cut, encode_again, join

BEGINS = "2026-06-09T08:00:00"
LEADS_HOME = {"recording_uri", "recording_sha256", "offset_s", "run_id"}
"""What must differ where the files do."""


@pytest.fixture(scope="module")
def again(office, tmp_path_factory):
    """The two minutes as one recording of another codec, container, rate and key interval, and its events."""
    folder, pieces = tmp_path_factory.mktemp("again"), sorted(office.archive.rglob("*.mp4"))
    whole = join(pieces, folder / "whole.mp4", 60)
    encoded = folder / "archive" / "recorder-cam-1" / "ch01_20260609080000.avi"
    encode_again(whole, encoded, "mpeg4", 8, 8, b="4000000")
    return encoded, found(office, folder / "archive", folder / "warehouse")


def found(office, archive, warehouse):
    """The rows of the event tables after a night."""
    assert run_batch(office.site, archive, warehouse) == 0
    return rows(warehouse)


def rows(warehouse):
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in LEADS_HOME}
            for row in read_table(warehouse, table).to_pylist()
        ]
        for table in EVENT_TABLES
    }


def test_pieces_that_overlap_and_begin_between_grid_points_give_the_events_of_the_whole(
    office, again, tmp_path, monkeypatch
):
    encoded, expected = again
    archive = tmp_path / "archive"
    pieces = cut(encoded, archive / "recorder-cam-1", BEGINS, (0, 7, 12, 45, 78, 101, 120), overlap_s=1)
    listed = list(list_archive.list_archive(str(archive)))
    random.Random(1).shuffle(listed)
    monkeypatch.setattr(list_archive, "list_archive", lambda root, settled_s: listed)
    assert len(listed) == len(pieces) == 6
    assert found(office, archive, tmp_path / "warehouse") == expected


def test_a_clock_that_is_set_back_loses_nobody_and_is_one_candidate(office, again, tmp_path):
    encoded, expected = again
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    cut(encoded, archive / "recorder-cam-1", "2026-06-09T08:00:20", (0, 30, 60))
    cut(encoded, archive / "recorder-cam-1", BEGINS, (60, 90, 120))
    events = found(office, archive, warehouse)
    (jump,) = [row for row in events["anomalies"] if row["kind"] == "clock_jump"]
    events["anomalies"].remove(jump)
    assert (jump["observed_value"], jump["expected_value"], jump["severity"]) == (-20, 2, "high")
    recorded = read_table(warehouse, RECORDINGS).to_pylist()
    assert [row["clock_offset_s"] for row in recorded] == [20, 20, 0, 0]
    assert (jump["started_at"], jump["ended_at"]) == (recorded[1]["started_at"], recorded[1]["ended_at"])
    for table, given in events.items():
        assert [certain(row) for row in given] == [certain(row) for row in expected[table]]
    assert main(["check", "--warehouse", str(warehouse)]) == 0
    before = tables(warehouse, "runs")
    assert run_batch(office.site, archive, warehouse) == 0
    assert tables(warehouse, "runs") == before


def certain(row):
    """A row but for the doubt about the clock, and what counts frames, of which each grid has its own after a jump."""
    by_frames = ("detection_score", "seen_share", "session_probability", "frame_agreement", "identity_confidence")
    doubtful = ("started_at_", "ended_at_", *by_frames)
    kept = {name: value for name, value in row.items() if not name.startswith(doubtful)}
    if kept.get("role_probability") is not None:
        kept["role_probability"] = round(kept["role_probability"], 2)
    return kept


@pytest.mark.parametrize("table", [table.name for table in EVENT_TABLES])
def test_encoded_again_the_events_lie_within_each_others_intervals(office, again, table):
    _, events = again
    first, second = rows(office.warehouse)[table], events[table]
    assert [what(row) for row in first] == [what(row) for row in second]
    frame = timedelta(seconds=1 / 8)
    for one, other in [*zip(first, second, strict=True), *zip(second, first, strict=True)]:
        for edge in ("started_at", "ended_at"):
            assert other[f"{edge}_lo"] - frame <= one[edge] <= other[f"{edge}_hi"] + frame


def what(row):
    return row["counter_id"], row.get("state"), row.get("kind"), row["start_censored"], row["end_censored"]
