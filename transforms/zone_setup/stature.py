"""How tall people look by where they stand: the farther down the frame, the nearer and the taller.

For people who stand on one floor before a level camera, the height of the box grows in proportion to how far its lower
edge is below the horizon (Hoiem et al., "Putting objects in perspective", 2006).
"""

from dataclasses import dataclass

import numpy as np

FEWEST, SPREAD = 60, 0.08
"""Boxes needed, and how far apart their lower edges must lie (standard deviation, fractions of the frame). Chosen."""

_ROUNDS, _KEPT = 5, 0.15
"""The line of heights is drawn so often, each time without boxes that are farther from it than this share. Chosen."""


@dataclass(frozen=True)
class Stature:
    """Usual height of a box = slope × (lower edge − horizon), fractions of the frame."""

    slope: float
    horizon: float


def stature_of(boxes: np.ndarray) -> Stature | None:
    """The stature that most of the boxes (n, 4) of people agree with; `None` where they do not tell.

    A straight line through heights and lower edges, fitted again without those far from it.
    """
    lower, heights = boxes[:, 3], boxes[:, 3] - boxes[:, 1]
    kept = np.ones(len(boxes), dtype=bool)
    for _ in range(_ROUNDS):
        if kept.sum() < FEWEST or lower[kept].std() < SPREAD:
            return None
        slope, offset = np.polyfit(lower[kept], heights[kept], 1)
        expected = slope * lower + offset
        kept = np.abs(heights - expected) <= _KEPT * np.maximum(expected, 1e-3)
    if not 0 < slope < 1 or kept.mean() < 0.5:
        return None
    return Stature(float(slope), float(-offset / slope))
