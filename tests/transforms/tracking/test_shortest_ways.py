import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.tracking import shortest_ways
from pantau.transforms.tracking.shortest_ways import ways_back, ways_back_by_steps

NO = np.inf


def steps(seed, places, each):
    """(n, n) costs of some steps between places, single ones below nothing, no closed way."""
    chance = np.random.default_rng(seed)
    start, end = chance.integers(0, places, (2, places * each))
    height = chance.normal(0, 5, places)
    cost = np.full((places, places), NO)
    cost[start, end] = np.round(chance.exponential(4, len(start)), 1) + height[end] - height[start]
    np.fill_diagonal(cost, NO)
    return cost


def by_steps(cost):
    start, end = np.nonzero(np.isfinite(cost))
    return ways_back_by_steps(start, end, cost[start, end], len(cost))


def test_the_way_back_is_the_cheapest_one_and_layers_have_nothing_in_common():
    around = [[NO, 1.0, 5.0], [NO, NO, -2.0], [4.0, NO, NO]]
    back_and_forth = [[NO, 2.0, NO], [3.0, NO, NO], [NO, -1.0, NO]]
    assert ways_back(np.array([around, back_and_forth])).tolist() == [[3.0, 3.0, 3.0], [5.0, 5.0, NO]]
    assert by_steps(np.array(around)).tolist() == [3.0, 3.0, 3.0]
    assert by_steps(np.array(back_and_forth)).tolist() == [5.0, 5.0, NO]


@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 4), st.integers(1, 5))
def test_both_ways_of_finding_them_agree(seed, places, each, together):
    cost = steps(seed, places, each)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shortest_ways, "TOGETHER", together)
        assert by_steps(cost) == pytest.approx(ways_back(cost[None])[0], abs=1e-7)


def test_closed_ways_that_cost_less_than_nothing_by_rounding_alone_are_found_too():
    cost = np.full((40, 40), NO)
    cost[0, 1], cost[1, 0] = 0.3, -(0.1 + 0.2)
    assert by_steps(cost)[:2] == pytest.approx([0.0, 0.0], abs=1e-9)
