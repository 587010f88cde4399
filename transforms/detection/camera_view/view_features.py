"""The marked points of a camera's view: what stays where it is, to be found again in another picture of it.

Points and what surrounds them are SIFT's (Lowe, "Distinctive image features from scale-invariant keypoints", 2004),
with the square roots of Arandjelović and Zisserman ("Three things everyone should know to improve object retrieval",
2012). They tell corners and lettering of places, and identify nobody.
"""

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

LONGEST = 640
"""Pixels of the longer side on which points are looked for: chosen, so that 0.1 % of it is a good half pixel, in which
SIFT tells a place on still clips (`benchmarks/moved_views.py`)."""

MOST_POINTS, LEAST_CONTRAST = 1500, 0.02
"""The strongest points are kept; half of OpenCV's contrast, since desks and walls are plain. Chosen: the plainest
fitted clip then has 700."""

BRIGHT, DARK = 99, 1
"""Percentiles of grey that are stretched to white and black, so that a dimmed hall has the points of a lit one."""


class ViewFeatures(NamedTuple):
    """Points of a picture of `shape` (height, width): float32[n, 2] of x, y in pixels, with float32[n, 128] of each, or
    the uint8[n, 16] of bits of `view_points`."""

    points: np.ndarray
    descriptors: np.ndarray
    shape: tuple[int, int]


def usual_picture(pictures: Sequence[np.ndarray]) -> np.ndarray:
    """What pictures of one view, uint8[H, W] each, have in common: their median, in which who passes is not there."""
    return np.median(np.stack(pictures), axis=0).astype(np.uint8)


def view_features(luma: np.ndarray, like: ViewFeatures | None = None) -> ViewFeatures:
    """The points of a picture, uint8[H, W].

    `like`: of the picture that it will be compared with. It is scaled to that one's shape, since zones are fractions
    of the frame, whatever its resolution.
    """
    height, width = luma.shape
    scale = LONGEST / max(height, width)
    shape = like.shape if like else (max(1, round(height * scale)), max(1, round(width * scale)))
    scaled = cv2.resize(luma, shape[::-1], interpolation=cv2.INTER_AREA)
    sift = cv2.SIFT_create(MOST_POINTS, contrastThreshold=LEAST_CONTRAST)
    found, told = sift.detectAndCompute(stretched(scaled), None)
    if told is None:
        return ViewFeatures(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32), shape)
    rooted = np.sqrt(told / np.maximum(told.sum(axis=1, keepdims=True), 1e-9)).astype(np.float32)
    return ViewFeatures(cv2.KeyPoint_convert(found), rooted, shape)


def stretched(luma: np.ndarray) -> np.ndarray:
    """A picture, uint8[H, W], whose grey is stretched from `DARK` to `BRIGHT`."""
    dark, bright = np.percentile(luma, (DARK, BRIGHT))
    return np.clip((luma - dark) * (255 / max(bright - dark, 1)), 0, 255).astype(np.uint8)
