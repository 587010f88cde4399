from itertools import pairwise

import numpy as np
import pytest

from transforms.simulate.queueing import CLEAR_S, WALK_IN_S, attend
from transforms.simulate.scenario import CounterScene, Habits, Limits

HOURS = (60.0, 3600.0)


def post(seed: int, away=(), arrivals=40.0, **habits):
    counter = CounterScene(id="desk", name="Desk", x=1.0, arrivals_per_hour=arrivals)
    return attend(counter, Habits(**habits), Limits(), HOURS, 3700.0, 4, list(away), np.random.default_rng(seed))


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
    found = post(1, away=[(1000.0, 120.0)], arrivals=0.0, fetches=0.0)
    assert [(absence.leaves, absence.returns) for absence in found.absences] == [(1000.0, 1120.0)]
    (visit,) = found.visits
    assert visit.joins == 1003.0 + WALK_IN_S
    assert visit.outcome == "served" and visit.ends > 1120.0


def test_nobody_is_served_beyond_closing_and_some_give_up():
    visits = post(3, arrivals=120.0, reneges=0.5).visits
    assert {visit.outcome for visit in visits} == {"served", "reneged"}
    assert max(visit.ends for visit in visits if visit.outcome == "served") <= HOURS[1]
