"""Truth of days whose crossings are worked out on paper.

The counter stands at x = 1 and is seen from x = 0, so its customer zone reaches over y from 4.4 to 5.4 and applicants
stand at y = 4.9. Everybody walks at 1 m/s along y, so the zone is entered half a second before the stand is reached.
"""

import pytest

from pantau.simulation.behaviour.motion import Walk
from pantau.simulation.recorders import Gap
from pantau.simulation.truth.counter_truth import CounterTruth
from tests.simulation.days import day, hall, officer, visitor

_, DESK = hall()
X = DESK.stand(0)[0]
LANE_X, LANE_Y = DESK.lane[0]


def truth(*people, gaps=()) -> CounterTruth:
    made = day(*people, gaps=gaps)
    return CounterTruth(DESK, made.cameras[0], made.scenario)


def comes(name: str, at: float, until: float, party: str | None = None, x: float = X):
    """Reaches the stand at `at`, having come into the zone half a second before, and turns back at `until`."""
    walk = Walk(at - 2.0, x, 2.9, speed=1.0).go((x, 4.9)).wait(until).go((x, 2.9))
    return visitor(name, walk, party)


def sessions(found: CounterTruth):
    return [(s.start, s.end) for s in found.sessions]


def test_a_session_lasts_from_entering_to_leaving_the_zone():
    (session,) = truth(officer(50, 590), comes("a", 100, 160)).sessions
    assert (session.start, session.end) == pytest.approx((99.5, 160.5))
    assert (session.waited_s, session.staffed_share, session.queue_length, session.party_size) == (0, 1, 0, 1)
    assert not session.start_censored and not session.end_censored


def test_it_starts_with_the_officer_and_the_time_before_is_waiting():
    (session,) = truth(officer(130, 590), comes("a", 100, 160)).sessions
    assert (session.start, session.end, session.waited_s) == pytest.approx((130, 160.5, 30.5))


def test_waiting_begins_in_the_queue_and_others_there_are_counted():
    walk = Walk(100.0, LANE_X, LANE_Y - 2.5, speed=1.0).go((LANE_X, LANE_Y)).wait(150.0).go((LANE_X, 3.9), (X, 3.9))
    walk.go((X, 4.9)).wait(200.0).go((X, 2.9))
    behind = Walk(110.0, DESK.lane[1][0], 0.0, speed=1.0).go(DESK.lane[1]).wait(400.0).go((DESK.lane[1][0], 0.0))
    (session,) = truth(officer(50, 590), visitor("a", walk), visitor("b", behind)).sessions
    # 2.5 m to the place, of which the last half metre lies in the zone.
    entered = 102.0
    assert session.waited_s == pytest.approx(session.start - entered)
    assert session.queue_length == 1


def queues(name: str, at: float, until: float, party: str | None = None, served_until: float = 0.0):
    """Enters the queue zone half a second before `at`, leaves its place at `until`: to the counter, or home."""
    walk = Walk(at - 2.5, LANE_X, LANE_Y - 2.5, speed=1.0).go((LANE_X, LANE_Y)).wait(until)
    if served_until:
        walk.go((LANE_X, 3.9), (X, 3.9)).go((X, 4.9)).wait(served_until).go((X, 2.9))
    else:
        walk.go((LANE_X, 0.0))
    return visitor(name, walk, party)


def waiting(found: CounterTruth):
    return [(round(w.start, 3), round(w.end, 3), w.outcome, w.zone, w.party_size) for w in found.waiting_visits]


def test_a_party_waits_from_its_first_member_joining_until_its_service():
    found = truth(
        officer(50, 590), queues("a0", 100, 150, "a", 200.0), comes("a1", 152, 201, "a"), comes("b", 210, 240)
    )
    (first, _) = found.sessions
    assert waiting(found) == [(99.5, round(first.start, 3), "served", "queue", 2)]
    assert first.waited_s == pytest.approx(first.start - 99.5)


def test_who_leaves_the_queue_unserved_has_reneged_and_who_comes_back_at_once_has_not():
    assert waiting(truth(officer(50, 590), queues("a", 100, 150))) == [(99.5, 150.5, "reneged", "queue", 1)]
    assert waiting(truth(officer(50, 590), queues("a", 100, 102.5))) == []

    def back_after(seconds: float):
        walk = Walk(97.5, LANE_X, LANE_Y - 2.5, speed=1.0).go((LANE_X, LANE_Y)).wait(150.0)
        walk.go((LANE_X, LANE_Y - 1.0)).wait(150.0 + seconds).go((LANE_X, LANE_Y)).wait(200.0).go((LANE_X, 0.0))
        return waiting(truth(officer(50, 590), visitor("a", walk)))

    assert back_after(9.0) == [(99.5, 200.5, "reneged", "queue", 1)]
    assert [outcome for *_, outcome, _, _ in back_after(12.0)] == ["unknown", "reneged"]
    assert [outcome for *_, outcome, _, _ in back_after(33.0)] == ["reneged", "reneged"]


def test_reneging_needs_footage_afterwards():
    def outcomes(*gaps: Gap) -> list[str]:
        return [wait[2] for wait in waiting(truth(officer(50, 590), queues("a", 100, 150), gaps=gaps))]

    assert outcomes(Gap(at_s=181, seconds=20)) == ["reneged"]
    assert outcomes(Gap(at_s=180, seconds=20)) == ["unknown"]
    assert [wait[2] for wait in waiting(truth(officer(50, 590), queues("a", 400, 570)))] == ["unknown"]


