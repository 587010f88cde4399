"""A night in the middle of a day: right as far as the day goes, and the rest of it is neither gap nor unknown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.schemas.tables import ANOMALIES, COVERAGE, RUNS
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site

MONDAY = date(2026, 11, 2)
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)


def stretches(warehouse):
    return [
        (
            round((row["started_at"] - EIGHT).total_seconds()),
            round((row["ended_at"] - EIGHT).total_seconds()),
            row["coverage_state"],
            row["in_service_hours"],
        )
        for row in read_table(warehouse, COVERAGE, service_date=MONDAY).to_pylist()
    ]


def missing(warehouse):
    rows = read_table(warehouse, ANOMALIES, service_date=MONDAY).to_pylist()
    return [
        (round((row["started_at"] - EIGHT).total_seconds()), round(row["duration_s"]))
        for row in rows
        if row["kind"] == "footage_missing"
    ]


def test_who_does_not_list_the_archive_again_knows_of_no_more_of_the_day(tmp_path, monkeypatch):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:29:56", 8)
    monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(minutes=30, seconds=10))
    given = site, archive, warehouse, "--date", MONDAY.isoformat()
    assert run_batch(*given) == 0
    before = stretches(warehouse), missing(warehouse)
    record(archive, "2026-11-02T08:40:00", 8)
    monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(days=1))
    for command in ("observe", "events"):
        assert run_batch(*given, command=command) == 0
        assert (stretches(warehouse), missing(warehouse)) == before
    assert {row["final"] for row in read_table(warehouse, RUNS).to_pylist()} == {False}


def test_a_file_that_cannot_be_read_yet_says_nothing_of_what_has_not_been(tmp_path, monkeypatch):
    site, archive = write_site(tmp_path, more="night: {max_rejected_share: 1.0}\n"), tmp_path / "archive"
    record(archive, "2026-11-02T08:00:00", 8)
    (archive / "nvr" / "ch01_20261102083000.mp4").write_bytes(b"half")
    monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(minutes=30, seconds=10))
    warehouse = tmp_path / "warehouse"
    assert run_batch(site, archive, warehouse, "--date", MONDAY.isoformat()) == 0
    assert stretches(warehouse)[2:] == [
        (8, 1800, "gap", True),
        (1800, 1810, "unreadable", True),
        (1810, 3600, "not_yet", False),
        (3600, 57600, "not_yet", False),
    ]
    assert [row["final"] for row in read_table(warehouse, RUNS).to_pylist()] == [False]
    assert main(["check", "--warehouse", str(warehouse)]) == 0


@pytest.mark.parametrize("late", [False, True], ids=["while it lasts", "and the day after"])
def test_what_may_still_come_is_not_missed(tmp_path, monkeypatch, late):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    for start in ("08:00:00", "08:29:56"):
        record(archive, f"2026-11-02T{start}", 8)
    monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(minutes=30, seconds=10))
    given = site, archive, warehouse, "--date", MONDAY.isoformat()
    assert run_batch(*given) == 0
    if late:
        monkeypatch.setattr(clock, "now", lambda: EIGHT + timedelta(days=1))
        assert run_batch(*given) == 0
    rest = [(1804, 3600, "gap", True), (3600, 57600, "out_of_schedule", False)]
    coming = [(1804, 3600, "not_yet", False), (3600, 57600, "not_yet", False)]
    assert stretches(warehouse) == [
        (-28800, 0, "out_of_schedule", False),
        (0, 8, "recorded", True),
        (8, 1796, "gap", True),
        (1796, 1804, "recorded", True),
        *(rest if late else coming),
    ]
    assert missing(warehouse) == [(8, 1788), *([(1804, 1796)] if late else [])]
    assert [row["final"] for row in read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()] == [
        False,
        *([True] if late else []),
    ]
    (day,) = sql.ask(warehouse, "coverage_by_day").to_pylist()
    seen = 1804 if not late else 3600
    assert day["service_hours"] == pytest.approx(seen / 3600)
    assert day["service_recorded_share"] == pytest.approx(16 / seen)
    assert day["not_yet_minutes"] == pytest.approx(0 if late else (57600 - 1804) / 60)
    (unknown,) = sql.ask(warehouse, "unknown_time").to_pylist()
    assert (unknown["cause"], unknown["unknown_minutes"]) == ("gap", pytest.approx((seen - 16) / 60))
    assert main(["check", "--warehouse", str(warehouse)]) == 0
