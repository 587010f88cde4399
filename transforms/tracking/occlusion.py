"""Who hides whom: by the lower edges of boxes, and how much of one covers the other."""

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of

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


def feet_occluded(day: CameraDay) -> np.ndarray:
    """(p,) flags: detections with the middle of the lower edge in the box of somebody nearer on the same sample.

    Nearer is whose box reaches lower by `NEARER_HEIGHTS`: feet that are farther down are nearer to the camera.
    """
    one, other = day.beside
    x1, y1, x2, y2 = day.person_box.T
    across, lowest = (x1 + x2) / 2, y2 - NEARER_HEIGHTS * (y2 - y1)
    nearer = np.flatnonzero(y2.take(one) < lowest.take(other))
    one, other = one.take(nearer), other.take(nearer)
    inside = (x1[other] < across[one]) & (across[one] < x2[other]) & (y1[other] < y2[one])
    return any_of(one, inside, len(across))
