from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.transforms.counters.seat_arrivals import REACH_S
from pantau.transforms.counters.staffing import staffing_of
from pantau.transforms.roles.roles import staff_probabilities
from pantau.transforms.tracking.tracker import link
from pantau.transforms.zones.spans import commons, exact_spans
from tests.transforms.staging import (
    AT_COUNTER,
    CUSTOMER,
    IN_HALL,
    IN_STAFF_AREA,
    MIDNIGHT,
    SEAT,
    VIEW,
    camera_day,
    path,
)

START = MIDNIGHT + 8 * 3600


def staffing(day, view=VIEW, counter="c1"):
    tracks = link(day, Thresholds(), day.person_score > 0)
    staff = staff_probabilities(day, view, tracks, Thresholds())
    stretches = staffing_of(counter, day, view, tracks, staff, Thresholds())
    recorded = exact_spans([(day.recorded[0][0], day.recorded[-1][1])])
    return [
        (stretch.state, pytest.approx(both.start.at - START), pytest.approx(both.end.at - START))
        for stretch in stretches
        for both in commons([stretch.span], recorded)
    ]


def test_a_seated_officer_is_present_until_the_seat_is_empty():
    day = camera_day(seated=lambda second: second < 100, seconds=(0, 200))
    assert staffing(day) == [("present", 0, pytest.approx(99)), ("absent", pytest.approx(99), pytest.approx(200))]


def test_single_misses_and_single_false_detections_do_not_count():
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


ROOM = VIEW.zones[3].model_copy(update={"counters": ()})
SEAT_1 = SEAT.model_copy(update={"polygon": ((0.5, 0.1), (0.6, 0.1), (0.6, 0.35), (0.5, 0.35))})
SEAT_2 = SEAT.model_copy(
    update={"id": "seat-2", "counters": ("c2",), "polygon": ((0.7, 0.1), (0.8, 0.1), (0.8, 0.35), (0.7, 0.35))}
)
OFFICE = View(zones=(CUSTOMER, SEAT_1, SEAT_2, ROOM))
"""The staff zone is the whole room behind the desks; each counter has a seat."""

LOW_SEAT = View(zones=(CUSTOMER, SEAT, ROOM))

BEHIND_1, BEHIND_2 = (0.55, 0.38), (0.75, 0.38)


def test_an_officer_in_place_on_the_seat_counts_though_the_seat_cue_misses():
    day = camera_day([path((50, BEHIND_1), (150, None))], seconds=(0, 200))
    assert staffing(day, OFFICE) == [("absent", 0, 48.4), ("present", 48.4, 149.6), ("absent", 149.6, 200)]


def test_the_edges_of_a_seated_presence_reach_an_arm_s_length_further():
    day = camera_day([path((50, BEHIND_1), (150, None))], seconds=(0, 200))
    tracks = link(day, Thresholds(), day.person_score > 0)
    stretches = staffing_of("c1", day, OFFICE, tracks, np.array([0.9]), Thresholds())
    (present,) = (stretch.span for stretch in stretches if stretch.state == "present")
    assert [(edge.lo - START, edge.hi - START) for edge in (present.start, present.end)] == [
        pytest.approx((48 - REACH_S, 50)),
        pytest.approx((148, 150 + REACH_S)),
    ]


def test_a_colleague_who_walks_past_behind_the_seat_does_not_staff_it():
    def walking(second):
        return (0.42 + 0.03 * (second - 50) / 2, 0.38) if 50 <= second < 76 else None

    assert [state for state, *_ in staffing(camera_day([walking], seconds=(0, 200)), OFFICE)] == ["absent"]


def test_somebody_faint_on_the_seat_leaves_it_unknown():
    day = camera_day([path((50, BEHIND_1), (150, None))], seconds=(0, 200))
    scores = np.where(np.arange(len(day.person_score)) < 3, 0.8, 0.3)
    # What was clearly seen, three samples, may have been too short to count.
    found = staffing(replace(day, person_score=scores), OFFICE)
    assert found == [("absent", 0, 49), ("unknown", 49, 149), ("absent", 149, 200)]
    scores = np.where(np.arange(len(day.person_score)) < 6, 0.8, 0.3)
    found = staffing(replace(day, person_score=scores), OFFICE)
    assert found == [("absent", 0, 48.4), ("present", 48.4, 61), ("unknown", 61, 149), ("absent", 149, 200)]


