"""Pixelating a frame."""

import cv2
import numpy as np

ROWS = 24
"""Blocks from top to bottom of a frame. Chosen: of somebody of whom the upper half fills the frame, the head is seven
blocks high, and faces are recognised from 15 or so on (Bachmann, 1991, European Journal of Cognitive Psychology)."""


def pixelated(bgr: np.ndarray) -> np.ndarray:
    """uint8[H, W, 3]: the frame in square blocks, each of the mean colour of what lies in it."""
    height, width = bgr.shape[:2]
    side = height / ROWS
    blocks = cv2.resize(bgr, (max(1, round(width / side)), ROWS), interpolation=cv2.INTER_AREA)
    return cv2.resize(blocks, (width, height), interpolation=cv2.INTER_NEAREST)


def within(boxes: np.ndarray, height: int, width: int) -> np.ndarray:
    """bool[height, width]: the pixels that lie in at least one box (n, 4), fractions of the frame."""
    found = np.zeros((height, width), dtype=bool)
    edges = np.clip(boxes, 0, 1) * (width, height, width, height)
    for x1, y1, x2, y2 in np.concatenate([np.floor(edges[:, :2]), np.ceil(edges[:, 2:])], axis=1).astype(int):
        found[y1:y2, x1:x2] = True
    return found


def show_only(bgr: np.ndarray, seen: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """The frame pixelated but for what lies in a box of `seen` (n, 4) and in none of `hidden` (m, 4).

    What is seen is grown to no block; where in doubt, a pixel is pixelated.
    """
    height, width = bgr.shape[:2]
    clear = within(seen, height, width) & ~within(hidden, height, width)
    return np.where(clear[..., None], bgr, pixelated(bgr))
