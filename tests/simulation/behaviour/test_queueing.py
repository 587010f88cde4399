from itertools import pairwise

import numpy as np
import pytest

from pantau.simulation.behaviour.officer_schedule import CLEAR_S, Departure
from pantau.simulation.behaviour.party_moods import WALK_IN_S
from pantau.simulation.behaviour.queueing import STEP_OUT_S, Room, attend
from pantau.simulation.habits import Habits
from pantau.simulation.scenario import CounterScene, ScenarioLimits

HOURS = (60.0, 3600.0)


def post(seed: int, away=(), arrivals=40.0, **habits):
    counter = CounterScene(id="desk", name="Desk", x=1.0, arrivals_per_hour=arrivals)
    return attend(
        counter, Habits(**habits), ScenarioLimits(), HOURS, 3700.0, Room(4), list(away), np.random.default_rng(seed)
    )


@pytest.mark.parametrize("seed", range(8))
def test_one_party_is_served_at_a_time_first_come_first_served(seed):
    served = [visit for visit in post(seed).visits if visit.outcome == "served"]
    assert len(served) > 15
    for before, after in pairwise(served):
        assert before.joins <= after.joins
        assert after.leaves_queue >= before.ends + CLEAR_S
    assert all(visit.ends <= HOURS[1] for visit in served)


@pytest.mark.parametrize("seed", range(4))
def test_those_ahead_leave_before_one_is_called_and_the_queue_never_overflows(seed):
    visits = post(seed, arrivals=90.0).visits
    assert any(visit.ahead for visit in visits)
    for visit in visits:
        assert len(visit.ahead) + visit.size <= 4
        assert all(visit.joins < leaves for leaves in visit.ahead)
        if visit.outcome == "served":
            assert all(leaves <= visit.leaves_queue for leaves in visit.ahead)


def test_when_the_officer_is_told_to_leave_somebody_comes_and_waits():
    found = post(1, away=[Departure(1000.0, 120.0)], arrivals=0.0, fetches=0.0)
    assert [(absence.leaves, absence.returns) for absence in found.absences] == [(1000.0, 1120.0)]
    (visit,) = found.visits
    assert visit.joins == 1003.0 + WALK_IN_S
    assert visit.outcome == "served" and visit.ends > 1120.0


def test_nobody_is_served_beyond_closing_and_some_give_up():
    visits = post(3, arrivals=120.0, reneges=0.5).visits
    assert {visit.outcome for visit in visits} == {"served", "reneged"}
    assert max(visit.ends for visit in visits if visit.outcome == "served") <= HOURS[1]


@pytest.mark.parametrize("seed", range(3))
def test_the_eager_are_called_so_that_they_enter_as_those_before_have_left(seed):
    found = attend_eager(seed)
    gaps = [after.leaves_queue + 1.5 - (before.gone + STEP_OUT_S) for before, after in pairwise(found) if after.ahead]
    assert len(gaps) > 20
    # Handed over within two seconds, unless somebody has only just joined the queue.
    assert min(gaps) > 0.0 and sum(gap < 2.0 for gap in gaps) > 0.8 * len(gaps)


def attend_eager(seed: int):
    counter = CounterScene(id="desk", name="Desk", x=1.0, arrivals_per_hour=120.0)
    habits = Habits(eager=1.0, straggle_s=5.0, groups=0.2, reneges=0.0, fetches=0.0)
    rng = np.random.default_rng(seed)
    visits = attend(counter, habits, ScenarioLimits(), HOURS, 3700.0, Room(4, step_up_s=1.5), [], rng).visits
    return [visit for visit in visits if visit.outcome == "served"]


def test_groups_take_two_places_and_one_member_stays_to_the_end():
    groups = [visit for visit in attend_eager(1) if visit.size > 2]
    assert {visit.size for visit in groups} == {3, 4}
    for visit in groups:
        assert visit.places == 2
        assert visit.late[0] == 0.0 and min(visit.early) == 0.0
        assert max(*visit.late, *visit.early) <= 5.0
