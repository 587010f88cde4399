"""Algebra of time intervals.

An interval is a half-open pair (start, end) of floats, in epoch seconds UTC or any other common axis of seconds. Every
function takes intervals in any order, overlapping or touching, and returns a sorted list of disjoint, non-touching,
non-empty intervals.
"""

from collections.abc import Iterable
from math import isfinite

Interval = tuple[float, float]
Intervals = list[Interval]


def union(intervals: Iterable[Interval]) -> Intervals:
    """All time covered by at least one interval; overlapping and touching intervals become one.

    Raises ValueError for an end before its start and for ends that are not finite.
    """
    return merge_gaps(intervals, 0.0)


def merge_gaps(intervals: Iterable[Interval], max_gap: float) -> Intervals:
    """As `union`, and gaps of at most `max_gap` seconds between neighbours are filled."""
    merged: Intervals = []
    for start, end in sorted(_checked(interval) for interval in intervals):
        if start == end:
            continue
        if merged and start - merged[-1][1] <= max_gap:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def intersect(a: Iterable[Interval], b: Iterable[Interval]) -> Intervals:
    """Time that lies in both `a` and `b`."""
    left, right = union(a), union(b)
    both: Intervals = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            both.append((start, end))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return both


def subtract(a: Iterable[Interval], b: Iterable[Interval]) -> Intervals:
    """Time that lies in `a` and not in `b`."""
    holes = union(b)
    rest: Intervals = []
    j = 0
    for start, end in union(a):
        while j < len(holes) and holes[j][1] <= start:
            j += 1
        k = j
        while k < len(holes) and holes[k][0] < end:
            if start < holes[k][0]:
                rest.append((start, holes[k][0]))
            start = max(start, holes[k][1])
            k += 1
        if start < end:
            rest.append((start, end))
    return rest


def drop_short(intervals: Iterable[Interval], minimum: float) -> Intervals:
    """The union without its intervals shorter than `minimum` seconds."""
    return [(start, end) for start, end in union(intervals) if end - start >= minimum]


def length(intervals: Iterable[Interval]) -> float:
    """Seconds covered by at least one interval."""
    return sum(end - start for start, end in union(intervals))


def _checked(interval: Interval) -> Interval:
    start, end = interval
    if not (isfinite(start) and isfinite(end)):
        raise ValueError(f"interval ({start}, {end}) has an end that is not a finite number of seconds")
    if end < start:
        raise ValueError(f"interval ({start}, {end}) ends before it starts")
    return start, end
