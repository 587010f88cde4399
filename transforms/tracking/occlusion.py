"""Who hides whom: by the lower edges of boxes, and how much of one covers the other."""

import numpy as np

COVERED_SHARE, NEARER_HEIGHTS = 0.5, 0.05
"""Who is nearer by this much of a height, by the lower edge of the box, and covers this much of a place, hides it.
Chosen."""


def occludes(nearer: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: which boxes (n, 4) cover enough of others (n, 4) and are of somebody nearer to the camera."""
    sides = np.minimum(nearer[:, 2:], boxes[:, 2:]) - np.maximum(nearer[:, :2], boxes[:, :2])
    area = np.maximum(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1), 1e-9)
    covered = np.prod(np.clip(sides, 0, None), axis=1) / area
    below = nearer[:, 3] > boxes[:, 3] + NEARER_HEIGHTS * (boxes[:, 3] - boxes[:, 1])
    return (covered >= COVERED_SHARE) & below
