"""Where people come into the picture: mostly at its border, seldom amid it."""

import numpy as np

BORDER = 0.02
"""Share of the picture's sides from which people come in and go out."""

NEW_AMID, NEW_AT_BORDER = 0.003, 0.003
"""Expected newcomers (or false sightings) on a sample, per square body height: amid the picture one in half a minute or
so, at its border one in a few seconds."""


def at_border(boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: boxes (n, 4), fractions, that the left, right or lower border of the picture may cut off."""
    return (boxes[:, 0] <= BORDER) | (boxes[:, 2] >= 1 - BORDER) | (boxes[:, 3] >= 1 - BORDER)


def log_new(boxes: np.ndarray) -> np.ndarray:
    """(n,) logarithm of the density of somebody new being seen there, per square body height."""
    return np.log(np.where(at_border(boxes), NEW_AT_BORDER, NEW_AMID))
