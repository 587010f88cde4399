"""What share of a day is unknown, and why: each second of a camera has one cause, and each cause a remedy."""

import pytest

from pantau import sql
from pantau.schemas.vocabulary import COVERAGE_STATES, NOT_DUE

pytestmark = pytest.mark.slow

DAY = "2026-11-03"


def stretch(start, end, state, **more):
    times = {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}" if end != "24:00" else "2026-11-04 00:00"}
    return {"coverage_state": state, "in_service_hours": True, "samples": 100, "service_date": DAY, **times, **more}


def state(start, end, word, waiting, **more):
    times = {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}", "state": word, "customers_waiting": waiting}
    return {"event_id": f"{more.get('counter_id', 'L1')} {start}", **times, **more}


def asked(warehouse, **more):
    rows = sql.ask(warehouse, "unknown_time", **more).to_pylist()
    names = (
        "counter_id",
        "cause",
        "unknown_minutes",
        "unknown_share",
        "service_unknown_minutes",
        "service_unknown_share",
    )
    return [tuple(row[name] for name in names) for row in rows]


def test_every_cause_of_a_day_has_its_share(make):
    """Due from 6 to 10, of which 8 to 10 are service hours; the counter's officer is hidden from 8 to 8:30."""
    closed = {"in_service_hours": False}
    warehouse = make(
        {
            "coverage": [
                stretch("00:00", "06:00", "out_of_schedule", **closed),
                stretch("06:00", "07:00", "gap", **closed),
                stretch("07:00", "08:00", "recorded", **closed),
                stretch("08:00", "08:40", "recorded"),
                stretch("08:40", "09:00", "gap"),
                stretch("09:00", "09:20", "covered"),
                stretch("09:20", "09:30", "recorded", samples=0),
                stretch("09:30", "09:59", "recorded"),
                stretch("09:59", "10:00", "recorded", samples=0),
                stretch("10:00", "24:00", "out_of_schedule", **closed),
            ],
            "staff_presence": [
                state("08:00", "08:30", "unknown", 0.0),
                state("08:30", "08:40", "idle", 1.0),
                state("08:40", "09:30", "unknown", None),
                state("09:30", "10:00", "idle", None),
            ],
        }
    )
    assert asked(warehouse) == [
        (None, "gap", 80.0, 80 / 240, 20.0, 20 / 120),
        (None, "covered", 20.0, 20 / 240, 20.0, 20 / 120),
        (None, "not_looked_at", 10.0, 10 / 240, 10.0, 10 / 120),
        ("L1", "officer_not_seen", 30.0, 0.25, 30.0, 0.25),
        ("L1", "queue_not_seen", 30.0, 0.25, 30.0, 0.25),
    ]
    rows = sql.ask(warehouse, "unknown_time").to_pylist()
    assert {row["camera_unknown_share"] for row in rows} == {110 / 240}


def test_a_day_that_is_known_has_a_row_that_says_so(make):
    warehouse = make({"coverage": [stretch("08:00", "10:00", "recorded")]})
    assert asked(warehouse) == [(None, "none", 0.0, 0.0, 0.0, 0.0)]


def test_what_may_still_come_is_unknown_to_nobody_and_counts_in_no_share(make):
    coming = stretch("09:00", "10:00", "not_yet") | {"in_service_hours": False}
    warehouse = make({"coverage": [stretch("07:00", "08:00", "recorded"), stretch("08:00", "09:00", "gap"), coming]})
    assert asked(warehouse) == [(None, "gap", 60.0, 0.5, 60.0, 0.5)]
    (day,) = sql.ask(warehouse, "coverage_by_day").to_pylist()
    assert (day["recorded_share"], day["service_hours"], day["not_yet_minutes"]) == (0.5, 2.0, 60.0)
    (row,) = sql.ask(warehouse, "overview").to_pylist()
    assert (row["recorded_share"], row["service_recorded_share"]) == (0.5, 0.5)


def test_a_schedule_that_misses_service_hours_is_a_cause(make):
    warehouse = make(
        {"coverage": [stretch("08:00", "09:00", "recorded"), stretch("09:00", "10:00", "out_of_schedule")]}
    )
    assert asked(warehouse) == [(None, "out_of_schedule", 60.0, None, 60.0, 0.5)]


def test_a_counter_of_another_agency_is_told_to_that_agency_alone(make):
    hidden = [state("08:00", "09:00", "unknown", 0.0), state("08:00", "09:00", "unknown", 0.0, counter_id="L2")]
    hidden[1]["agency_id"] = "rsud"
    warehouse = make({"coverage": [stretch("08:00", "09:00", "recorded")], "staff_presence": hidden})
    for agency, counters in (("dukcapil", [None, "L1"]), ("rsud", [None, "L2"]), (None, [None, "L1", "L2"])):
        assert [row[0] for row in asked(warehouse, agency=agency)] == counters


@pytest.mark.parametrize("word", [word for word in COVERAGE_STATES if word not in ("recorded", *NOT_DUE)])
def test_every_state_of_coverage_is_a_cause_with_a_remedy_of_its_own(make, word):
    warehouse = make({"coverage": [stretch("08:00", "09:00", word)]})
    (row,) = sql.ask(warehouse, "unknown_time").to_pylist()
    assert (row["cause"], row["unknown_share"]) == (word, 1.0)
    assert row["what_to_do"] and "coverage_timeline" not in row["what_to_do"]
