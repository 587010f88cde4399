"""What was not seen is not known: it is never the smaller of two numbers, never nobody, and never a service less."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

DAY = "2026-11-03"
SQL = Path(sql.__file__).parent


def presence(*states, counter="L1", **more):
    """(clock, state, waiting) in order, the last clock being the end."""
    for (start, state, waiting), (end, *_) in pairwise(states):
        times = {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}"}
        yield {"event_id": f"{counter} {start}", "counter_id": counter, "state": state, **times, **more} | {
            "customers_waiting": waiting
        }


def covered(*states, camera="C1"):
    for (start, state), (end, *_) in pairwise(states):
        times = {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}"}
        yield {"camera_id": camera, "coverage_state": state, "in_service_hours": True, "samples": 1000, **times}


def visits(*clocks, counter="L1"):
    return [
        {
            "event_id": f"{counter} at {clock}",
            "counter_id": counter,
            "started_at": f"{DAY} {clock}",
            "ended_at": f"{DAY} {clock}:30",
        }
        for clock in clocks
    ]


@pytest.mark.parametrize("path", sorted(SQL.rglob("*.sql")), ids=lambda path: path.stem)
def test_no_smaller_or_larger_of_two_passes_over_null(path):
    code = re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
    assert not re.findall(r"\b(?:least|greatest|concat|concat_ws)\s*\(", code, re.IGNORECASE)


@pytest.mark.parametrize(
    ("one", "other", "smaller", "larger"), [(1, 2, 1, 2), (2, 1, 1, 2), (1, None, None, None), (None, 1, None, None)]
)
def test_of_what_is_not_known_nothing_is_smaller_or_larger(office, one, other, smaller, larger):
    with sql.connect(office) as connection:
        assert connection.execute("SELECT lesser($1, $2), larger($1, $2)", [one, other]).fetchall() == [
            (smaller, larger)
        ]


@pytest.mark.parametrize(
    ("states", "minutes", "unseen", "share"),
    [
        # 20 minutes with nobody, 30 in which nobody saw the queue: not 30 with somebody.
        ([("08:00", "unattended", 0.0), ("08:20", "unattended", None), ("08:50", None, None)], 0.0, 30.0, 0.0),
        # The same over two hours of the day.
        ([("08:40", "unattended", 0.0), ("09:00", "unattended", None), ("09:30", None, None)], 0.0, 30.0, 0.0),
        # Attended in one hour, and an unseen queue in the other: not known, and not 0.
        ([("08:00", "idle", 0.0), ("09:00", "unattended", None), ("09:30", None, None)], None, 30.0, None),
        ([("08:00", "unattended", 2.0), ("08:10", "unattended", None), ("08:40", "idle", None), ("08:50", None, None)],
         10.0, 30.0, 0.5),
        ([("08:00", "unattended", 0.5), ("08:10", "serving", None), ("08:40", None, None)], 5.0, 0.0, 0.125),
    ],
)  # fmt: skip
def test_an_unseen_queue_is_nobody_known_to_wait(make, states, minutes, unseen, share):
    warehouse = make({"staff_presence": list(presence(*states))})
    with sql.connect(warehouse) as connection:
        (row,) = sql.ask(connection, "unattended_waiting").to_pylist()
        (summary,) = sql.ask(connection, "counter_summary").to_pylist()
        (day,) = connection.execute(
            "SELECT unattended_waiting_s / 60, queue_unseen_s / 60 FROM counter_days"
        ).fetchall()
    assert (row["waiting_minutes"], row["queue_unseen_minutes"]) == (minutes, unseen) == day
    assert row["unattended_waiting_share"] == pytest.approx(share)
    assert (summary["unattended_waiting_minutes"], summary["queue_unseen_minutes"]) == (minutes, unseen)


RATES = ("counter_hours_of_day", "service_time", "busiest_hours", "daily_trend")


@pytest.mark.parametrize(
    ("states", "coverage", "clocks", "rate"),
    [
        # The customer hides the clerk whenever one is there: six services an hour, all the same.
        (
            [("08:00", "unknown", 0.0), ("09:00", None, None)],
            [("08:00", "recorded"), ("09:00", None)],
            ("08:00", "08:10", "08:20", "08:30", "08:40", "08:50"),
            6.0,
        ),
        # The clerk is seen between visits only; each visit begins in the unknown.
        (
            [("08:00", "unknown", 0.0), ("08:20", "idle", 0.0), ("08:40", "unknown", 0.0), ("09:00", None, None)],
            [("08:00", "recorded"), ("09:00", None)],
            ("08:05", "08:45"),
            2.0,
        ),
        # Half of the hour was not recorded: three visits in the other half are six an hour.
        (
            [("08:00", "unknown", 0.0), ("09:00", None, None)],
            [("08:00", "recorded"), ("08:30", "gap"), ("09:00", None)],
            ("08:00", "08:10", "08:20"),
            6.0,
        ),
        # Nothing was recorded: no rate, and not none.
        ([("08:00", "unknown", None), ("09:00", None, None)], [("08:00", "covered"), ("09:00", None)], (), None),
        # Recorded, and nobody came.
        ([("08:00", "unknown", 0.0), ("09:00", None, None)], [("08:00", "recorded"), ("09:00", None)], (), 0.0),
    ],
)
def test_a_visit_counts_though_the_customer_hides_the_clerk(make, states, coverage, clocks, rate):
    warehouse = make(
        {
            "staff_presence": list(presence(*states)),
            "coverage": list(covered(*coverage)),
            "service_time": visits(*clocks),
        }
    )
    with sql.connect(warehouse) as connection:
        for question in RATES:
            (row,) = sql.ask(connection, question).to_pylist()
            assert row["services_per_hour"] == rate, question
        (summary,) = sql.ask(connection, "counter_summary").to_pylist()
        (total,) = sql.ask(connection, "overview").to_pylist()
    assert summary["sessions"] == total["sessions"] == (None if rate is None else len(clocks))
    assert total["reneged"] == (None if rate is None else 0)


def test_hours_are_busy_for_counters_or_for_those_who_wait(make):
    """At 8 four are served and none waits, at 9 one is served and five wait; at 10 nobody saw the queue."""
    states = [("08:00", "serving", 0.0), ("09:00", "serving", 5.0), ("10:00", "serving", None), ("11:00", None, None)]
    warehouse = make(
        {
            "staff_presence": list(presence(*states)),
            "service_time": visits("08:00", "08:10", "08:20", "08:30", "09:00", "10:00", "10:10"),
        }
    )
    rows = sql.ask(warehouse, "busiest_hours").to_pylist()
    shown = [(row["local_hour"], row["busiest_rank"], row["waiting_rank"], row["mean_waiting"]) for row in rows]
    assert shown == [(8, 1, 2, 0.0), (10, 2, None, None), (9, 3, 1, 5.0)]
