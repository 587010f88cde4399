"""Checks: the office passes, and each way to break a rule is found by the check of that rule."""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from pantau import sql
from pantau.schemas.tables import TABLES
from pantau.sql.checking import checks
from pantau.sql.warehouse import table_sql
from tests.sql.conftest import held

OFFICE = yaml.safe_load((Path(__file__).parent / "office.yaml").read_text(encoding="utf-8"))

BROKEN = [
    # table, row, what is changed, checks that must fail
    ("service_time", 0, {"event_id": "s2"}, {"service_time_key", "waiting_leads_to_service"}),
    ("coverage", 0, {"coverage_state": "fine"}, {"coverage_words"}),
    ("staff_presence", 0, {"state": "busy"}, {"staff_presence_words"}),
    ("anomalies", 0, {"kind": "bribe"}, {"anomalies_words"}),
    ("anomalies", 0, {"detection_score": 1.2}, {"anomalies_shares"}),
    ("service_time", 0, {"staffed_share": -0.1}, {"service_time_shares"}),
    ("service_time", 0, {"seen_share": 1.1}, {"service_time_shares"}),
    ("service_time", 0, {"session_probability": -0.1}, {"service_time_shares"}),
    ("observations", 0, {"x2": 1.5}, {"observations_shares"}),
    ("service_time", 0, {"started_at_lo": "2026-11-03 08:01"}, {"service_time_estimates"}),
    ("service_time", 0, {"waiting_hi_s": 100.0}, {"service_time_estimates", "waiting_leads_to_service"}),
    ("service_time", 0, {"waiting_lo_s": None}, {"service_time_estimates", "waiting_leads_to_service"}),
    ("service_time", 0, {"duration_lo_s": 601.0}, {"service_time_estimates"}),
    ("service_time", 0, {"duration_s": 605.0}, {"durations"}),
    (
        "staff_presence",
        1,
        {"started_at": "2026-11-03 08:29"},
        {"presence_without_overlap", "presence_fills_service_hours"},
    ),
    ("staff_presence", 1, {"started_at": "2026-11-03 08:31"}, {"presence_fills_service_hours"}),
    ("service_time", 1, {"started_at": "2026-11-03 08:09"}, {"services_without_overlap", "waiting_leads_to_service"}),
    ("service_time", 3, {"service_date": "2026-11-03"}, {"service_dates"}),
    ("service_time", 0, {"recording_sha256": "ff"}, {"evidence"}),
    ("service_time", 0, {"offset_s": 4801.0}, {"evidence"}),
    ("anomalies", 0, {"recording_uri": "r9.mp4"}, {"evidence"}),
    ("samples", 0, {"recording_id": "r9"}, {"evidence"}),
    ("observations", 0, {"recording_id": "r9"}, {"evidence"}),
    ("coverage", 1, {"recording_ids": ["r9"]}, {"evidence"}),
    ("anomalies", 0, {"related_event_ids": ["p3", "p9"]}, {"related_events"}),
    ("waiting_visits", 0, {"waiting_outcome": "tired", "service_event_id": None}, {"waiting_visits_words"}),
    ("waiting_visits", 0, {"service_event_id": "s9"}, {"waiting_leads_to_service"}),
    ("waiting_visits", 0, {"service_event_id": None}, {"waiting_leads_to_service"}),
    ("waiting_visits", 0, {"counter_id": "L2"}, {"waiting_leads_to_service"}),
    (
        "waiting_visits",
        0,
        {"ended_at": "2026-11-03 08:01", "duration_s": 120.0},
        {"durations", "waiting_leads_to_service"},
    ),
    ("waiting_visits", 0, {"started_at": "2026-11-03 07:57"}, {"waiting_leads_to_service"}),
    ("waiting_visits", 0, {"start_censored": True}, {"waiting_leads_to_service"}),
    ("waiting_visits", 2, {"service_event_id": "s3"}, {"waiting_leads_to_service"}),
    ("waiting_visits", 2, {"end_censored": True}, {"waiting_leads_to_service"}),
    ("waiting_visits", 3, {"end_censored": False}, {"waiting_leads_to_service"}),
    ("waiting_visits", 3, {"recording_uri": "r9.mp4"}, {"evidence"}),
    ("waiting_visits", 3, {"service_date": "2026-11-04"}, {"service_dates"}),
    ("coverage", 7, {"ended_at": "2026-11-04 23:59"}, {"coverage_fills_the_day"}),
    ("coverage", 5, {"started_at": "2026-11-04 00:01"}, {"coverage_fills_the_day"}),
    ("coverage", 4, {"started_at": "2026-11-03 09:59"}, {"coverage_fills_the_day"}),
    ("coverage", 4, {"started_at": "2026-11-03 10:01"}, {"coverage_fills_the_day"}),
]


def test_the_office_passes(office):
    assert sql.check(office) == []


def test_an_empty_warehouse_passes(tmp_path):
    assert sql.check(tmp_path) == []


@pytest.fixture(scope="module")
def connection(office):
    with sql.connect(office) as connection:
        yield held(connection)


@pytest.mark.slow
@pytest.mark.parametrize(("table", "row", "change", "failing"), BROKEN)
def test_what_is_broken_is_found(connection, make, table, row, change, failing):
    rows = [{**given, **(change if i == row else {})} for i, given in enumerate(OFFICE[table])]
    # In a transaction that is given up, so that the next finds the office as it was.
    connection.execute("BEGIN")
    try:
        connection.execute(f"DELETE FROM {table}")
        connection.execute(f"INSERT INTO {table} {table_sql(make({table: rows}), TABLES[table])}")
        found = sql.check(connection)
    finally:
        connection.execute("ROLLBACK")
    assert {failure.check for failure in found} == failing
    assert all(failure.rows >= 1 and failure.example for failure in found)


@pytest.mark.slow
def test_a_camera_that_sees_two_agencies_has_the_hours_of_both(make):
    day = "2026-11-03"
    edges = [f"{day} 00:00", f"{day} 08:00", f"{day} 10:00", f"{day} 11:00", "2026-11-04 00:00"]
    coverage = [
        {"started_at": start, "ended_at": end, "coverage_state": "gap", "in_service_hours": within}
        for (start, end), within in zip(pairwise(edges), (False, True, True, False), strict=True)
    ]
    nothing = {"state": "unknown", "recording_uri": None, "recording_sha256": None, "offset_s": None}
    states = [
        {"event_id": "a", "started_at": f"{day} 08:00", "ended_at": f"{day} 10:00", **nothing},
        {"event_id": "b", "counter_id": "L9", "started_at": f"{day} 10:00", "ended_at": f"{day} 11:00", **nothing},
    ]
    assert {f.check for f in sql.check(make({"coverage": coverage, "staff_presence": states}, "one"))} == {
        "presence_fills_service_hours"
    }
    states[1]["agency_id"] = "rsud"
    assert sql.check(make({"coverage": coverage, "staff_presence": states}, "two")) == []


def test_a_failure_reads_as_a_sentence(make):
    row = OFFICE["service_time"][0]
    (failure,) = (f for f in sql.check(make({"service_time": [row, row]})) if f.check == "service_time_key")
    assert str(failure) == (
        "service_time_key: event_id identify a row of service_time; 1 row says otherwise, the first: "
        "event_id=s1, copies=2"
    )


def test_names_of_checks_are_unique():
    names = [item.name for item in checks()]
    assert len(names) == len(set(names))
