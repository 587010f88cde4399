"""How alike detections are to earlier ones, as plain arrays."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class AppearanceSimilarity:
    """How alike detections are to some earlier ones: detection i to those whose values are first[i] to first[i + 1].

    first (p + 1,) indexes value (pairs,), 0..1. Most detections are compared with everybody of the last seconds, that
    is, with so many that follow each other from oldest (p,) on, the detection itself if with none. Where any is not,
    earlier (pairs,) has all those that detections were compared with, ascending for each of them.
    """

    first: np.ndarray
    oldest: np.ndarray
    value: np.ndarray
    earlier: np.ndarray | None = None

    def of(self, detection: int) -> tuple[np.ndarray, np.ndarray]:
        """The earlier detections that one was compared with, and how alike they were."""
        begin, end = int(self.first[detection]), int(self.first[detection + 1])
        if self.earlier is None:
            earlier = np.arange(self.oldest[detection], self.oldest[detection] + end - begin)
        else:
            earlier = self.earlier[begin:end]
        return earlier, self.value[begin:end]

    def between(self, later: np.ndarray, earlier: np.ndarray) -> np.ndarray:
        """(n,) how alike each of `later` (n,) is to its fellow in `earlier` (n,); NaN where they were not compared."""
        oldest = self.oldest[later]
        told = (earlier >= oldest) & (earlier < self._beyond[later])
        at = np.where(told, self.first[later] - oldest + earlier, 0)
        if self.broken:
            told &= self.earlier[at] == earlier
            rest = np.flatnonzero(~told & self._broken[later])
            number = later[rest] * (len(self.first) - 1) + earlier[rest]
            at[rest] = np.minimum(np.searchsorted(self._pairs, number), len(self._pairs) - 1)
            told[rest] = self._pairs[at[rest]] == number
        result = np.full(len(later), np.nan)
        result[told] = self.value[at[told]]
        return result

    @cached_property
    def broken(self) -> bool:
        """Whether any detection was compared with some between the first and the last of them, and not with others."""
        return self.earlier is not None and bool(self._broken.any())

    @cached_property
    def _beyond(self) -> np.ndarray:
        """(p,) behind the oldest, as many as each was compared with."""
        return self.oldest + np.diff(self.first)

    @cached_property
    def _broken(self) -> np.ndarray:
        """(p,) flags: those that were compared with some and not with others between."""
        some = np.flatnonzero(np.diff(self.first))
        broken = np.zeros(len(self.first) - 1, dtype=bool)
        broken[some] = self.earlier[self.first[some + 1] - 1] >= self._beyond[some]
        return broken

    @cached_property
    def _pairs(self) -> np.ndarray:
        """(pairs,) ascending: a number for each pair."""
        count = len(self.first) - 1
        return np.repeat(np.arange(count) * count, np.diff(self.first)) + self.earlier


def of_lists(first: np.ndarray, earlier: np.ndarray, value: np.ndarray) -> AppearanceSimilarity:
    """Of detection i to `earlier[first[i]:first[i + 1]]`, ascending; first (p + 1,), earlier and value (pairs,)."""
    oldest, some = np.arange(len(first) - 1), np.flatnonzero(np.diff(first))
    oldest[some] = earlier[first[some]]
    return AppearanceSimilarity(first, oldest, value, earlier)
