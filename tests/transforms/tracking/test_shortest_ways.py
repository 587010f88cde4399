import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.tracking import shortest_ways
from pantau.transforms.tracking.shortest_ways import ways_back

NO = np.inf


def steps(seed, places, each):
    """(1, n, n) costs of some steps between places, single ones below nothing, no closed way."""
    chance = np.random.default_rng(seed)
    start, end = chance.integers(0, places, (2, places * each))
    height = chance.normal(0, 5, places)
    cost = np.full((1, places, places), NO)
    cost[0, start, end] = np.round(chance.exponential(4, len(start)), 1) + height[end] - height[start]
    cost[0, np.arange(places), np.arange(places)] = NO
    return cost


def test_the_way_back_is_the_cheapest_one_and_layers_have_nothing_in_common():
    around = [[NO, 1.0, 5.0], [NO, NO, -2.0], [4.0, NO, NO]]
    back_and_forth = [[NO, 2.0, NO], [3.0, NO, NO], [NO, -1.0, NO]]
    assert ways_back(np.array([around, back_and_forth])).tolist() == [[3.0, 3.0, 3.0], [5.0, 5.0, NO]]


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 4))
def test_both_ways_of_finding_them_agree(seed, places, each):
    cost = steps(seed, places, each)
    with pytest.MonkeyPatch.context() as patch:
        dense = ways_back(cost)
        patch.setattr(shortest_ways, "DENSE_PLACES", 0)
        assert ways_back(cost) == pytest.approx(dense, abs=1e-7)


def test_many_places_are_as_few():
    cost = steps(3, shortest_ways.DENSE_PLACES + 20, 5)
    few = ways_back(np.stack([cost[0, :40, :40]]))
    apart = np.full(cost.shape, NO)
    apart[0, :40, :40] = cost[0, :40, :40]
    assert ways_back(apart)[0, :40] == pytest.approx(few[0], abs=1e-7)
    assert (ways_back(apart)[0, 40:] == NO).all()


def test_closed_ways_that_cost_less_than_nothing_by_rounding_alone_are_found_too():
    cost = np.full((1, 400, 400), NO)
    cost[0, 0, 1], cost[0, 1, 0] = 0.3, -(0.1 + 0.2)
    assert ways_back(cost)[0, :2] == pytest.approx([0.0, 0.0], abs=1e-9)