def test_one_officer_at_two_counters_in_turn_is_present_where_he_is():
    day = camera_day([path((50, BEHIND_1), (100, BEHIND_2), (150, BEHIND_1), (200, None))], seconds=(0, 200))
    assert staffing(day, OFFICE) == [
        ("absent", 0, 48.4),
        ("present", 48.4, 99.6),
        ("absent", 99.6, 148.4),
        ("present", 148.4, 200),
    ]
    assert staffing(day, OFFICE, "c2") == [("absent", 0, 98.4), ("present", 98.4, 149.6), ("absent", 149.6, 200)]


def test_the_other_counter_is_not_known_to_be_empty_behind_a_visitor():
    officer = path((20, BEHIND_1), (100, BEHIND_2), (150, BEHIND_1))
    visitor = path((60, (0.55, 0.95)), (62, (0.57, 0.66)), (66, (0.55, 0.36)), (130, None))
    leans = camera_day([officer], seconds=(0, 200))
    # Who leans over the desk: feet among the customers, the upper body before the seat.
    both = camera_day([officer, visitor], seconds=(0, 200))
    low = both.person_box[:, 3].copy()
    low[(both.person_box[:, 0] > 0.5) & (low < 0.37) & (low > 0.35)] = 0.7
    boxes = np.column_stack([both.person_box[:, :3], low])
    found = staffing(replace(both, person_box=boxes), OFFICE)
    assert [state for state, *_ in staffing(leans, OFFICE)] == ["absent", "present", "absent", "present"]
    assert [state for state, *_ in found] == ["absent", "present", "unknown", "absent", "present"]
    assert found[2] == ("unknown", 99, 129)


def test_the_counter_is_staffed_until_the_last_of_several_has_left():
    first, second = path((20, IN_STAFF_AREA), (90, None)), path((60, (0.5, 0.45)), (150, None))
    day = camera_day([first, second], seconds=(0, 200))
    assert staffing(day) == [("absent", 0, 19), ("present", 19, 149), ("absent", 149, 200)]


def test_staff_on_the_side_of_the_customers_hide_the_seat_like_anybody():
    # Comes out, and the upper body covers the seat of the counter; the head on the seat is theirs.
    out = path((20, IN_STAFF_AREA), (80, IN_HALL), (90, (0.55, 0.32)), (150, None))
    day = camera_day([out], seated=lambda second: 90 <= second < 150, seconds=(0, 200))
    head = day.seat_head.copy()
    head[:] = 0.55, 0.05
    assert [state for state, *_ in staffing(replace(day, seat_head=head), LOW_SEAT)] == ["absent", "unknown", "absent"]


def test_who_may_be_of_the_staff_leaves_the_place_unknown():
    day = camera_day([path((50, IN_STAFF_AREA), (150, None))], seconds=(0, 200))
    tracks = link(day, Thresholds(), day.person_score > 0)

    def states(probability):
        found = staffing_of("c1", day, VIEW, tracks, np.array([probability]), Thresholds())
        return [stretch.state for stretch in found if stretch.span.duration < 3600]

    assert states(0.6) == ["absent", "present", "absent"]
    assert states(0.3) == ["absent", "unknown", "absent"]
    assert states(0.05) == ["absent"]


def test_between_samples_a_passer_is_not_in_place():
    # At a slow walk behind the seat: apart on samples, in place on the frames between them.
    def walking(second):
        return (0.505 + 0.006 * (second - 50), 0.38) if 50 <= second < 66 else None

    day = camera_day([walking], seconds=(0, 200), cadence_s=0.5)
    day = replace(day, cadence_s=4.0, closer=np.arange(len(day.times)) % 8 > 0)
    tracks = link(day, Thresholds(), day.person_score > 0)
    states = [
        stretch.state for stretch in staffing_of("c1", day, OFFICE, tracks, np.full(len(tracks), 0.9), Thresholds())
    ]
    assert states == ["unknown", "absent", "unknown"]


