"""Visits cut into groups, each large and mixed enough that no visit in it can be told to be of one counter.

Method: Mondrian's cuts (LeFevre, DeWitt and Ramakrishnan, Mondrian multidimensional k-anonymity, ICDE 2006): all visits
are cut in two along one axis, and each part again, as long as both parts keep the rule. Nothing is withheld: what
cannot be told apart safely stays together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pantau.transforms.disclosure.cells import Rule

TIME_AXES = 2
"""The first axes: when a visit was, which whoever knows a roster knows as well."""

LEAST_DATES = 3
"""Dates of each group, none with more than half of its visits: as many as counters. A counter's date is a shift, so a
group is never of one officer's day."""

MOST_GAIN = 0.05
"""By how much a counter's share of a group may exceed its share of all visits of these times: what naming the counter
of a visit may gain, for whoever knows all but that. Asked for; closeness as in Li, Li and Venkatasubramanian,
t-Closeness, ICDE 2007, of the largest share instead of a distance of distributions."""

ROUNDING = 1e-9


@dataclass(frozen=True, eq=False)
class VisitPlaces:
    """Where visits lie: whole numbers from 0 to below `sizes`, shape (visits, axes), with counter and date of each."""

    at: np.ndarray
    sizes: tuple[int, ...]
    counter: np.ndarray
    day: np.ndarray


class VisitGroup(NamedTuple):
    """Visits that are published as equal: on each axis from `first` to `last`, both included."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    visits: int


class _Part(NamedTuple):
    rows: np.ndarray
    first: np.ndarray
    last: np.ndarray


def grouped(places: VisitPlaces, rule: Rule, most_gain: float = MOST_GAIN) -> list[VisitGroup]:
    """The groups, which share no visit and hold all; none where even all together break the rule."""
    grouping = _Grouping(places, rule, most_gain)
    return sorted(grouping.groups()) if len(places.at) else []


class _Grouping:
    def __init__(self, places: VisitPlaces, rule: Rule, most_gain: float) -> None:
        self.places, self.rule, self.most_gain = places, rule, most_gain
        self.counters = int(places.counter.max(initial=-1)) + 1
        shape = (*places.sizes[:TIME_AXES], self.counters)
        known = np.ravel_multi_index((*places.at[:, :TIME_AXES].T, places.counter), shape)
        self.known = np.bincount(known, minlength=int(np.prod(shape))).reshape(shape)
        """Visits of each counter by time."""

    def groups(self) -> Iterator[VisitGroup]:
        everything = _Part(
            np.arange(len(self.places.at)), np.zeros(len(self.places.sizes), int), np.array(self.places.sizes) - 1
        )
        known = self._known(everything)
        if not (self._keeps(known, known)[0] and self._has_dates(everything.rows)):
            return
        left = [everything]
        while left:
            part = left.pop()
            if (two := self._cut(part)) is None:
                yield VisitGroup(tuple(part.first.tolist()), tuple(part.last.tolist()), len(part.rows))
            else:
                left += two

    def _cut(self, part: _Part) -> tuple[_Part, _Part] | None:
        """Along the axis that is still widest, beside all of it, as near to the middle of the visits as may be."""
        at = self.places.at[part.rows]
        wide = (at.max(axis=0) - at.min(axis=0)) / np.maximum(np.array(self.places.sizes) - 1, 1)
        for axis in np.argsort(-wide, kind="stable"):
            if wide[axis] > 0 and (two := self._cut_along(part, int(axis), at[:, axis])):
                return two
        return None

    def _cut_along(self, part: _Part, axis: int, at: np.ndarray) -> tuple[_Part, _Part] | None:
        first, last = int(part.first[axis]), int(part.last[axis])
        counter = self.places.counter[part.rows]
        place = (at - first) * self.counters + counter
        by = np.bincount(place, minlength=(last - first + 1) * self.counters).reshape(-1, self.counters)
        below = np.cumsum(by, axis=0)[:-1]
        above = by.sum(axis=0) - below
        if axis < TIME_AXES:
            known = self._known_along(part, axis)
            known_below = np.cumsum(known, axis=0)[:-1]
            known_above = known.sum(axis=0) - known_below
        else:
            known_below = known_above = self._known(part)
        allowed = np.flatnonzero(self._keeps(below, known_below) & self._keeps(above, known_above))
        nearest = allowed[np.argsort(np.abs(2 * below[allowed].sum(axis=1) - len(at)), kind="stable")]
        for cut in nearest:
            lower = at <= first + cut
            if self._has_dates(part.rows[lower]) and self._has_dates(part.rows[~lower]):
                ends, begins = part.last.copy(), part.first.copy()
                ends[axis], begins[axis] = first + cut, first + cut + 1
                return _Part(part.rows[lower], part.first, ends), _Part(part.rows[~lower], begins, part.last)
        return None

    def _keeps(self, behind: np.ndarray, known: np.ndarray) -> np.ndarray:
        """Whether visits by counter, shape (…, counters), keep the rule beside those of the same times."""
        behind, known = np.atleast_2d(behind), np.atleast_2d(known)
        total = behind.sum(axis=1)
        most = np.sort(behind, axis=1)[:, ::-1]
        rest = total - most[:, :2].sum(axis=1)
        gain = behind / np.maximum(total, 1)[:, None] - known / np.maximum(known.sum(axis=1), 1)[:, None]
        return (
            (total >= self.rule.visits)
            & ((behind > 0).sum(axis=1) >= self.rule.counters)
            & (100 * rest >= self.rule.percent * most[:, 0])
            & (gain.max(axis=1) <= self.most_gain + ROUNDING)
        )

    def _has_dates(self, rows: np.ndarray) -> bool:
        visits = np.bincount(self.places.day[rows])
        return int((visits > 0).sum()) >= LEAST_DATES and 2 * int(visits.max()) <= len(rows)

    def _known_along(self, part: _Part, axis: int) -> np.ndarray:
        """Visits by counter of all that were in a part's times, along one of the time axes."""
        times = self.known[
            tuple(slice(a, b + 1) for a, b in zip(part.first[:TIME_AXES], part.last[:TIME_AXES], strict=True))
        ]
        return times.sum(axis=1 - axis)

    def _known(self, part: _Part) -> np.ndarray:
        return self._known_along(part, 0).sum(axis=0)
