"""Little's-law audit: by hand, against schedules of which all is known, and what it finds and cannot find."""

from datetime import datetime, timedelta
from itertools import count, pairwise

import numpy as np
import pytest

from pantau import sql

pytestmark = pytest.mark.slow

DAY = "2026-11-03"
NIGHT = ("08:00", "10:00")


def at(clock):
    return datetime.fromisoformat(f"{DAY} {clock}")


def visit(joined, started, ended, **more):
    """A session; `joined` None where nobody saw the party wait."""
    waiting = (at(started) - at(joined)).total_seconds() if joined else None
    row = {"started_at": f"{DAY} {started}", "ended_at": f"{DAY} {ended}", "waiting_s": waiting, **more}
    return {"event_id": f"{more.get('counter_id', 'L1')} {started}", **row}


def presence(rows, hours=NIGHT, counter="L1", queue=(), unseen=(), cut=()):
    """The states of a counter, as the program makes them: serving in sessions, the mean number in the queue."""
    opened, closed = map(at, hours)
    served = [(at(row["started_at"][11:]), at(row["ended_at"][11:])) for row in rows]
    waited = [
        (start - timedelta(seconds=row["waiting_s"] or 0), start, row.get("party_size", 1))
        for row, (start, _) in zip(rows, served, strict=True)
    ]
    waited += [(at(start), at(end), 1) for start, end in queue]
    edges = sorted({opened, closed, *map(at, cut), *(edge for one in served for edge in one if opened < edge < closed)})
    for i, (start, end) in enumerate(pairwise(edges)):
        people = sum(
            size * max(0.0, (min(end, until) - max(start, since)).total_seconds()) for since, until, size in waited
        )
        yield {
            "event_id": f"{counter} {i} {start}",
            "counter_id": counter,
            "state": "serving" if any(a <= start and end <= b for a, b in served) else "idle",
            "started_at": start.isoformat(" "),
            "ended_at": end.isoformat(" "),
            "customers_waiting": None if i in unseen else people / (end - start).total_seconds(),
        }


def coverage(*gaps, hours=NIGHT):
    edges = [hours[0], *(edge for gap in gaps for edge in gap), hours[1]]
    for i, (start, end) in enumerate(pairwise(edges)):
        state = "gap" if i % 2 else "recorded"
        times = {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}"}
        yield {**times, "coverage_state": state, "in_service_hours": True}


VISITS = (
    visit("07:58", "08:01", "08:05"),
    visit("08:08", "08:10", "08:20"),
    visit("08:20", "08:25", "08:35", party_size=2),
    visit("08:55", "08:57", "09:03"),
)


@pytest.fixture
def audit(make):
    """A function that gives the answer for visits and what is seen of them, as plain rows."""

    number = count()

    def ask(visits=VISITS, states=None, covered=None, **parameters):
        states = list(presence(VISITS) if states is None else states)
        tables = {"service_time": list(visits), "staff_presence": states, "coverage": list(covered or coverage())}
        return sql.ask(make(tables, f"night-{next(number)}"), "littles_law", **parameters).to_pylist()

    return ask


def test_an_hour_worked_out_by_hand(audit):
    first, second = audit()
    # Present: 60 + 120 + 600 + 120 s waiting, 240 + 600 + 2 * 600 + 180 s served. Visits of those who came in the hour:
    # 720 + 2 * 900 + 480 = 3000 s, of which 180 s lie after it; 300 s of it are of a visit from before.
    assert first["window_minutes"] == 60
    assert (first["arrivals"], first["arrivals_known"], first["arrivals_per_hour"]) == (4, 4, 4)
    assert first["mean_present"] == pytest.approx(3120 / 3600)
    assert first["mean_visit_s"] == 750
    assert first["little_ratio"] == pytest.approx(3120 / 3000)
    assert first["ratio_lo"] == pytest.approx((3000 - 4 * (20 + 10) - 180) / 3000)
    assert first["ratio_hi"] == pytest.approx((3000 + 4 * 20 + 300) / 3000)
    assert first["outside"] is False
    assert (second["arrivals"], second["little_ratio"], second["outside"]) == (0, None, False)
    assert second["mean_present"] == pytest.approx(180 / 3600)


