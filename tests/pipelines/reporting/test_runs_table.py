from datetime import UTC, date, datetime

import pytest

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.reporting.runs_table import enter, run_ids
from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS, REJECTS, RUNS
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.provenance import code_hash, config_hash, run_id
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from tests.batch_runs import write_site
from tests.transforms.seen import recording

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)
BEGAN = datetime(2026, 11, 3, 17, tzinfo=UTC)


@pytest.fixture
def batch(tmp_path):
    warehouse = tmp_path / "warehouse"
    found = [recording("a", 0, 10, recording_uri="a.mp4", bytes=5), recording("b", 10, 20, bytes=6)]
    write_partition(warehouse, Partition(RECORDINGS, (MONDAY, "permits")), RECORDINGS.arrow(found))
    lost = [
        {
            **dict.fromkeys(("site_id", "error", "reason", "run_id"), "x"),
            **dict.fromkeys(("camera_id", "span_started_at", "span_ended_at")),
            "service_date": MONDAY,
            "input": f"{step}.mp4",
            "bytes": 7,
            "step": step,
        }
        for step in ("probe", "observe")
    ]
    write_partition(warehouse, Partition(REJECTS, (MONDAY,)), REJECTS.arrow(lost))
    site = load_site(write_site(tmp_path))
    return BatchRun(observer_of(site, "."), str(tmp_path), str(warehouse), (MONDAY, TUESDAY))


def test_a_run_is_known_by_all_files_that_were_opened(batch):
    inputs = [("a.mp4", 5), ("b.mp4", 6), ("probe.mp4", 7)]
    assert run_ids(batch) == {
        MONDAY: run_id(batch.site, MONDAY, inputs),
        TUESDAY: run_id(batch.site, TUESDAY, []),
    }


def test_each_date_gets_a_row(batch):
    enter(batch, "nightly", BEGAN, succeeded=False, recordings_observed=2)
    monday, tuesday = read_table(batch.warehouse, RUNS).to_pylist()
    expected = {
        "run_id": run_ids(batch)[MONDAY],
        "site_id": "hall",
        "service_date": MONDAY,
        "time_zone": "Asia/Jakarta",
        "command": "nightly",
        "started_at": BEGAN,
        "outcome": "rejects",
        "code_hash": code_hash(),
        "config_hash": config_hash(batch.site),
        "recordings": 2,
        "rejected": 2,
        "recorded_s": 30.0,
        "recordings_observed": 2,
        "event_rows": 0,
    }
    assert {name: monday[name] for name in expected} == expected
    assert monday["ended_at"] >= BEGAN.replace(year=2020)
    assert (tuesday["service_date"], tuesday["recordings"], tuesday["recorded_s"]) == (TUESDAY, 0, 0.0)


def test_the_ledger_only_grows_and_the_newest_run_is_last(batch):
    enter(batch, "nightly", BEGAN, succeeded=False, recordings_observed=2)
    enter(batch, "events", BEGAN.replace(hour=18), succeeded=True, recordings_observed=0)
    rows = read_table(batch.warehouse, RUNS, service_date=MONDAY).to_pylist()
    assert [(row["command"], row["outcome"]) for row in rows] == [("nightly", "rejects"), ("events", "complete")]
