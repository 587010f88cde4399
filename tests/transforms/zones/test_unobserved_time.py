"""Changes beside time that nobody observed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.intervals import union
from pantau.transforms.zones.spans import Edge, Span
from pantau.transforms.zones.unobserved_time import UnobservedTime

DAY = (0.0, 1000.0)
NIGHTS = (-500.0, 0.0), (1000.0, 1500.0)


def span(start, end):
    return Span(Edge(start, start - 1, start + 1), Edge(end, end - 1, end + 1))


def told(edge):
    return edge.at, edge.lo, edge.hi, edge.censored


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (389, (389, 388, 390, False)),
        (390, (390, 389, 450, True)),
        (399.5, (399.5, 398.5, 450, True)),
    ],
)
def test_an_end_so_soon_before_unobserved_time_may_have_been_none(end, expected):
    found = UnobservedTime([(400.0, 450.0)], DAY).censored(span(300, end), 10.0)
    assert (told(found.start), told(found.end)) == ((300, 299, 301, False), expected)


def test_a_start_soon_after_it_likewise():
    unobserved = UnobservedTime([(400.0, 450.0)], DAY)
    assert told(unobserved.censored(span(460, 500), 10.0).start) == (460, 400, 461, True)
    assert told(unobserved.censored(span(460.1, 500), 10.0).start) == (460.1, 459.1, 461.1, False)


def test_what_was_observed_for_too_short_in_between_shows_nobody_staying_away():
    pieces = UnobservedTime([(400.0, 450.0), (458.0, 470.0), (481.0, 490.0)], DAY)
    assert told(pieces.censored(span(300, 395), 10.0).end) == (395, 394, 470, True)
    assert told(pieces.censored(span(475, 479), 10.0).start) == (475, 400, 476, True)
    assert told(pieces.censored(span(452, 455), 10.0).end) == (455, 454, 470, True)


def test_edges_that_are_censored_stay_as_they_are():
    cut = Span(Edge(300, 290, 300, True), Edge(400, 400, 405, True))
    assert UnobservedTime([(400.0, 450.0)], DAY).censored(cut, 10.0) == cut


def test_bounds_end_at_the_midnights():
    found = UnobservedTime([NIGHTS[0], (0.0, 5.0), (995.0, 1000.0), NIGHTS[1]], DAY).censored(span(9, 990), 10.0)
    assert (told(found.start), told(found.end)) == ((9, 0, 10, True), (990, 989, 1000, True))


def test_no_time_is_unobserved():
    assert UnobservedTime([], DAY).censored(span(1, 999), 10.0) == span(1, 999)
    assert not UnobservedTime([], DAY).touches(0, 1000)


def test_whether_a_time_was_observed():
    unobserved = UnobservedTime([(400.0, 450.0)], DAY)
    times = [(300, 400), (300, 400.1), (410, 420), (449, 500), (450, 500), (400, 400)]
    assert [unobserved.touches(*time) for time in times] == [False, True, True, True, False, False]


moments = st.integers(0, 1000).map(float)


@given(st.lists(st.tuples(moments, moments), max_size=6), moments, st.integers(0, 40).map(float))
def test_an_end_is_censored_if_and_only_if_not_all_that_follows_was_observed(pieces, end, within_s):
    """By the definition: all of the time in which a return would have been none was observed."""
    times = union([(min(p), max(p)) for p in pieces])
    found = UnobservedTime(times, DAY).censored(Span(Edge(-9, -9, -9, True), Edge(end, end, end)), within_s).end
    follows = [time for time in times if time[1] > end and time[0] <= end + within_s]
    assert found.censored == bool(follows)
    assert found.lo == found.at == end and found.hi >= max([end, *(time[1] for time in follows)])
    assert found.hi in {end, *(time[1] for time in times)}
