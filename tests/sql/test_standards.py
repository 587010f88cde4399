"""A promise is kept or not kept only where nobody who was not seen could turn it; else it cannot be told."""

from itertools import chain

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau import sql
from pantau.sql.connection import create_macros

pytestmark = pytest.mark.slow

DAY = "2026-11-03"


def clock(minute):
    return f"{DAY} {8 + minute // 60:02d}:{minute % 60:02d}"


def office(waits=(), left=(), unseen=0, cut=(), recorded=600, hours=600, seen_waiting=()):
    """A day of one counter: sessions that waited so long (s); who left, as (seconds, outcome); sessions of which no
    waiting was seen; sessions cut off after so long; minutes recorded of the service hours; and sessions of which only
    the last seconds of the waiting were seen."""
    served = [{"waiting_s": float(wait)} for wait in waits] + [{}] * (unseen + len(seen_waiting))
    lengths = chain((600.0 for _ in served), cut)
    sessions = []
    for i, length in enumerate(lengths):
        more = served[i] if i < len(served) else {"end_censored": True, "waiting_s": 0.0}
        ends = {"started_at": clock(10 * i), "ended_at": clock(10 * i + 1), "duration_s": float(length)}
        sessions.append({"event_id": f"s{i}", **ends, **more})
    gone = [
        {"waiting_outcome": outcome, "duration_s": float(seconds), "end_censored": outcome == "unknown"}
        for seconds, outcome in left
    ]
    first = len(served) - len(seen_waiting)
    gone += [
        {"service_event_id": f"s{first + i}", "duration_s": float(seconds), "start_censored": True}
        for i, seconds in enumerate(seen_waiting)
    ]
    times = {"started_at": clock(0), "ended_at": clock(1), "counter_ids": ["L1"]}
    states = [("serving", 0, recorded)] + [("unknown", recorded, hours)] * (recorded < hours)
    return {
        "service_time": sessions,
        "waiting_visits": [{"event_id": f"w{i}", **times, **one} for i, one in enumerate(gone)],
        "staff_presence": [
            {"event_id": state, "state": state, "started_at": clock(start), "ended_at": clock(end)}
            for state, start, end in states
        ],
    }


def judged(warehouse, portion, limit_s=600, **more):
    """The bounds and the outcome of waiting, by both questions."""
    (row,) = sql.ask(warehouse, "within_limit", portion=portion, limit_s=limit_s, **more).to_pylist()
    levels = sql.ask(warehouse, "service_level", portion=portion, limit_s=limit_s, **more).to_pylist()
    names = ("at_least_share", "at_most_share", "recorded_share", "outcome")
    assert {tuple(level[name] for name in names) for level in levels} == {tuple(row[name] for name in names)}
    return row["at_least_share"], row["at_most_share"], row["outcome"]


WELL, LATE = (60.0,) * 9, (900.0,)


@pytest.mark.parametrize(
    ("day", "portion", "expected"),
    [
        (office(WELL), 0.9, (1.0, 1.0, "kept")),
        (office(WELL + LATE), 0.9, (0.9, 0.9, "kept")),
        (office(WELL + LATE * 2), 0.9, (9 / 11, 9 / 11, "not kept")),
        # Who gave up early is neither within nor over; who gave up late waited too long, however it ended.
        (office(WELL, left=[(60, "reneged")]), 0.95, (0.9, 1.0, "cannot be told")),
        (office(WELL, left=[(900, "reneged")]), 0.95, (0.9, 0.9, "not kept")),
        (office(WELL, left=[(60, "unknown")]), 0.95, (0.9, 1.0, "cannot be told")),
        (office(WELL, left=[(900, "unknown")]), 0.95, (0.9, 0.9, "not kept")),
        # A wait whose start was not seen is not a wait of 0 s.
        (office(WELL, unseen=1), 0.95, (0.9, 1.0, "cannot be told")),
        (office(WELL, seen_waiting=[60]), 0.95, (0.9, 1.0, "cannot be told")),
        (office(WELL, seen_waiting=[900]), 0.95, (0.9, 0.9, "not kept")),
        (office((), unseen=9), 0.5, (0.0, 1.0, "cannot be told")),
        (office(WELL, unseen=1), 0.9, (0.9, 1.0, "kept")),
        # 605 s, give or take 10 s, may be within 600 s.
        (office((605.0,)), 1.0, (0.0, 1.0, "cannot be told")),
    ],
)
def test_who_was_not_seen_may_have_been_within_or_over(make, day, portion, expected):
    assert judged(make(day), portion) == (pytest.approx(expected[0]), pytest.approx(expected[1]), expected[2])


