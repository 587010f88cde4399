from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.roles.roles import came_from, dwelt, role_of, staff_probabilities
from pantau.transforms.zones.places import PlaceUse
from tests.transforms.staging import (
    AT_COUNTER,
    IN_HALL,
    IN_QUEUE,
    IN_STAFF_AREA,
    VIEW,
    camera_day,
    path,
)

DOOR = IN_STAFF_AREA
NOTHING = PlaceUse(0.0, 0.0, 0.0, 0.0, 0.0, True, False)


def staff(*points, **more):
    """The probability of each track of one person's path."""
    day = camera_day([path(*points)], **more)
    return track_camera_day(day, VIEW, Thresholds()).staff.tolist()


def one(*points, **more):
    (probability,) = staff(*points, **more)
    return probability


def test_who_comes_through_the_staff_area_and_works_there_is_staff():
    assert one((20, DOOR), (200, None)) > 0.98


def test_an_officer_who_comes_out_to_help_for_three_minutes_stays_staff():
    out = ((20, DOOR), (30, IN_HALL), (34, AT_COUNTER), (214, IN_HALL), (218, DOOR), (230, None))
    assert one(*out) > 0.6
    assert one((20, DOOR), (120, IN_HALL), (124, AT_COUNTER), (304, IN_HALL), (310, None)) > 0.9


def test_who_waited_before_is_a_visitor_even_behind_the_desk():
    assert one((20, IN_HALL), (24, IN_QUEUE), (60, IN_HALL), (64, IN_STAFF_AREA), (94, IN_HALL), (100, None)) < 0.02
    assert one((20, IN_HALL), (24, AT_COUNTER), (60, IN_STAFF_AREA), (300, None)) < 0.1


def test_who_goes_straight_into_the_staff_area_is_a_visitor_with_less_certainty():
    assert 0.05 < one((20, IN_HALL), (26, IN_STAFF_AREA), (50, IN_HALL), (54, None)) < 0.2


def test_an_officer_who_comes_through_the_hall_in_the_morning_is_staff_once_on_the_seat():
    # Seated: the box from head to desk; the desk hides the rest.
    day = camera_day([path((20, IN_HALL), (30, (0.55, 0.35)), (150, None))])
    boxes = day.person_box.copy()
    boxes[day.times[day.person_sample] - day.times[0] >= 30, 1] = 0.12
    day = replace(day, person_box=boxes)
    assert track_camera_day(day, VIEW, Thresholds()).staff[-1] > 0.5


def test_everybody_else_is_a_visitor():
    assert one((20, IN_HALL), (30, None)) < 0.05
    assert one((20, IN_HALL), (24, IN_QUEUE), (58, IN_HALL), (60, AT_COUNTER), (120, IN_HALL), (126, None)) < 0.01


def test_few_seconds_are_no_certainty():
    assert 0.5 < one((20, DOOR), (24, None)) < 0.97
    assert 0.5 < one((0, DOOR), (4, None)) < 0.9


def test_no_zones_no_staff():
    day = camera_day([path((20, DOOR), (200, None))])
    view = VIEW.model_copy(update={"zones": VIEW.zones[:2]})
    tracked = track_camera_day(day, view, Thresholds())
    assert tracked.staff.tolist() == [pytest.approx(1 / (1 + np.exp(3.5)))]
    assert tracked.roles == ["visitor"]
    assert staff_probabilities(day, view, [], Thresholds()).tolist() == []


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_time_on_the_seat_speaks_for_staff_and_levels_off(first, second):
    less, more = sorted((first, second))
    assert 0 <= dwelt(replace(NOTHING, on_seat=less)) <= dwelt(replace(NOTHING, on_seat=more)) <= 10


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_time_among_visitors_speaks_against_and_less_after_work(first, second):
    less, more = sorted((first, second))
    assert 0 >= dwelt(replace(NOTHING, among_before=less)) >= dwelt(replace(NOTHING, among_before=more)) >= -4
    assert dwelt(replace(NOTHING, among_before=more)) <= dwelt(replace(NOTHING, among_after=more))


def test_coming_counts_half_where_it_was_not_seen():
    assert came_from(replace(NOTHING, from_staff_side=1.0)) == 2.5
    assert came_from(replace(NOTHING, from_staff_side=1.0, seen_coming=False)) == 1.0
    assert came_from(NOTHING) == -3.5


def test_even_odds_are_a_visitor():
    assert [role_of(p) for p in (0.4, 0.5, 0.6)] == ["visitor", "visitor", "staff"]
