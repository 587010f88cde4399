import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.crowded import crowded
from pantau.transforms.candidates.in_places.crowding import crowding
from pantau.transforms.zones.spans import Edge, Span, exact

LIMITS = Thresholds(crowd_people=3, crowd_s=60, service_merge_s=10)


def visitors(*intervals):
    return [(Span(exact(start), exact(end)), 0.8, 0.9) for start, end in intervals]


@pytest.mark.parametrize(
    ("intervals", "found"),
    [
        ([(0, 200), (50, 300), (100, 160)], [(100, 160)]),
        ([(0, 200), (50, 300), (100, 159)], []),
        ([(0, 200), (50, 300)], []),
        # Fewer for a moment end nothing, for longer they do.
        ([(0, 400), (0, 400), (0, 100), (110, 200)], [(0, 200)]),
        ([(0, 400), (0, 400), (0, 100), (111, 200)], [(0, 100), (111, 200)]),
        # One goes as another comes.
        ([(0, 400), (0, 400), (0, 100), (100, 200)], [(0, 200)]),
    ],
)
def test_so_many_for_so_long_are_a_crowd(intervals, found):
    assert [one.span.interval for one in crowding(visitors(*intervals), LIMITS)] == found


def test_it_says_between_which_frames_and_how_sure():
    edges = Span(Edge(100, 99, 101), Edge(200, 198, 202, censored=True))
    (one,) = crowding([*visitors((0, 300), (0, 300)), (edges, 0.5, 0.6)], LIMITS)
    assert (one.kind, one.span, one.expected_value, one.observed_value) == ("crowding", edges, 60, 100)
    assert one.role_probability == pytest.approx(0.8)
    assert one.detection_score == pytest.approx(0.7 * 0.8)
    assert (one.counter, one.zone) == (None, None)


moments = st.integers(0, 30)
parties = st.lists(st.tuples(moments, st.integers(1, 10), st.integers(1, 3)), max_size=8)


@given(parties, st.integers(1, 5))
def test_by_the_second_there_are_enough_within_and_too_few_outside(parties, least):
    people = [(Span(exact(start), exact(start + length)), size) for start, length, size in parties]
    found = crowded(people, least)
    for second in range(42):
        there = sum(size for span, size in people if span.start.at <= second < span.end.at)
        assert any(one.start.at <= second < one.end.at for one in found) == (there >= least)
