import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.zones.crossings import SEEN_LEAVING_S, SEEN_S, crossings
from tests.transforms.staging import CUSTOMER


def boxes(*feet):
    return np.array([(x - 0.04, y - 0.3, x + 0.04, y) for x, y in feet])


def crossing(zone, boxes, before, after):
    (edge,) = crossings(zone, boxes[:1], boxes[1:], np.array([before]), np.array([after]))
    return edge


def test_a_border_is_crossed_where_the_way_meets_it():
    # The zone begins at x = 0.5: three quarters of the way.
    edge = crossing(CUSTOMER, boxes((0.2, 0.75), (0.6, 0.75)), 100.0, 102.0)
    assert edge.at == pytest.approx(101.5, abs=0.1)
    assert (edge.lo, edge.hi) == (100.0, 102.0)
    back = crossing(CUSTOMER, boxes((0.6, 0.75), (0.2, 0.75)), 100.0, 102.0)
    assert back.at == pytest.approx(100.5, abs=0.1)


def test_bounds_are_never_narrower_than_crossings_can_be_told():
    edge = crossing(CUSTOMER, boxes((0.45, 0.75), (0.55, 0.75)), 100.0, 100.4)
    assert edge.lo == pytest.approx(edge.at - SEEN_S)
    assert edge.hi == pytest.approx(edge.at + SEEN_S)
    edge = crossing(CUSTOMER, boxes((0.55, 0.75), (0.45, 0.75)), 100.0, 100.4)
    assert edge.lo == pytest.approx(edge.at - SEEN_LEAVING_S)
    assert edge.hi == pytest.approx(edge.at + SEEN_LEAVING_S)
    # Frames farther apart bound it themselves.
    assert crossing(CUSTOMER, boxes((0.6, 0.75), (0.44, 0.75)), 100.0, 101.6).lo == 100.0


def test_without_a_border_on_the_way_the_middle_is_taken():
    assert crossing(CUSTOMER, boxes((0.55, 0.75), (0.6, 0.75)), 100.0, 102.0).at == 101.0


@given(*[st.tuples(st.floats(0.05, 0.95), st.floats(0.35, 0.99)) for _ in range(2)], st.floats(0.04, 4.0))
def test_estimates_lie_between_the_frames(before, after, seconds):
    edge = crossing(CUSTOMER, boxes(before, after), 0.0, seconds)
    assert 0.0 <= edge.at <= seconds
    assert edge.lo <= 0.0 and edge.hi >= seconds


def test_many_at_once_are_as_each_alone():
    rng = np.random.default_rng(2)
    ways = [boxes(*zip(rng.uniform(0.4, 0.8, 2), rng.uniform(0.5, 0.95, 2), strict=True)) for _ in range(20)]
    times = np.arange(20.0)
    last, first = np.array(ways).transpose(1, 0, 2)
    together = crossings(CUSTOMER, last, first, times, times + 2)
    assert together == [crossing(CUSTOMER, way, at, at + 2) for way, at in zip(ways, times, strict=True)]
    assert crossings(CUSTOMER, np.zeros((0, 4)), np.zeros((0, 4)), np.zeros(0), np.zeros(0)) == []
