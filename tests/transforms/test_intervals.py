from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.intervals import drop_short, intersect, length, merge_gaps, subtract, union

# whole numbers, so that membership can be tried second by second
SPAN = 40
intervals = st.lists(
    st.tuples(st.integers(0, SPAN), st.integers(0, SPAN)).map(lambda pair: (min(pair), max(pair))), max_size=8
)


def seconds(items):
    return {second for start, end in items for second in range(start, end)}


def is_canonical(items):
    return all(start < end for start, end in items) and all(before[1] < after[0] for before, after in pairwise(items))


@given(intervals, intervals)
def test_operations_agree_with_sets_of_seconds(a, b):
    for result, expected in (
        (union(a + b), seconds(a) | seconds(b)),
        (intersect(a, b), seconds(a) & seconds(b)),
        (subtract(a, b), seconds(a) - seconds(b)),
    ):
        assert seconds(result) == expected
        assert length(result) == len(expected)
        assert is_canonical(result)


@given(intervals, intervals)
def test_a_day_is_split_without_hole_or_overlap(a, b):
    day = [(0, SPAN)]
    parts = intersect(day, a), intersect(subtract(day, a), b), subtract(subtract(day, a), b)
    assert sum(length(part) for part in parts) == SPAN
    assert union([interval for part in parts for interval in part]) == day


@given(intervals, st.integers(0, 10))
def test_merge_gaps_fills_only_gaps_up_to_the_limit(a, max_gap):
    merged = merge_gaps(a, max_gap)
    filled = subtract(merged, a)
    assert seconds(a) <= seconds(merged)
    assert all(end - start <= max_gap for start, end in filled)
    assert all(after[0] - before[1] > max_gap for before, after in pairwise(merged))


def test_drop_short_keeps_what_lasts_the_minimum():
    assert drop_short([(0, 2), (2, 5), (7, 8), (9, 14)], 5) == [(0, 5), (9, 14)]


@pytest.mark.parametrize("bad", [(2.0, 1.0), (0.0, float("nan")), (float("-inf"), 0.0)])
def test_impossible_intervals_are_refused(bad):
    with pytest.raises(ValueError, match="interval"):
        union([bad])
