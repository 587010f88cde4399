from math import atan2, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.simulation.behaviour.motion import Walk, facing, half_planes_of
from pantau.transforms.intervals import length
from tests.simulation import days

OFF_GRID = st.integers(-12, 24).map(lambda n: n / 4 + 0.1)
"""Coordinates that never lie on a side of the square."""

SQUARE = np.array([(2.0, -1.0), (4.0, -1.0), (4.0, 1.0), (2.0, 1.0)])


def test_a_walk_through_a_square_crosses_its_sides_when_worked_out_by_hand():
    straight = days.visitor("v", Walk(10.0, 0.0, 0.0, speed=0.5).go((10.0, 0.0)))
    assert straight.inside(SQUARE) == [pytest.approx((14.0, 18.0))]
    corner = days.visitor("v", Walk(0.0, 1.0, 0.0, speed=1.0).go((3.0, 2.0)))
    assert corner.inside(SQUARE) == []
    there_and_back = days.visitor("v", Walk(0.0, 0.0, 0.0, speed=1.0).go((3.0, 0.0)).wait(5.0).go((0.0, 0.0)))
    assert there_and_back.inside(SQUARE) == [pytest.approx((2.0, 6.0))]


@settings(max_examples=40)
@given(st.lists(st.tuples(OFF_GRID, OFF_GRID), min_size=1, max_size=6))
def test_crossings_agree_with_a_fine_sampling_of_the_path(places):
    person = days.visitor("v", Walk(0.0, 0.0, 0.0, speed=1.0).go(*places).wait(40.0))
    step = 0.05
    times = np.arange(0, person.span[1], step)
    inside = [2 < spot.x < 4 and -1 < spot.y < 1 for spot in map(person.at, times)]
    assert length(person.inside(SQUARE)) == pytest.approx(sum(inside) * step, abs=0.6)


@settings(max_examples=20)
@given(st.lists(st.tuples(OFF_GRID, OFF_GRID), min_size=1, max_size=4))
def test_where_a_condition_holds_agrees_with_the_exact_crossings(places):
    person = days.visitor("v", Walk(0.0, 0.0, 0.0, speed=1.0).go(*places).wait(40.0))
    found = person.where(lambda at: (np.abs(at - (3.0, 0.0)) < 1).all(axis=1))
    # A corner that is crossed within a fifth of a second may be missed.
    exact = [span for span in person.inside(SQUARE) if span[1] - span[0] > 0.3]
    assert [span for span in found if span[1] - span[0] > 0.3] == [pytest.approx(span, abs=0.002) for span in exact]


def test_the_order_of_corners_does_not_matter():
    assert (half_planes_of(SQUARE) @ (3, 0, 1) > 0).all()
    assert (half_planes_of(SQUARE[::-1]) @ (3, 0, 1) > 0).all()
    assert not (half_planes_of(SQUARE) @ (5, 0, 1) > 0).all()


def test_somebody_faces_where_they_walk_and_keeps_the_pose_where_they_wait():
    walk = Walk(0.0, 0.0, 0.0, speed=1.0).go((2.0, 0.0)).wait(10.0, heading=pi, pose="sit").go((2.0, 3.0))
    person = days.visitor("v", walk)
    walking, waiting = person.at(1.0), person.at(5.0)
    assert (walking.pose, walking.x, walking.heading) == ("walk", 1.0, pytest.approx(atan2(1, 0)))
    assert (waiting.pose, waiting.x, waiting.heading) == ("sit", 2.0, pi)
    assert person.at(-0.1) is None and person.at(13.1) is None
    assert facing((0, 0), (0, 1)) == 0 and facing((0, 0), (1, 0)) == pytest.approx(pi / 2)
