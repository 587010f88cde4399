import numpy as np
import pytest

from schemas.site.thresholds import Thresholds
from schemas.site.zones import View
from tests.transforms.events.staging import (
    AT_COUNTER,
    CUSTOMER,
    IN_HALL,
    IN_STAFF_AREA,
    MIDNIGHT,
    VIEW,
    camera_day,
    path,
)
from transforms.events.linking import link
from transforms.events.roles import roles_of
from transforms.events.spans import commons, exact_spans
from transforms.events.staffing import ABSENT, PRESENT, UNKNOWN, staffing_of, vote

START = MIDNIGHT + 8 * 3600


def staffing(day, view=VIEW):
    tracks = link(day, Thresholds(), day.person_score > 0)
    stretches = staffing_of("c1", day, view, tracks, roles_of(tracks, view, day.times), Thresholds())
    recorded = exact_spans([(day.recorded[0][0], day.recorded[-1][1])])
    return [
        (stretch.state, both.start.at - START, both.end.at - START)
        for stretch in stretches
        for both in commons([stretch.span], recorded)
    ]


def test_a_seated_officer_is_present_until_the_seat_is_empty():
    day = camera_day(seated=lambda second: second < 100, seconds=(0, 200))
    assert staffing(day) == [("present", 0, pytest.approx(99)), ("absent", pytest.approx(99), pytest.approx(200))]


def test_single_misses_and_single_false_sightings_do_not_count():
    day = camera_day(seated=lambda second: (second < 100) != (second in (40, 42, 150)), seconds=(0, 200))
    assert [state for state, *_ in staffing(day)] == ["present", "absent"]


def test_an_absence_of_eight_seconds_does_not_count_and_one_of_twenty_does():
    def away(seconds_away):
        return camera_day(seated=lambda second: not 50 <= second < 50 + seconds_away, seconds=(0, 200))

    assert [state for state, *_ in staffing(away(8))] == ["present"]
    assert [state for state, *_ in staffing(away(20))] == ["present", "absent", "present"]


def test_an_officer_who_stands_in_the_staff_zone_is_present():
    day = camera_day([path((0, None), (50, IN_STAFF_AREA), (150, None))], seconds=(0, 200))
    assert [state for state, *_ in staffing(day)] == ["absent", "present", "absent"]


def test_a_visitor_in_the_staff_zone_is_no_officer():
    day = camera_day([path((0, IN_HALL), (20, AT_COUNTER), (50, IN_STAFF_AREA), (150, None))], seconds=(0, 200))
    assert [state for state, *_ in staffing(day)] == ["absent"]


def test_the_head_of_a_visitor_on_the_seat_leaves_it_unknown():
    # The head that the pose model finds at (0.55, 0.15) lies at the top of this visitor's box.
    def behind(second):
        return (0.55, 0.42)

    view = View(zones=(CUSTOMER, VIEW.zones[2]))
    day = camera_day([behind], seated=lambda second: True, seconds=(0, 100))
    assert [state for state, *_ in staffing(day, view)] == ["unknown"]


def test_without_seat_and_staff_zone_nothing_is_known():
    assert [state for state, *_ in staffing(camera_day(seconds=(0, 100)), View(zones=(CUSTOMER,)))] == ["unknown"]


def test_a_gap_is_unknown_never_absent():
    day = camera_day(seated=lambda second: True, seconds=(0, 200), gaps=[(80, 120)])
    assert staffing(day) == [("present", 0, 80), ("unknown", 80, 120), ("present", 120, pytest.approx(200))]


def test_the_vote_asks_five_neighbours_that_know():
    times = np.arange(7) * 2.0
    own = np.array([PRESENT, PRESENT, ABSENT, PRESENT, UNKNOWN, UNKNOWN, UNKNOWN])
    assert vote(times, own, 5.0).tolist() == [PRESENT, PRESENT, PRESENT, PRESENT, UNKNOWN, UNKNOWN, UNKNOWN]
