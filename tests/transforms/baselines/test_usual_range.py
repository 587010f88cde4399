import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.baselines.usual_range import usual_range

lengths = st.lists(st.floats(1.0, 1e5), min_size=1, max_size=40)


def test_it_is_the_median_and_its_robust_spread_on_a_scale_of_logarithms():
    values = [math.exp(4 + step) for step in (-0.2, -0.1, 0.0, 0.1, 0.2)]
    far = 3.5 * 1.4826 * 0.1
    assert usual_range(values) == pytest.approx((math.exp(4), math.exp(4 - far), math.exp(4 + far)), abs=1e-3)


def test_a_few_far_values_move_it_little_and_so_they_are_unusual():
    rng = np.random.default_rng(3)
    values = rng.lognormal(5, 0.5, 200).tolist()
    without, with_some = usual_range(values), usual_range([*values, *[9000.0] * 10])
    assert with_some.hi < 1.15 * without.hi < 9000


def test_where_most_are_equal_the_mean_deviation_takes_its_place():
    usual = usual_range([60.0] * 6 + [30.0, 120.0])
    assert usual.lo < 60 == usual.value < usual.hi
    assert usual_range([60.0] * 3) == (60, 60, 60)


@given(lengths)
def test_the_median_is_usual_and_the_order_changes_nothing(values):
    usual = usual_range(values)
    assert usual.lo <= usual.value <= usual.hi
    assert usual_range(values[::-1]) == usual


@pytest.mark.parametrize("values", [[], [10.0, 0.0], [-1.0]])
def test_without_positive_values_nothing_is_usual(values):
    with pytest.raises(ValueError, match="positive values"):
        usual_range(values)