@pytest.mark.parametrize(
    ("recorded", "waits", "portion", "outcome"),
    [
        (540, WELL, 1.0, "kept"),
        (530, WELL, 0.5, "cannot be told"),
        (0, (), 0.5, "cannot be told"),
        # Five over in a tenth of the day: nine times as many, all within, would have kept nine of ten; none more.
        (60, LATE * 5, 0.9, "cannot be told"),
        (60, LATE * 5, 0.91, "not kept"),
        (60, LATE, 1.0, "not kept"),
    ],
)
def test_hours_that_were_not_recorded_may_turn_it(make, recorded, waits, portion, outcome):
    rows = office(waits, recorded=recorded, left=[] if waits else [(60, "unknown")])
    assert judged(make(rows), portion)[2] == outcome


def test_how_much_must_be_recorded_is_asked(make):
    warehouse = make(office(WELL, recorded=300))
    assert judged(warehouse, 0.5, least_recorded=0.5)[2] == "kept"
    assert judged(warehouse, 0.5, least_recorded=0.51)[2] == "cannot be told"
    (row,) = sql.ask(warehouse, "within_limit").to_pylist()
    assert (row["recorded_share"], row["outcome"]) == (0.5, None)


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ([], (9, 9, "kept")),
        ([60], (9, 10, "cannot be told")),
        ([900], (9, 9, "not kept")),
        ([60] * 9, (9, 18, "cannot be told")),
    ],
)
def test_a_service_that_was_cut_lasted_at_least_as_long_as_it_was_seen(make, cut, expected):
    warehouse = make(office(WELL, cut=cut, left=[(60, "reneged"), (60, "unknown")]))
    asked = {"measure": "service", "limit_s": 700, "portion": 0.95}
    (row,) = sql.ask(warehouse, "within_limit", **asked).to_pylist()
    bounds = (round(row["at_least_share"] * row["counted"]), round(row["at_most_share"] * row["counted"]))
    assert (*bounds, row["outcome"]) == expected
    assert (row["sessions"], row["counted"]) == (9 + len(cut), 9 + len(cut))


VISITS = st.lists(
    st.tuples(
        st.sampled_from(["served", "reneged", "unknown"]),
        st.booleans(),  # whether its start was not seen
        st.integers(0, 20),  # the shortest it may have waited
        st.integers(0, 8),  # and how much longer
    ),
    min_size=1,
    max_size=12,
)


WAITS = "agency_id, service_date, waiting_outcome, start_censored, waited_s, waited_lo_s, waited_hi_s"


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(VISITS, st.data(), st.integers(1, 10), st.sampled_from([0.5, 0.75, 0.9, 1.0]))
def test_no_truth_that_fits_what_was_seen_turns_a_verdict(visits, data, tenths, portion):
    """Every visit is given an end within its bounds; hours not recorded have as many visits an hour, of any length."""
    limit, recorded = 10, tenths / 10
    with duckdb.connect() as connection:
        create_macros(connection)
        connection.execute(
            "CREATE TABLE waits (site_id TEXT DEFAULT 's', agency_id TEXT, service_date DATE, waiting_outcome TEXT, "
            "start_censored BOOL, waited_s DOUBLE, waited_lo_s DOUBLE, waited_hi_s DOUBLE)"
        )
        connection.execute("CREATE TABLE counter_hours AS FROM waits")
        rows = [("a", DAY, outcome, unseen, lo, lo, lo + more) for outcome, unseen, lo, more in visits]
        connection.executemany(f"INSERT INTO waits ({WAITS}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute(
            "CREATE TABLE limits (site_id TEXT, agency_id TEXT, service_date DATE, measure TEXT, limit_s DOUBLE, "
            "portion DOUBLE, least_recorded DOUBLE)"
        )
        connection.execute(
            "CREATE OR REPLACE TABLE counter_hours AS SELECT 's' AS site_id, 'a' AS agency_id, "
            "CAST(? AS DATE) AS service_date, CAST(? AS DOUBLE) AS recorded_s, 1.0 AS service_hours_s",
            [DAY, recorded],
        )
        connection.execute(
            "CREATE TABLE services AS SELECT *, 0 AS whole_duration_s, 0 AS whole_duration_hi_s, "
            "0 AS whole_duration_lo_s, 0 AS duration_lo_s FROM waits"
        )
        question = sql.find_question("within_limit")
        values = {parameter.name: parameter.read(None) for parameter in question.parameters}
        values |= {"limit_s": limit, "portion": portion}
        (row,) = connection.sql(question.sql, params=values).to_arrow_table().to_pylist()
    truths = [
        data.draw(st.integers(lo, lo + more if outcome == "served" and not unseen else 40))
        for outcome, unseen, lo, more in visits
    ]
    within = sum(truth <= limit for truth in truths)
    share = within / len(visits)
    assert row["at_least_share"] - 1e-9 <= share <= row["at_most_share"] + 1e-9
    if row["outcome"] == "kept":
        assert share >= portion and recorded >= 0.9
    if row["outcome"] == "not kept":
        elsewhere = len(visits) * (1 - recorded) / recorded
        assert (within + elsewhere) / (len(visits) + elsewhere) < portion
