"""How tall people look by where they stand: the farther down the frame, the nearer and the taller.

For people who stand on one floor before a level camera, the height of the box grows in proportion to how far its lower
edge is below the horizon (Hoiem et al., "Putting objects in perspective", 2006).
"""

from dataclasses import dataclass

import numpy as np

FEWEST, ERROR = 60, 0.1
"""Boxes needed, and the standard error of the slope, as a share of it, with which it is believed. Chosen: at twice that
error who is seen whole (0.85 of the height and more) is still told from who is half hidden (0.6 and less)."""

PIXEL = 1e-3
"""Feet no farther apart than that (standard deviation, fractions of the frame) are in one row: a pixel of full HD."""

_ROUNDS, _KEPT = 5, 0.15
"""The line of heights is drawn so often, each time without boxes that are farther from it than this share. Chosen."""


@dataclass(frozen=True)
class Stature:
    """Usual height of a box = slope × (lower edge − horizon), fractions of the frame."""

    slope: float
    horizon: float

    def height(self, lower: float) -> float:
        """How tall somebody looks who stands with their feet there, fractions of the frame."""
        return self.slope * max(lower - self.horizon, 1e-3)


def stature_of(boxes: np.ndarray, tracks: np.ndarray) -> Stature | None:
    """The stature that most of the boxes (n, 4) of people agree with; `None` where they do not tell.

    A straight line through heights and lower edges, fitted again without those far from it. `tracks` (n,) are numbers
    of people: boxes of one are as tall or as small as each other, so it is people who make the line sure.
    """
    lower, heights = boxes[:, 3], boxes[:, 3] - boxes[:, 1]
    kept = np.ones(len(boxes), dtype=bool)
    for _ in range(_ROUNDS):
        if kept.sum() < FEWEST or lower[kept].std() < PIXEL:
            return None
        slope, offset = np.polyfit(lower[kept], heights[kept], 1)
        expected = slope * lower + offset
        kept = np.abs(heights - expected) <= _KEPT * np.maximum(expected, 1e-3)
    people = len(np.unique(tracks[kept]))
    error = (heights - expected)[kept].std() / (lower[kept].std() * people**0.5) if people else np.inf
    if not 0 < slope < 1 or kept.mean() < 0.5 or error > ERROR * slope:
        return None
    return Stature(float(slope), float(-offset / slope))
