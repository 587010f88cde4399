"""Who reneged is known only where a queue was seen, and everybody who came is counted somewhere."""

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

DAY = "2026-11-03"


def event(name, start, end, **more):
    return {"event_id": name, "started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}", **more}


def counter(queue, session=None, visits=()):
    """A counter that is recorded for an hour, with the mean number in its queue, and one session."""
    hour = {"started_at": f"{DAY} 08:00", "ended_at": f"{DAY} 09:00"}
    return {
        "coverage": [hour | {"coverage_state": "recorded", "in_service_hours": True}],
        "staff_presence": [event("p", "08:00", "09:00", state="serving", customers_waiting=queue)],
        "service_time": [event("s", "08:10", "08:20", **session or {})],
        "waiting_visits": list(visits),
    }


@pytest.mark.parametrize(
    ("rows", "reneged"),
    [
        (counter(None), None),
        (counter(0.0), 0),
        (counter(None, {"waiting_s": 0.0}), 0),
        (counter(None, visits=[event("u", "08:30", "08:40", waiting_outcome="unknown", end_censored=True)]), 0),
        (counter(0.5, visits=[event("r", "08:30", "08:40", waiting_outcome="reneged")]), 1),
    ],
    ids=["no queue drawn", "nobody waited", "walked straight up", "lost from sight", "one reneged"],
)
def test_nobody_can_be_seen_to_renege_where_no_queue_is_seen(make, rows, reneged):
    for visit in rows["waiting_visits"]:
        visit["counter_ids"] = ["L1"]
    warehouse = make(rows)
    for question in ("waiting_time", "counter_summary", "overview"):
        (row,) = sql.ask(warehouse, question).to_pylist()
        assert row["reneged"] == reneged, question


def test_a_counter_that_was_recorded_and_served_nobody_has_counts_of_zero(make):
    warehouse = make(counter(0.0) | {"service_time": []})
    (row,) = sql.ask(warehouse, "counter_summary").to_pylist()
    assert (row["sessions"], row["seen_whole"], row["waiting_known"]) == (0, 0, 0)
    (row,) = sql.ask(warehouse, "service_time").to_pylist()
    assert (row["sessions"], row["seen_whole"], row["start_seen"]) == (0, 0, 0)


def test_who_reneged_and_was_not_seen_to_come_is_among_the_unknown(make):
    visits = [
        event(name, "08:30", "08:40", waiting_outcome=outcome, counter_ids=["L1"], **more)
        for name, outcome, more in (
            ("r", "reneged", {}),
            ("c", "reneged", {"start_censored": True}),
            ("u", "unknown", {"end_censored": True}),
        )
    ]
    (row, *_) = sql.ask(make(counter(0.5, {"waiting_s": 60.0}, visits)), "service_level").to_pylist()
    assert (row["served"], row["reneged"], row["unknown"], row["left_out"]) == (1, 1, 2, 0)


def test_a_mate_that_has_a_queue_of_its_own_too_brings_all_of_its_visits(make):
    """L1 and L2 share a queue, and L1 has chairs: whom it served from there counts, and so does who left them."""
    visits = [
        event("a", "08:00", "08:20", waiting_outcome="reneged", counter_id=None, counter_ids=["L1", "L2"]),
        event("b", "08:00", "08:20", waiting_outcome="reneged", counter_ids=["L1"]),
    ]
    warehouse = make(counter(0.5, {"waiting_s": 60.0}, visits))
    for asked in ("L1", "L2"):
        (row, *_) = sql.ask(warehouse, "service_level", counter=asked).to_pylist()
        assert (row["method"], row["reneged"], row["counted"]) == ("offered", 2, 3), asked


def test_joining_a_queue_is_an_event_of_another_camera(make):
    candidate = event("a", "08:10", "08:11", kind="visitor_in_staff_area", counter_id=None)
    joined = event("w", "08:12", "08:30", camera_id="C2", counter_ids=["L1"], waiting_outcome="reneged")
    rows = sql.ask(make({"anomalies": [candidate], "waiting_visits": [joined]}), "order_of_events").to_pylist()
    assert [(row["other_what"], row["other_event_id"], row["candidate_came"]) for row in rows] == [
        ("waiting", "w", "before")
    ]


@pytest.mark.parametrize(
    "shown",
    [
        {"service_time": [event("s", "08:10", "08:20", agency_id="rsud", counter_id="L3")]},
        {"anomalies": [event("a", "08:10", "08:20", agency_id="rsud", counter_id="L3", kind="visitor_in_staff_area")]},
        {"waiting_visits": [event("w", "08:10", "08:20", agency_id="rsud", counter_id="L3", counter_ids=["L3"])]},
    ],
    ids=["service_time", "anomalies", "waiting_visits"],
)
def test_a_camera_shows_a_counter_on_a_day_without_service_hours_too(make, shown):
    day = {"started_at": f"{DAY} 00:00", "ended_at": "2026-11-04 00:00", "coverage_state": "recorded"}
    assert sql.ask(make({"coverage": [day], **shown}), "coverage_by_day", agency="rsud").num_rows == 1
