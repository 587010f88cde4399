"""Absences of officers against the calendar: late, early, away."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.all_counters_empty import all_counters_empty
from pantau.transforms.candidates.at_counters.counter_absence import CounterHours
from pantau.transforms.candidates.at_counters.early_closing import early_closing
from pantau.transforms.candidates.at_counters.late_opening import late_opening
from pantau.transforms.candidates.at_counters.officer_away import officer_away
from pantau.transforms.counters.staffing import StaffingInterval
from pantau.transforms.zones.spans import Edge, Span, exact_spans

LIMITS = Thresholds(late_opening_s=100, early_closing_s=200, officer_away_s=300, presence_merge_s=10)
HOURS = [(1000.0, 2000.0), (3000.0, 4000.0)]


def staffing(absent, present=()):
    """States of a counter: absent and present as they are told, else unknown."""
    told = [(span, "absent") for span in exact_spans(absent)] + [(span, "present") for span in exact_spans(present)]
    return [StaffingInterval(span, state, 1.0) for span, state in sorted(told, key=lambda one: one[0].interval)]


def when(hours=HOURS, before=(), after=(), arrived=9e9):
    return CounterHours(hours, list(before), list(after), arrived)


def found(absent, present=(), **hours):
    return {
        kind.__name__: [one.span.interval for one in kind("c1", staffing(absent, present), when(**hours), LIMITS)]
        for kind in (late_opening, early_closing, officer_away)
    }


@pytest.mark.parametrize(
    ("absent", "late", "early", "away"),
    [
        ([(0, 1100)], [(1000, 1100)], [], []),
        ([(0, 1099)], [], [], []),
        # After a break as in the morning.
        ([(2500, 3150)], [(3000, 3150)], [], []),
        # An officer who is there for less than presence counts is late all the same.
        ([(1009, 1200)], [(1009, 1200)], [], []),
        ([(1010, 1200)], [(1010, 1200)], [], []),
        ([(1011, 1200)], [], [], []),
        ([(1800, 2500)], [], [(1800, 2000)], []),
        ([(1801, 2500)], [], [], []),
        ([(1791, 1991)], [], [(1791, 1991)], []),
        ([(1200, 1500)], [], [], [(1200, 1500)]),
        ([(1200, 1499)], [], [], []),
        # Over a break it is early and late; through all of the hours it is late.
        ([(1500, 3500)], [(3000, 3500)], [(1500, 2000)], []),
        ([(900, 2900)], [(1000, 2000)], [], []),
        ([(2000, 3000)], [], [], []),
    ],
)
def test_what_an_absence_is_depends_on_where_in_the_hours_it_lies(absent, late, early, away):
    assert found(absent) == {"late_opening": late, "early_closing": early, "officer_away": away}


def test_it_says_at_which_counter_and_between_which_frames():
    came = Span(Edge(900, 890, 910), Edge(1150, 1149, 1151))
    (candidate,) = late_opening("c1", [StaffingInterval(came, "absent", 1.0)], when(), LIMITS)
    assert (candidate.kind, candidate.counter, candidate.observed_value, candidate.expected_value) == (
        "late_opening",
        "c1",
        150,
        100,
    )
    assert (candidate.span.start.lo, candidate.span.start.hi) == (1000, 1000)
    assert (candidate.span.end.lo, candidate.span.end.hi) == (1149, 1151)
    assert candidate.detection_score is None and candidate.role_probability is None


def test_time_that_is_too_short_to_have_been_there_parts_no_absence_and_longer_time_does():
    pieces = [(start, start + 98) for start in range(1000, 2000, 100)]
    assert found(pieces) == {"late_opening": [(1000, 1998)], "early_closing": [], "officer_away": []}
    assert found([(1100, 1400), (1411, 1800)])["officer_away"] == [(1100, 1400), (1411, 1800)]
    assert found([(1100, 1400), (1410, 1800)])["officer_away"] == [(1100, 1800)]
    # An officer was seen: however short, it is not the same absence.
    assert found([(1100, 1400), (1410, 1800)], [(1400, 1410)])["officer_away"] == [(1100, 1400), (1410, 1800)]


def test_an_edge_at_unobserved_time_lies_anywhere_until_an_officer_is_seen():
    cut = Span(Edge(1200, 1200, 1200, True), Edge(1600, 1600, 1600, True))
    states = [StaffingInterval(cut, "absent", 1.0), *staffing([], [(1010, 1100), (1900, 1950)])]
    (one,) = officer_away("c1", states, when(), LIMITS)
    assert (one.span.start.lo, one.span.start.hi, one.span.end.lo, one.span.end.hi) == (1100, 1200, 1600, 1900)
    (one,) = officer_away("c1", states[:1], when(), LIMITS)
    assert (one.span.start.lo, one.span.end.hi) == (1000, 2000)


def test_an_office_that_is_open_through_midnight_neither_closes_nor_opens_then():
    assert found([(3500, 5000)], after=[(4000.0, 5000.0)]) == {
        "late_opening": [],
        "early_closing": [],
        "officer_away": [(3500, 4000)],
    }
    assert found([(1000, 1400)], before=[(500.0, 1000.0)])["officer_away"] == [(1000, 1400)]


def test_while_the_day_arrives_nothing_is_told_that_could_become_something_else():
    for arrived, late, away in ((1500, [(1000, 1500)], []), (9e9, [(1000, 1500)], [])):
        told = found([(1000, 1500)], arrived=arrived)
        assert (told["late_opening"], told["officer_away"]) == (late, away)
    # It may last until the closing, and be another kind.
    assert found([(1200, 1600)], arrived=1600)["officer_away"] == []
    assert found([(1200, 1600)], arrived=1700)["officer_away"] == [(1200, 1600)]
    assert found([(1200, 2000)], arrived=2000)["early_closing"] == [(1200, 2000)]


def test_all_counters_are_empty_only_while_each_of_two_or_more_is():
    limits = Thresholds(all_counters_empty_s=100)
    each = [staffing(one) for one in ([(900, 1200), (1500, 1700)], [(1100, 1700)], [(0, 1650)])]
    found = all_counters_empty("permits", each, HOURS, limits)
    assert [(one.kind, one.agency, one.span.interval) for one in found] == [
        ("all_counters_empty", "permits", (1100, 1200)),
        ("all_counters_empty", "permits", (1500, 1650)),
    ]
    assert all_counters_empty("permits", each[:1], HOURS, limits) == []
    assert all_counters_empty("permits", [*each, staffing([])], HOURS, limits) == []


def test_a_seam_of_a_recording_parts_no_time_with_all_counters_empty():
    limits = Thresholds(all_counters_empty_s=300, presence_merge_s=10)
    one = staffing([(1100, 1300), (1302, 1500)], [(1000, 1100)])
    other = staffing([(1000, 1300), (1302, 1600)], [(1600, 1700)])
    (found,) = all_counters_empty("permits", [one, other], HOURS, limits)
    assert found.span.interval == (1100, 1500)
    # Longer, somebody may have been there.
    late = staffing([(1000, 1300), (1311, 1600)])
    assert all_counters_empty("permits", [one, late], HOURS, limits) == []


def test_where_unobserved_time_cuts_it_all_counters_may_have_been_empty_for_longer():
    cut = [StaffingInterval(Span(Edge(1200, 1200, 1200, True), Edge(1600, 1600, 1600, True)), "absent", 1.0)]
    (found,) = all_counters_empty("permits", [cut, staffing([(1000, 2000)])], HOURS, LIMITS)
    assert (found.span.start.lo, found.span.start.hi) == (1000, 1200)
    assert (found.span.end.lo, found.span.end.hi) == (1600, 2000)


times = st.floats(0, 5000)


@given(st.lists(st.tuples(times, times).map(sorted), max_size=4))
def test_no_second_of_an_absence_is_of_two_kinds(absent):
    every = sorted(interval for intervals in found(_apart(absent)).values() for interval in intervals)
    assert all(before[1] <= after[0] for before, after in pairwise(every))


def _apart(intervals):
    """As the states of a counter are: without overlap."""
    kept = []
    for start, end in sorted(intervals):
        if start < end and (not kept or start > kept[-1][1]):
            kept.append((start, end))
    return kept
