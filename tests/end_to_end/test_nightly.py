"""The run over the rendered tiny scenario, end to end through the command line."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import EVENT_TABLES, GROWING_TABLES, TABLES
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from tests.batch_runs import run_batch, tables, touched
from tests.transforms.tables.delta.agreement import agree

EVENTS = tuple(table.name for table in EVENT_TABLES)
SEEN = ("samples", "observations")


def rows(warehouse, name):
    return read_table(warehouse, TABLES[name]).to_pylist()


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_every_table_is_there_with_its_schema(office):
    for table in TABLES.values():
        if table in GROWING_TABLES:
            continue  # no run of a date writes to them
        files = list((office.warehouse / table.name).rglob("*.parquet"))
        assert files, table.name
        for file in files:
            assert pq.read_schema(file).equals(table.file_schema), file


def test_other_engines_see_what_the_run_shows(office):
    assert agree(office.warehouse)
    for table in DELTA_TABLES:
        found = pl.scan_delta(str(office.warehouse / table.name)).select(table.columns).collect().to_dicts()
        assert sorted(map(str, found)) == sorted(map(str, rows(office.warehouse, table.name))), table.name


def test_recordings_samples_and_coverage_account_for_the_two_minutes(office):
    recordings = rows(office.warehouse, "recordings")
    assert [row["recording_uri"] for row in recordings] == [
        "recorder-cam-1/ch01_20260609080000.mp4",
        "recorder-cam-1/ch01_20260609080100.mp4",
    ]
    samples = rows(office.warehouse, "samples")
    assert {row["recording_id"] for row in samples} == {row["recording_id"] for row in recordings}
    coverage = rows(office.warehouse, "coverage")
    assert sum(row["duration_s"] for row in coverage) == 86_400
    recorded = [row for row in coverage if row["coverage_state"] == "recorded"]
    assert sum(row["duration_s"] for row in recorded) == 120
    assert all(row["in_service_hours"] for row in recorded)
    assert {row["coverage_state"] for row in coverage} == {"recorded", "out_of_schedule"}
    assert rows(office.warehouse, "rejects") == []


def test_rows_lead_home(office):
    recordings = {row["recording_uri"]: row for row in rows(office.warehouse, "recordings")}
    services = rows(office.warehouse, "service_time")
    assert services
    (run,) = rows(office.warehouse, "runs")
    for row in services + rows(office.warehouse, "staff_presence"):
        recording = recordings[row["recording_uri"]]
        assert row["recording_sha256"] == recording["recording_sha256"]
        assert (row["started_at"] - recording["started_at"]).total_seconds() == pytest.approx(row["offset_s"], abs=1e-3)
        assert (row["run_id"], row["code_hash"], row["config_hash"]) == (
            run["run_id"],
            run["code_hash"],
            run["config_hash"],
        )
    assert (run["command"], run["outcome"], run["recordings"], run["recordings_observed"]) == (
        "nightly",
        "complete",
        2,
        2,
    )


def test_a_second_night_decodes_nothing_and_changes_no_byte(changed_office, capsys):
    before, seen = tables(changed_office.warehouse, "runs"), touched(changed_office.warehouse, *SEEN)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert tables(changed_office.warehouse, "runs") == before
    assert touched(changed_office.warehouse, *SEEN) == seen
    assert "0 recordings, 0.0 min" in capsys.readouterr().out
    assert [row["recordings_observed"] for row in rows(changed_office.warehouse, "runs")] == [2, 0]


def test_a_changed_zone_finds_events_again_without_decoding(changed_office):
    before, seen = tables(changed_office.warehouse, "runs"), touched(changed_office.warehouse, *SEEN)
    replaced(changed_office.site, "    - id: loket-1-customer\n", "    - id: loket-1-front\n")
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    assert touched(changed_office.warehouse, *SEEN) == seen
    zones = {row["zone_id"] for row in rows(changed_office.warehouse, "service_time") if row["counter_id"] == "loket-1"}
    assert zones == {"loket-1-front"}
    after = tables(changed_office.warehouse, "runs")
    assert {name.split("/")[0] for name in after if after[name] != before[name]} >= {"service_time", "staff_presence"}


def test_a_changed_threshold_finds_events_again_from_the_stage_alone(changed_office):
    seen = touched(changed_office.warehouse, "recordings", *SEEN)
    lengths = sorted(row["duration_s"] for row in rows(changed_office.warehouse, "service_time"))
    middle = lengths[len(lengths) // 2]
    changed_office.site.write_text(
        re.sub(r"service_min_s: [\d.]+", f"service_min_s: {middle}", changed_office.site.read_text(encoding="utf-8")),
        encoding="utf-8",
    )
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse, command="events") == 0
    assert touched(changed_office.warehouse, "recordings", *SEEN) == seen
    after = sorted(row["duration_s"] for row in rows(changed_office.warehouse, "service_time"))
    assert len(after) < len(lengths) and min(after) >= middle


def test_moving_a_seat_looks_at_its_camera_again(changed_office, capsys):
    replaced(changed_office.site, "[0.31939, 0.27992]", "[0.31839, 0.27992]")
    seen = touched(changed_office.warehouse, *SEEN)
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0
    after = touched(changed_office.warehouse, *SEEN)
    assert after.keys() == seen.keys() and all(after[name] > seen[name] for name in seen)
    assert "2 recordings, 2.0 min" in capsys.readouterr().out


def test_a_night_killed_in_the_middle_gives_the_same_tables_when_run_again(office, tmp_path):
    warehouse = tmp_path / "warehouse"
    arguments = ["--site", office.site, "--archive", office.archive, "--warehouse", warehouse]
    # One worker, so that the second recording is still being observed when the first is done.
    command = [sys.executable, "-m", "pantau", "nightly", *map(str, arguments), "--runner=FnApiRunner"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not touched(warehouse, "samples"):
                assert process.poll() is None, "the run ended before it could be killed"
                time.sleep(0.02)
        finally:
            os.kill(process.pid, signal.SIGKILL)
    assert len(touched(warehouse, "samples")) == 1
    assert not touched(warehouse, *EVENTS, "runs")
    assert run_batch(office.site, office.archive, warehouse) == 0
    assert tables(warehouse, "runs") == tables(office.warehouse, "runs")
    assert [row["recordings_observed"] for row in rows(warehouse, "runs")] == [1]


def test_parts_of_a_file_that_a_killed_night_left_are_read_by_nobody(changed_office):
    folder = next((changed_office.warehouse / "samples").rglob("*.parquet")).parent
    (folder / ".writing-abc").write_bytes(b"half")
    assert main(["ask", "service_time", "--warehouse", str(changed_office.warehouse)]) == 0
    assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 0


def test_a_second_night_at_once_is_refused_and_changes_nothing(changed_office, capsys):
    before = tables(changed_office.warehouse)
    with draft_of(changed_office.warehouse):
        assert run_batch(changed_office.site, changed_office.archive, changed_office.warehouse) == 4
    assert "writes to it" in capsys.readouterr().err
    assert tables(changed_office.warehouse) == before