def test_a_head_seen_too_faintly_where_it_surely_was_leaves_the_seat_unknown():
    def fading(second, head, score=0.07, missing=()):
        day = camera_day(seated=lambda t: t < 160 and t not in missing, seconds=(0, 200))
        late = day.times[day.seat_sample] - START >= second
        return replace(
            day,
            seat_score=np.where(late, score, 0.5),
            seat_head=np.where(late[:, None], head, day.seat_head),
        )

    assert [state for state, *_ in staffing(fading(100, (0.55, 0.16)))] == ["present", "unknown", "absent"]
    # Elsewhere, such as on the chair's back, or after a sample without any, it may be nobody's.
    assert [state for state, *_ in staffing(fading(100, (0.55, 0.25)))] == ["present", "absent"]
    assert [state for state, *_ in staffing(fading(100, (0.55, 0.16), missing=(100, 102)))] == ["present", "absent"]
    assert [state for state, *_ in staffing(fading(100, (0.55, 0.16), score=0.2))] == ["present", "absent"]


def test_a_change_among_few_samples_that_do_not_decide_it_has_them_within_its_bounds():
    day = camera_day(seated=lambda t: t < 104, seconds=(0, 200))
    late = day.times[day.seat_sample] - START >= 100
    day = replace(day, seat_score=np.where(late, 0.07, 0.5))
    stretches = staffing_of("c1", day, VIEW, [], np.zeros(0), Thresholds())
    present = next(stretch for stretch in stretches if stretch.state == "present")
    end = present.span.end
    assert (end.lo - START, end.at - START, end.hi - START) == (98, 101, 104)
    # Of its 51 samples the last one says nothing by itself.
    assert present.agreement == pytest.approx(50 / 51)


@pytest.mark.parametrize(("faint_s", "seconds_away"), [(20, 8), (20, 14)])
def test_a_short_absence_beside_the_unknown_is_unknown_too(faint_s, seconds_away):
    end = 100 + faint_s + seconds_away
    day = camera_day(seated=lambda t: not 100 + faint_s <= t < end, seconds=(0, 200))
    late = day.times[day.seat_sample] - START
    day = replace(day, seat_score=np.where((late >= 100) & (late < end), 0.07, 0.5))
    between = ["unknown"] if seconds_away < 10 else ["unknown", "absent"]
    assert [state for state, *_ in staffing(day)] == ["present", *between, "present"]


def each_third(second):
    """Samples, two seconds apart, on which seats are due: each fifth, and the third after it."""
    return second % 10 in (0, 6)


def test_samples_on_which_nobody_looked_at_the_seat_say_nothing_of_it():
    day = camera_day(seated=lambda second: second < 100, seconds=(0, 200), seats_looked=each_third)
    assert staffing(day) == [("present", 0, pytest.approx(98)), ("absent", pytest.approx(98), pytest.approx(200))]
    stretches = staffing_of("c1", day, VIEW, [], np.zeros(0), Thresholds())
    assert [stretch.agreement for stretch in stretches if stretch.state != "unknown"] == [1.0, 1.0]
    change = next(stretch.span.end for stretch in stretches if stretch.state == "present")
    assert (change.lo - START, change.hi - START) == (96, 100)


def test_who_is_seen_in_the_staff_zone_is_there_though_nobody_looked_at_the_seat():
    there = path((0, None), (50, IN_STAFF_AREA), (150, None))
    day = camera_day([there], seconds=(0, 200), seats_looked=each_third)
    assert staffing(day) == [
        ("absent", 0, pytest.approx(48)),
        ("present", pytest.approx(48), pytest.approx(149)),
        ("absent", pytest.approx(149), pytest.approx(200)),
    ]


def test_an_absence_of_twenty_seconds_counts_with_fewer_looks_too():
    day = camera_day(seated=lambda second: not 50 <= second < 70, seconds=(0, 200), seats_looked=each_third)
    assert [state for state, *_ in staffing(day)] == ["present", "absent", "present"]
