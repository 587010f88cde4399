"""Orders of events are only stated beyond their uncertainty."""

from itertools import product

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

WINDOWS = [(0, 4), (2, 6), (4, 8), (5, 9)]


@pytest.mark.slow
@pytest.mark.parametrize(("first", "second"), list(product(WINDOWS, WINDOWS)))
def test_before_is_said_where_intervals_do_not_touch(office, first, second):
    with sql.connect(office) as connection:
        (told,) = connection.execute("SELECT certainly_before(?, ?, ?, ?)", [*first, *second]).fetchone()
    assert told is (True if first[1] < second[0] else False if second[1] < first[0] else None)


def test_an_open_bound_leaves_that_side_untold(office):
    with sql.connect(office) as connection:
        (told,) = connection.execute(
            "SELECT [certainly_before(NULL, 4, 5, 9), certainly_before(0, 4, NULL, 9), certainly_before(5, 9, NULL, 4)]"
        ).fetchone()
    assert told == [True, None, False]


@pytest.fixture
def hall(make):
    """A candidate on C1 at 8:10, ± 10 s, and events of other cameras around it."""
    candidate = {"event_id": "a", "kind": "visitor_in_staff_area", "counter_id": None}
    return make(
        {
            "anomalies": [
                {**candidate, "started_at": "2026-11-03 08:10:00", "ended_at": "2026-11-03 08:11"},
                {
                    **candidate,
                    "event_id": "m",
                    "kind": "footage_missing",
                    "camera_id": "C2",
                    "started_at": "2026-11-03 08:09",
                    "ended_at": "2026-11-03 08:12",
                },
            ],
            "service_time": [
                {"event_id": f"s{i}", "camera_id": camera, "started_at": began, "ended_at": "2026-11-03 08:20", **more}
                for i, (camera, began, more) in enumerate(
                    [
                        ("C2", "2026-11-03 08:09:39", {}),
                        ("C2", "2026-11-03 08:09:41", {}),
                        ("C2", "2026-11-03 08:10:21", {}),
                        ("C2", "2026-11-03 08:10:30", {"start_censored": True}),
                        ("C1", "2026-11-03 08:10:40", {}),
                        ("C2", "2026-11-03 08:15:01", {}),
                    ]
                )
            ],
            "staff_presence": [
                {
                    "event_id": f"p-{state}",
                    "camera_id": "C3",
                    "state": state,
                    "started_at": "2026-11-03 08:12",
                    "ended_at": "2026-11-03 08:20",
                }
                for state in ("idle", "unknown")
            ],
        }
    )


def test_what_other_cameras_saw_around_a_candidate(hall):
    rows = sql.ask(hall, "order_of_events").to_pylist()
    assert [(row["other_event_id"], row["other_what"], row["apart_s"], row["candidate_came"]) for row in rows] == [
        ("s0", "service", -21, "after"),
        ("s1", "service", -19, "cannot be told"),
        ("s2", "service", 21, "before"),
        ("s3", "service", 30, "cannot be told"),
        ("p-idle", "idle", 120, "before"),
    ]
    assert [(row["apart_lo_s"], row["apart_hi_s"]) for row in rows][:4] == [(-41, -1), (-39, 1), (1, 41), (None, 50)]


def test_minutes_and_the_candidate_are_chosen(hall):
    assert len(sql.ask(hall, "order_of_events", minutes="6").to_pylist()) == 6
    assert sql.ask(hall, "order_of_events", event="m").num_rows == 0
    assert sql.ask(hall, "order_of_events", kind="unattended_waiting").num_rows == 0


@pytest.mark.parametrize(("candidate", "other"), [("03 23:58", "04 00:01"), ("04 00:01", "03 23:58")])
def test_midnight_parts_no_events(make, candidate, other):
    """Minutes apart on two dates; asked as a whole, for the candidate's date alone, and date by date."""
    begins = {"a": f"2026-11-{candidate}:00", "b": f"2026-11-{other}:00"}
    ends = {name: f"{start[:14]}59:00" for name, start in begins.items()}
    times = {name: {"event_id": name, "started_at": begins[name], "ended_at": ends[name]} for name in begins}
    warehouse = make(
        {
            "anomalies": [{"kind": "presence_out_of_hours", "counter_id": None, **times["a"]}],
            "service_time": [{"camera_id": "C2", **times["b"]}],
        }
    )
    apart = 180.0 if candidate < other else -180.0
    day = begins["a"][:10]
    for asked in ({}, {"from": day, "to": day}, {"from": day}, {"to": day}):
        rows = sql.ask(warehouse, "order_of_events", **asked).to_pylist()
        assert [(row["other_event_id"], row["apart_s"]) for row in rows] == [("b", apart)], asked
        (portion,) = [one for one in sql.ask_in_portions(warehouse, "order_of_events", **asked) if one.num_rows]
        assert portion.to_pylist() == rows
    away = begins["b"][:10]
    assert sql.ask(warehouse, "order_of_events", from_=away, to=away).num_rows == 0
