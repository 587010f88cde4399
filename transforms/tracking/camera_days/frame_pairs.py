"""Pairs of detections on one frame, for what is told of people by those beside them."""

import numpy as np

from pantau.transforms.tracking.camera_days.index_ranges import ranges


def beside(sample: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All ordered pairs (pairs,), (pairs,) of two detections on one frame; `sample` (p,) is ascending.

    The pairs of one detection follow each other, and the others are in order.
    """
    first = np.flatnonzero(np.append(True, np.diff(sample) > 0)[: len(sample)])
    counts = np.diff(first, append=len(sample))
    first, counts = np.repeat(first, counts), np.repeat(counts, counts)
    several = np.flatnonzero(counts > 1)
    one, other = np.repeat(several, counts[several]), ranges(first[several], counts[several])
    apart = np.flatnonzero(one != other)
    return one.take(apart), other.take(apart)


def any_of(one: np.ndarray, flags: np.ndarray, count: int) -> np.ndarray:
    """(count,) flags: detections of which any pair is flagged."""
    found = np.zeros(count, dtype=bool)
    found[one[flags]] = True
    return found
