"""Absences of officers against the calendar: late, early, away."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.all_counters_empty import all_counters_empty
from pantau.transforms.candidates.at_counters.early_closing import early_closing
from pantau.transforms.candidates.at_counters.late_opening import late_opening
from pantau.transforms.candidates.at_counters.officer_away import officer_away
from pantau.transforms.zones.spans import Edge, Span, exact_spans

LIMITS = Thresholds(late_opening_s=100, early_closing_s=200, officer_away_s=300, presence_merge_s=10)
HOURS = [(1000.0, 2000.0), (3000.0, 4000.0)]


def found(absent):
    spans = exact_spans(absent)
    return {
        kind.__name__: [one.span.interval for one in kind("c1", spans, HOURS, LIMITS)]
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
        ([(1010, 1200)], [], [], []),
        ([(1800, 2500)], [], [(1800, 2000)], []),
        ([(1801, 2500)], [], [], []),
        ([(1791, 1991)], [], [(1791, 1991)], []),
        ([(1200, 1500)], [], [], [(1200, 1500)]),
        ([(1200, 1499)], [], [], []),
        # Over a break it is early and late; through all of the hours it is neither.
        ([(1500, 3500)], [(3000, 3500)], [(1500, 2000)], []),
        ([(900, 2900)], [], [], [(1000, 2000)]),
        ([(2000, 3000)], [], [], []),
    ],
)
def test_what_an_absence_is_depends_on_where_in_the_hours_it_lies(absent, late, early, away):
    assert found(absent) == {"late_opening": late, "early_closing": early, "officer_away": away}


def test_it_says_at_which_counter_and_between_which_frames():
    came = Span(Edge(900, 890, 910), Edge(1150, 1149, 1151))
    (candidate,) = late_opening("c1", [came], HOURS, LIMITS)
    assert (candidate.kind, candidate.counter, candidate.observed_s, candidate.expected_s) == (
        "late_opening",
        "c1",
        150,
        100,
    )
    assert (candidate.span.start.lo, candidate.span.start.hi) == (1000, 1000)
    assert (candidate.span.end.lo, candidate.span.end.hi) == (1149, 1151)
    assert candidate.detection_score is None and candidate.role_probability is None


def test_all_counters_are_empty_only_while_each_of_two_or_more_is():
    limits = Thresholds(all_counters_empty_s=100)
    each = [exact_spans(one) for one in ([(900, 1200), (1500, 1700)], [(1100, 1700)], [(0, 1650)])]
    found = all_counters_empty(each, HOURS, limits)
    assert [(one.kind, one.counter, one.span.interval) for one in found] == [
        ("all_counters_empty", None, (1100, 1200)),
        ("all_counters_empty", None, (1500, 1650)),
    ]
    assert all_counters_empty(each[:1], HOURS, limits) == []
    assert all_counters_empty([*each, exact_spans([])], HOURS, limits) == []


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