def test_people_who_waited_for_no_session_are_above_the_band(audit):
    on = [*coverage(), *coverage(hours=("10:00", "11:00"))]
    queue = [("08:36", "08:56"), ("09:30", "09:40")]
    first, second = audit(states=presence(VISITS, queue=queue), covered=on)
    assert first["little_ratio"] == pytest.approx((3120 + 1200) / 3000) and first["outside"]
    assert second["arrivals"] == 0 and second["outside"]  # also where nobody was served


def test_sessions_that_nobody_was_seen_in_are_below_the_band(audit):
    spurious = visit("08:37", "08:40", "08:50", event_id="spurious")
    first, _ = audit(visits=[*VISITS, spurious])
    assert first["little_ratio"] == pytest.approx(3120 / (5 * 756)) and first["outside"]


def test_a_missed_service_without_a_queue_is_not_seen(audit):
    visits = VISITS[:2]  # the party of two is not there, nor is anything said of it
    first, _ = audit(visits=visits, states=presence(visits))
    assert first["outside"] is False


def test_a_walk_from_queue_to_counter_is_allowed_for(audit):
    visits = [visit(f"08:{m:02}", f"08:{m + 1:02}", f"08:{m + 2:02}") for m in range(1, 56, 3)]
    states = list(presence(visits))
    for row in states:
        row["customers_waiting"] *= 30 / 60  # half of each minute of waiting is on the way
    assert audit(visits=visits, states=states, walk_s=9)[0]["outside"]


def test_visits_whose_waiting_was_not_seen_say_nothing(audit):
    visits = [{**row, "waiting_s": None} for row in VISITS]
    first, second = audit(visits=visits)
    assert first["arrivals"] == 5 and first["arrivals_known"] == 0
    assert first["little_ratio"] is None and first["outside"] is False
    assert second["outside"] is False
    most = 4 * 10 + 60 + 600 + 1200 + 360 + 10 + 60 + 600 + 2 * 1500 + 3420  # services, and all time before them
    queue = [("08:00", "08:59:59")] * 3
    assert most < 3 * 3599 + 2220 + 900
    assert audit(visits=visits, states=presence(VISITS, queue=queue))[0]["outside"]


def test_people_who_still_wait_when_the_footage_ends_are_no_error(audit):
    queue = [("09:30", "10:00")]
    assert audit(states=presence(VISITS, queue=queue))[1]["outside"] is False
    on = [*coverage(), *coverage(hours=("10:00", "11:00"))]
    assert audit(states=presence(VISITS, queue=queue), covered=on)[1]["outside"]


NOT_COVERED = {
    "a gap in the recording": {"covered": coverage(("08:30", "08:31"))},
    "a queue that was not seen": {"states": presence(VISITS, unseen=[4])},
    "a break in the service hours": {"states": [row for i, row in enumerate(presence(VISITS)) if i != 4]},
    "no coverage known": {"covered": coverage(hours=("09:00", "10:00"))},
}


@pytest.mark.parametrize("given", NOT_COVERED.values(), ids=NOT_COVERED)
def test_hours_not_covered_have_no_figures(audit, given):
    given = {name: list(rows) for name, rows in given.items()}
    first, second = audit(**given)
    assert {name for name, value in first.items() if value is not None} == {
        *("agency_id", "counter_id", "service_date", "hour_local", "window_minutes")
    }
    assert second["outside"] is False


def test_the_camera_may_belong_to_another_agency(audit):
    on = [{**row, "agency_id": "hall"} for row in [*coverage(), *coverage(hours=("10:00", "11:00"))]]
    assert [row["outside"] for row in audit(covered=on)] == [False, False]
    assert audit(states=presence(VISITS, queue=[("09:30", "10:00")]), covered=on)[1]["outside"]


