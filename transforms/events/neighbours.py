"""Pairs of sightings on one picture, for what is told of people by those beside them."""

import numpy as np


def beside(sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All ordered pairs (pairs,), (pairs,) of two sightings on one picture; `sample` (p,) is ascending.

    The pairs of one sighting follow each other, and the others are in order.
    """
    first, beyond = np.searchsorted(sample, sample), np.searchsorted(sample, sample, side="right")
    several = np.flatnonzero(beyond - first > 1)
    counts = (beyond - first)[several]
    one = np.repeat(several, counts)
    other = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts - first[several], counts)
    apart = one != other
    return one[apart], other[apart]


def any_of(one: np.ndarray, flags: np.ndarray, count: int) -> np.ndarray:
    """(count,) flags: sightings of which any pair is flagged."""
    found = np.zeros(count, dtype=bool)
    found[one[flags]] = True
    return found