def test_who_finds_nobody_at_the_counter_waits_there():
    found = truth(officer(130, 590), comes("a", 100, 160))
    assert waiting(found) == [(99.5, 130, "served", "customer", 1)]
    gone = truth(officer(50, 90), officer(300, 590), comes("a", 100, 160))
    assert waiting(gone) == [(99.5, 160.5, "reneged", "customer", 1)]


def test_whose_waiting_the_footage_does_not_show_to_its_end_is_unknown():
    found = truth(officer(50, 590), queues("a", 100, 150, None, 200.0), gaps=(Gap(at_s=120, seconds=20),))
    start = round(found.sessions[0].start, 3)
    assert waiting(found) == [(99.5, 120, "unknown", "queue", 1), (140, start, "served", "queue", 1)]
    assert [w.start_censored for w in found.waiting_visits] == [False, True]
    assert found.sessions[0].waited_s is None


def test_a_party_is_one_session_until_its_last_member_leaves():
    (session,) = truth(
        officer(50, 590), comes("a0", 100, 160, "a"), comes("a1", 110, 175, "a", DESK.stand(1)[0])
    ).sessions
    assert (session.start, session.end, session.party_size) == (pytest.approx(99.5), pytest.approx(175.5), 2)


def test_an_absence_of_ten_seconds_is_bridged_and_a_longer_one_is_not():
    def away(seconds: float):
        walk = Walk(98.0, X, 2.9, speed=1.0).go((X, 4.9)).wait(140.0).go((X, 3.9)).wait(139 + seconds + 1.5)
        return visitor("a", walk.go((X, 4.9)).wait(200.0).go((X, 2.9)))

    assert sessions(truth(officer(50, 590), away(9.5))) == [pytest.approx((99.5, 200.5))]
    assert len(sessions(truth(officer(50, 590), away(12.0)))) == 2


def test_who_passes_within_five_seconds_is_no_customer():
    assert sessions(truth(officer(50, 590), comes("a", 100, 103.9))) == []
    assert len(sessions(truth(officer(50, 590), comes("a", 100, 104.1)))) == 1


def test_who_comes_while_the_one_before_is_leaving_is_served_from_when_that_one_has_left():
    found = truth(officer(50, 590), comes("a", 100, 160), comes("b", 158, 220, x=DESK.stand(1)[0]))
    assert sessions(found) == [pytest.approx((99.5, 160.5)), pytest.approx((160.5, 220.5))]
    assert found.sessions[1].waited_s == pytest.approx(3.0)


def test_staffed_share_counts_the_officer_s_absence():
    (session,) = truth(officer(50, 120), officer(140, 590), comes("a", 100, 199.0)).sessions
    assert session.staffed_share == pytest.approx(80 / 100)


def test_a_gap_in_the_footage_cuts_a_session_in_two_censored_parts():
    first, second = truth(officer(50, 590), comes("a", 100, 199.5), gaps=(Gap(at_s=130, seconds=40),)).sessions
    assert (first.start, first.end, first.start_censored, first.end_censored) == (pytest.approx(99.5), 130, False, True)
    assert (second.start, second.end, second.start_censored, second.end_censored) == (170, 200, True, False)
    assert first.waited_s == 0 and second.waited_s is None


def test_a_short_gap_does_not_end_waiting():
    queueing = queues("a", 100, 150, None, 200.0)
    found = truth(officer(50, 590), queueing, gaps=(Gap(at_s=120, seconds=4),))
    whole = truth(officer(50, 590), queueing)
    assert waiting(found) == waiting(whole)
    assert [s.waited_s for s in found.sessions] == [s.waited_s for s in whole.sessions]


def test_a_gap_no_longer_than_the_absences_that_do_not_end_a_session_does_not_either():
    gaps = (Gap(at_s=130, seconds=10), Gap(at_s=197, seconds=5))
    (session,) = truth(officer(50, 590), comes("a", 100, 199.5), gaps=gaps).sessions
    assert (session.start, session.end, session.end_censored) == (pytest.approx(99.5), 197, True)
    assert session.staffed_share == 1


def test_states_fill_the_hours_from_60_to_540():
    states = truth(officer(50, 300), officer(400, 590), comes("a", 100, 160), gaps=(Gap(at_s=450, seconds=60),)).states
    assert [(round(s.start, 6), round(s.end, 6), s.state) for s in states] == [
        (60, 99.5, "idle"),
        (99.5, 160.5, "serving"),
        (160.5, 300, "idle"),
        (300, 400, "unattended"),
        (400, 450, "idle"),
        (450, 510, "unknown"),
        (510, 540, "idle"),
    ]
    assert [s.waiting for s in states] == [0, 0, 0, 0, 0, None, 0]


def test_an_absence_below_ten_seconds_does_not_count():
    states = truth(officer(50, 300), officer(309, 590)).states
    assert [s.state for s in states] == ["idle"]


def test_a_counter_unattended_while_somebody_waits():
    found = truth(officer(50, 200), officer(350, 590), comes("a", 220.5, 340))
    assert found.unattended_waiting == [pytest.approx((220, 340.5))]
    alone = next(state for state in found.states if state.state == "unattended")
    assert alone.waiting == pytest.approx(120.5 / 150)
    assert truth(officer(50, 200), officer(350, 590), comes("a", 220.5, 279)).unattended_waiting == []
