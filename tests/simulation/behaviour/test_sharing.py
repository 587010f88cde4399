from itertools import pairwise

import numpy as np
import pytest

from pantau.simulation.behaviour.officer_schedule import CLEAR_S
from pantau.simulation.behaviour.sharing import take_turns
from pantau.simulation.habits import Habits

HOURS = (60.0, 3600.0)
CHANGE_S = 4.0


def turns(seed: int, *per_hour: float, **habits):
    rngs = [np.random.default_rng([seed, number]) for number in range(len(per_hour))]
    return take_turns(per_hour, Habits(**habits), HOURS, 3, CHANGE_S, rngs)


@pytest.mark.parametrize("seed", range(4))
def test_the_officer_is_at_one_counter_at_a_time_and_needs_time_to_change(seed):
    lines, taken = turns(seed, 60.0, 60.0, service_median_s=30.0, service_range_s=(20.0, 60.0))
    assert {turn.counter for turn in taken} == {0, 1}
    for before, after in pairwise(taken):
        way = CHANGE_S if before.counter != after.counter else 0.0
        assert after.starts >= before.ends + way
    assert len(taken) == sum(visit.outcome == "served" for visits in lines for visit in visits) > 40
    assert sum(a.counter != b.counter for a, b in pairwise(taken)) > 10


@pytest.mark.parametrize("seed", range(4))
def test_customers_step_up_to_an_empty_counter_before_the_officer_comes(seed):
    lines, taken = turns(seed, 60.0, 60.0)
    early = 0
    for number, visits in enumerate(lines):
        served = [visit for visit in visits if visit.outcome == "served"]
        starts = [turn.starts for turn in taken if turn.counter == number]
        for before, after in pairwise(served):
            assert after.leaves_queue >= before.gone + CLEAR_S
        early += sum(start - visit.leaves_queue > 20.0 for visit, start in zip(served, starts, strict=True))
    assert early > 3


def test_one_line_alone_is_served_without_any_change():
    _, taken = turns(0, 40.0, 0.0)
    assert {turn.counter for turn in taken} == {0}


def test_some_give_up_and_who_stands_at_a_counter_at_closing_is_still_served():
    lines, taken = turns(1, 120.0, 120.0, reneges=0.5)
    assert {visit.outcome for visits in lines for visit in visits} == {"served", "reneged"}
    assert max(turn.starts for turn in taken) < HOURS[1]
    assert max(turn.ends for turn in taken) < HOURS[1] + Habits().service_range_s[0]