def test_what_is_missing_while_only_others_are_open_hides_nothing(audit):
    """The counter closes at 9:30; the camera misses ten minutes after it, in which another agency is open."""
    hours = ("08:00", "09:30")
    _, second = audit(states=presence(VISITS, hours), covered=coverage(("09:40", "09:50")))
    assert second["window_minutes"] == 30 and second["arrivals"] == 0 and second["outside"] is False
    _, second = audit(states=presence(VISITS, hours), covered=coverage(("09:20", "09:25")))
    assert second["window_minutes"] == 30 and second["outside"] is None


def test_half_an_hour_of_service_hours_is_a_window_of_half_an_hour(audit):
    hours = ("08:30", "09:00")
    (only,) = audit(states=presence(VISITS, hours), covered=coverage(hours=hours))
    assert only["window_minutes"] == 30 and only["arrivals"] == 1
    assert only["mean_present"] == pytest.approx((2 * 300 + 120 + 180) / 1800)
    assert only["outside"] is False


def test_schedules_of_which_all_is_known_obey_it_in_every_hour(make):
    random = np.random.default_rng(6)
    sessions, states = [], []
    for number in range(12):
        counter, free, joined, visits = f"K{number}", at("07:50"), at("07:50"), []
        while True:
            joined += timedelta(seconds=float(random.exponential(200)))
            start = max(joined, free)
            free = start + timedelta(seconds=float(random.gamma(3, 50)))
            if joined >= at("09:50"):
                break
            size = int(random.integers(1, 4))
            clocks = (moment.time().isoformat("microseconds") for moment in (joined, start, free))
            visits.append(visit(*clocks, party_size=size, counter_id=counter))
        sessions += visits
        states += presence(visits, counter=counter, cut=["09:00"])
    warehouse = make({"service_time": sessions, "staff_presence": states, "coverage": list(coverage())})
    answer = sql.ask(warehouse, "littles_law", walk_s=0).to_pylist()
    assert len(answer) == 24
    for row in answer:
        mine = [one for one in sessions if one["counter_id"] == row["counter_id"]]
        assert row["outside"] is False, row
        since = row["hour_local"]
        until = since + timedelta(hours=1)
        inside = 0.0
        for one in mine:
            start, end = at(one["started_at"][11:]), at(one["ended_at"][11:])
            came = start - timedelta(seconds=one["waiting_s"])
            inside += one["party_size"] * max(0.0, (min(end, until) - max(came, since)).total_seconds())
        assert row["mean_present"] == pytest.approx(inside / 3600, abs=1e-6)


@pytest.mark.parametrize("seen_waiting", [True, False])
def test_who_was_in_the_queue_at_the_first_frame_is_no_error(make, seen_waiting):
    """Somebody waits from before 8:00 until 9:05: a person in the first hour, of a visit that begins in the second."""
    rows = [visit(None, "09:05", "09:10")]
    waited = {
        "event_id": "w",
        "started_at": f"{DAY} 08:00",
        "ended_at": f"{DAY} 09:05",
        "start_censored": True,
        "service_event_id": rows[0]["event_id"],
        "counter_ids": ["L1"],
    }
    warehouse = make(
        {
            "service_time": rows,
            "waiting_visits": [waited] if seen_waiting else [],
            "staff_presence": list(presence(rows, queue=[("08:00", "09:05")])),
            "coverage": list(coverage()),
        }
    )
    first, second = sql.ask(warehouse, "littles_law").to_pylist()
    assert (first["mean_present"], second["mean_present"]) == (1.0, pytest.approx(1 / 6))
    # Where nothing links them, the person in the queue is one whom no session explains.
    assert first["outside"] is not seen_waiting and second["outside"] is False
    assert (first["arrivals"], first["arrivals_known"], first["mean_visit_s"]) == (int(seen_waiting), 0, None)
