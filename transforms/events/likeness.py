"""How alike sightings are to earlier ones, as plain arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa


@dataclass(frozen=True)
class Likeness:
    """How alike sightings are to some earlier ones: of sighting i, to `earlier[first[i]:first[i + 1]]`.

    first (p + 1,) indexes earlier and value, both (pairs,); earlier holds indices of sightings, ascending for each of
    them, and value is 0..1.
    """

    first: np.ndarray
    earlier: np.ndarray
    value: np.ndarray

    def of(self, sighting: int) -> tuple[np.ndarray, np.ndarray]:
        """The earlier sightings that one was compared with, and how alike they were."""
        part = slice(self.first[sighting], self.first[sighting + 1])
        return self.earlier[part], self.value[part]

    def between(self, later: np.ndarray, earlier: np.ndarray) -> np.ndarray:
        """(n,) how alike each of `later` (n,) is to its fellow in `earlier` (n,); NaN where they were not compared."""
        oldest, beyond, broken = self._reach
        told = (earlier >= oldest[later]) & (earlier < beyond[later])
        # Most are compared with everybody of the last seconds, so the place of a pair can be told.
        at = np.where(told, self.first[later] - oldest[later] + earlier, 0)
        if self.broken:
            told &= self.earlier[at] == earlier
            rest = np.flatnonzero(~told & broken[later])
            number = later[rest] * (len(self.first) - 1) + earlier[rest]
            at[rest] = np.minimum(np.searchsorted(self._pairs, number), len(self._pairs) - 1)
            told[rest] = self._pairs[at[rest]] == number
        result = np.full(len(later), np.nan)
        result[told] = self.value[at[told]]
        return result

    def oldest(self, sightings: np.ndarray) -> np.ndarray:
        """(n,) the first that each was compared with, or the sighting itself where that is none."""
        return self._reach[0][sightings]

    def asked(self, later: np.ndarray) -> "Asked":
        """Sightings (n,) that are to be compared with several others each, one after the other."""
        oldest = self._reach[0].take(later)
        return Asked(self, later, oldest, self._reach[1].take(later), self.first.take(later) - oldest)

    @cached_property
    def broken(self) -> bool:
        """Whether any sighting was compared with some between the first and the last of them, and not with others."""
        return bool(self._reach[2].any())

    @cached_property
    def _reach(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(p,) each: the first compared with, or the sighting itself; the one as many behind it as were compared; flags
        of those that were compared with some between and not with others.
        """
        count = np.diff(self.first)
        some = np.flatnonzero(count)
        oldest, last = np.arange(len(count)), np.arange(len(count)) - 1
        oldest[some], last[some] = self.earlier[self.first[some]], self.earlier[self.first[some + 1] - 1]
        return oldest, oldest + count, last >= oldest + count

    @cached_property
    def _pairs(self) -> np.ndarray:
        """(pairs,) ascending: a number for each pair."""
        count = len(self.first) - 1
        return np.repeat(np.arange(count) * count, np.diff(self.first)) + self.earlier


@dataclass(frozen=True)
class Asked:
    """Sightings `later` (n,), what the first and the one behind the last is that each was compared with, and where in
    the values the sighting numbered 0 would be.
    """

    likeness: Likeness
    later: np.ndarray
    oldest: np.ndarray
    beyond: np.ndarray
    place: np.ndarray

    def about(self, earlier: np.ndarray) -> np.ndarray:
        """(n,) how alike each is to its fellow in `earlier` (n,), not before its `oldest`; -inf if not compared."""
        if self.likeness.broken:
            value = self.likeness.between(self.later, earlier)
            return np.where(np.isnan(value), -np.inf, value)
        told = earlier < self.beyond
        if told.all():
            return self.likeness.value.take(self.place + earlier)
        return np.where(told, self.likeness.value.take(np.where(told, self.place + earlier, 0)), -np.inf)

    def part(self, chosen: np.ndarray) -> "Asked":
        """Those at the indices `chosen` (m,)."""
        values = (self.later, self.oldest, self.beyond, self.place)
        return Asked(self.likeness, *(value.take(chosen) for value in values))


def likeness_of(rows: pa.Table, sighting: np.ndarray) -> Likeness:
    """From rows of `observations`; `sighting` (rows,) is the index of each, from 0, ascending in time.

    A sighting may have several rows; of a pair told twice the first telling counts. A pair belongs to the later one.
    Where a clock was set back two sightings may have one number; the one nearest before is meant, else the next.
    """
    count = int(sighting.max(initial=-1)) + 1
    step = max(count, 1)
    # A busy day has millions of pairs, which only plain arrays have room for.
    compared, alike = (rows[name].combine_chunks() for name in ("compared_to", "likeness"))
    lengths, asked = compared.value_lengths().to_numpy(), compared.flatten().to_numpy()
    alike = alike.flatten().to_numpy().astype(float, copy=False)
    told = rows["sighting"].to_numpy()
    if (np.diff(told) > 0).all() and np.array_equal(sighting, np.arange(count)):
        place = _places(told, asked, lengths)
        if (told[place] == asked).all() and _are_before(place, lengths):
            return Likeness(np.append(0, np.cumsum(lengths)), place, alike)
    one = np.repeat(sighting, lengths)
    numbers, rank = np.unique(told, return_inverse=True)
    number = _places(numbers, asked, lengths)
    holders = np.unique(rank * step + sighting)
    meant = numbers[number] == asked if len(numbers) else np.zeros(0, dtype=bool)
    if len(holders) == len(numbers):
        other = holders[number]
        meant &= other % step != one
    else:
        other = _nearest_before(holders, number, number * step + one, step)
        meant &= other // step == number
    if not meant.all():
        one, other, alike = one[meant], other[meant], alike[meant]
    other = other % step
    pairs = np.maximum(one, other) * step + np.minimum(one, other)
    if not (np.diff(pairs) > 0).all():
        pairs, first_told = np.unique(pairs, return_index=True)
        alike = alike[first_told]
    first = np.searchsorted(pairs, np.arange(count + 1) * step)
    return Likeness(first, pairs % step, alike)


def _are_before(place: np.ndarray, lengths: np.ndarray) -> bool:
    """Whether each of the lists that `place` (pairs,) consists of ascends and ends before its own number."""
    some = np.flatnonzero(lengths)
    end = np.cumsum(lengths)[some]
    ascending = np.diff(place) > 0
    ascending[end[:-1] - 1] = True
    return bool(ascending.all() and (place[end - 1] < some).all())


def _places(numbers: np.ndarray, asked: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """(pairs,) where in the ascending `numbers` each of `asked` is, or would be; `lengths` of the lists it consists of.

    Most lists are of numbers that follow each other, so that the first one tells where the others are.
    """
    last, lengths = len(numbers) - 1, lengths[lengths > 0]
    begin = np.cumsum(lengths) - lengths
    first = np.searchsorted(numbers, asked[begin])
    place = np.minimum(np.repeat(first - begin, lengths) + np.arange(len(asked)), last)
    astray = np.flatnonzero(numbers[place] != asked) if len(asked) else place
    place[astray] = np.minimum(np.searchsorted(numbers, asked[astray]), last)
    return place


def _nearest_before(holders: np.ndarray, number: np.ndarray, asking: np.ndarray, step: int) -> np.ndarray:
    """Who of several holders of a number is meant; who is asking is not."""
    # The last entry is nobody.
    holders = np.append(holders, -1)
    at = np.searchsorted(holders[:-1], asking)
    before, after = holders[at - 1], holders[at + (holders[at] == asking)]
    return np.where(before // step == number, before, after)
