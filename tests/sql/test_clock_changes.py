"""Hours of dates on which clocks are changed: one is longer, one shorter or gone; each keeps what happened in it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

AMSTERDAM, LORD_HOWE = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Australia/Lord_Howe")

CHANGES = {
    "an hour ahead": (AMSTERDAM, "2026-03-29", {0: 0.5, 1: 1, 3: 1, 4: 0.25}),
    "an hour back": (AMSTERDAM, "2026-10-25", {0: 0.5, 1: 1, 2: 2, 3: 1, 4: 0.25}),
    "half an hour ahead": (LORD_HOWE, "2026-10-04", {0: 0.5, 1: 1, 2: 0.5, 3: 1, 4: 0.25}),
    "half an hour back": (LORD_HOWE, "2026-04-05", {0: 0.5, 1: 1.5, 2: 1, 3: 1, 4: 0.25}),
    "no change": (AMSTERDAM, "2026-03-28", {0: 0.5, 1: 1, 2: 1, 3: 1, 4: 0.25}),
}
CASES = pytest.mark.parametrize(("zone", "day", "hours"), CHANGES.values(), ids=CHANGES)


def night(zone, day):
    """A counter open, staffed and recorded from 00:30 to 04:15."""
    times = {"started_at": f"{day} 00:30", "ended_at": f"{day} 04:15"}
    return {
        "coverage": [times | {"coverage_state": "recorded", "in_service_hours": True}],
        "staff_presence": [times | {"event_id": "p", "state": "serving", "customers_waiting": 0.0}],
        "runs": [{"run_id": "r", "time_zone": zone.key, "service_date": day, "started_at": f"{day} 12:00"}],
    }


@CASES
def test_each_hour_is_as_long_as_the_clocks_make_it(make, zone, day, hours):
    warehouse = make(night(zone, day), zone=zone)
    coverage = sql.ask(warehouse, "coverage_by_hour").to_pylist()
    assert {row["local_hour"]: row["recorded_hours"] for row in coverage} == hours
    counters = sql.ask(warehouse, "busiest_hours").to_pylist()
    assert {row["local_hour"]: row["recorded_hours"] for row in counters} == hours


@CASES
def test_little_has_one_window_for_each_hour(make, zone, day, hours):
    rows = sql.ask(make(night(zone, day), zone=zone), "littles_law").to_pylist()
    assert {row["hour_local"].hour: row["window_minutes"] / 60 for row in rows} == hours
    assert {row["outside"] for row in rows} == {False}


FIRST, SECOND = (
    (datetime(2026, 10, 25, hour, tzinfo=UTC), datetime(2026, 10, 25, hour + 1, tzinfo=UTC)) for hour in (0, 1)
)
"""The two hours that clocks in Amsterdam call 02 that night."""


def stretch(name, hour, **more):
    return {"event_id": name, "started_at": hour[0], "ended_at": hour[1], **more}


@pytest.mark.parametrize(("hour", "sessions"), [(FIRST, 0), (SECOND, 1)])
def test_a_session_counts_in_the_time_in_which_it_began(make, hour, sessions):
    """02:30 comes twice, and the camera recorded the second hour alone."""
    began = hour[0] + timedelta(minutes=30)
    rows = {
        "coverage": [
            {"started_at": one[0], "ended_at": one[1], "coverage_state": state}
            for one, state in ((FIRST, "gap"), (SECOND, "recorded"))
        ],
        "staff_presence": [stretch("p", FIRST, state="unknown"), stretch("q", SECOND, state="unknown")],
        "service_time": [stretch("s", (began, began + timedelta(minutes=5)))],
        "runs": [
            {"run_id": "r", "time_zone": AMSTERDAM.key, "service_date": "2026-10-25", "started_at": "2026-10-26 01:00"}
        ],
    }
    (row,) = sql.ask(make(rows, zone=AMSTERDAM), "counter_hours_of_day").to_pylist()
    assert (row["local_hour"], row["sessions"]) == (2, sessions)
