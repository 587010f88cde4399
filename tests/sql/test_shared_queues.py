"""Queues that lead to several counters: nobody can tell for which of them somebody gave up."""

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

DAY = "2026-11-03"


def event(name, start, end, **more):
    return {"event_id": name, "started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}", **more}


def waited(name, start, end, counter, outcome="served", counters=("L1", "L2"), **more):
    row = event(name, start, end, counter_id=counter, counter_ids=list(counters), waiting_outcome=outcome, **more)
    return {**row, "service_event_id": name.upper()} if outcome == "served" else row


@pytest.fixture
def hall(make):
    """L1 and L2 share a queue and belong to two agencies; L3 has its own."""
    rsud = {"agency_id": "rsud"}
    return make(
        {
            "service_time": [
                event("A", "08:10", "08:20", waiting_s=600.0),
                event("B", "08:10", "08:20", counter_id="L2", waiting_s=300.0, **rsud),
                event("C", "08:10", "08:20", counter_id="L3", waiting_s=120.0),
            ],
            "waiting_visits": [
                waited("a", "08:00", "08:10", "L1"),
                waited("b", "08:05", "08:10", "L2", **rsud),
                waited("c", "08:08", "08:10", "L3", counters=("L3",)),
                waited("d", "08:00", "08:20", None, "reneged"),
                waited("e", "08:00", "08:20", "L3", "reneged", counters=("L3",)),
            ],
            "staff_presence": [
                event("p1", "08:00", "09:00", state="serving"),
                event("p2", "08:00", "08:30", state="serving", counter_id="L2", **rsud),
                event("p3", "08:00", "09:00", state="serving", counter_id="L3"),
            ],
        }
    )


def test_counters_that_share_a_queue_have_one_row(hall):
    rows = sql.ask(hall, "reneging").to_pylist()
    shown = {row["counters"]: (row["agency_id"], row["observed_hours"], row["waited"], row["reneged"]) for row in rows}
    assert shown == {
        "L3": ("dukcapil", 1.0, 2, 1),
        "L1, L2": (None, 1.0, 3, 1),
    }
    shared = next(row for row in rows if row["counters"] == "L1, L2")
    assert (shared["served"], shared["reneged_share"], shared["median_reneged_s"]) == (2, pytest.approx(1 / 3), 1200.0)
    for asked in ({"agency": "rsud"}, {"counter": "L1"}):
        assert sql.ask(hall, "reneging", **asked).column("counters").to_pylist() == ["L1, L2"]


def test_one_counter_of_them_has_no_share_of_its_own(hall):
    for question in ("waiting_time", "counter_summary"):
        reneged = {row["counter_id"]: row["reneged"] for row in sql.ask(hall, question).to_pylist()}
        assert reneged == {"L1": None, "L2": None, "L3": 1}, question
    medians = {row["counter_id"]: row["km_median_s"] for row in sql.ask(hall, "waiting_time").to_pylist()}
    assert medians["L1"] is medians["L2"] is None and medians["L3"] is not None


def test_a_summary_of_one_counter_has_no_row_of_another(hall):
    assert sql.ask(hall, "counter_summary", counter="L1").column("counter_id").to_pylist() == ["L1"]
    assert sql.ask(hall, "waiting_time", counter="L1").column("counter_id").to_pylist() == ["L1"]


def test_who_left_a_shared_queue_of_another_agency_is_nobodys_zero(hall):
    """d left the queue of both, in a row of dukcapil: rsud's counter has no number of its own, not none."""
    (row,) = sql.ask(hall, "counter_summary", agency="rsud").to_pylist()
    assert (row["counter_id"], row["reneged"], row["reneged_share"]) == ("L2", None, None)


def test_the_service_level_of_a_shared_queue_is_the_same_by_each_of_its_counters(make):
    """Who walks straight up to the one, or was not seen to join, counts as much as at the other."""
    warehouse = make(
        {
            "service_time": [
                event("A", "08:10", "08:20", waiting_s=600.0),
                event("B", "08:10", "08:20", counter_id="L2", waiting_s=300.0),
                event("W1", "08:30", "08:40", waiting_s=0.0),
                event("W2", "08:30", "08:40", counter_id="L2", waiting_s=0.0),
                event("U1", "08:45", "08:50"),
                event("U2", "08:45", "08:50", counter_id="L2"),
                event("Z", "08:45", "08:50", counter_id="L3", waiting_s=0.0),
            ],
            "waiting_visits": [
                waited("a", "08:00", "08:10", "L1"),
                waited("b", "08:05", "08:10", "L2"),
                waited("d", "08:00", "08:20", None, "reneged"),
                waited("e", "08:55", "09:00", None, "unknown", end_censored=True),
            ],
        }
    )
    first, second = (
        sql.ask(warehouse, "service_level", counter=name, limit_s=400).to_pylist() for name in ("L1", "L2")
    )
    assert first == second
    offered = first[0]
    assert [offered[name] for name in ("served", "reneged", "unknown", "left_out", "counted")] == [4, 1, 1, 2, 5]
    assert (offered["within_share"], offered["at_least_share"], offered["at_most_share"]) == (0.6, 3 / 8, 6 / 8)
    (alone, *_) = sql.ask(warehouse, "service_level", counter="L3", limit_s=400).to_pylist()
    assert (alone["served"], alone["unknown"], alone["left_out"]) == (1, 0, 0)


def test_the_service_level_of_one_counter_has_the_whole_of_its_queue(hall):
    (offered, *_) = sql.ask(hall, "service_level", counter="L1", agency="dukcapil", limit_s=600).to_pylist()
    assert (offered["method"], offered["counted"], offered["within_share"]) == ("offered", 2, 0.5)
