"""A frame as the means of small cells: what frames are compared by."""

import cv2
import numpy as np

CELLS_ACROSS = 160
"""Frames are compared by the means of so many cells across: noise is averaged out, a hand is not."""


def cells_of(bgr: np.ndarray) -> np.ndarray:
    """float32[h, CELLS_ACROSS]: mean luma of the cells of a frame, uint8[H, W, 3]; cells are about square."""
    rows = max(1, round(CELLS_ACROSS * bgr.shape[0] / bgr.shape[1]))
    luma = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    while luma.shape[1] >= 4 * CELLS_ACROSS:
        luma = cv2.resize(luma, (luma.shape[1] // 2, luma.shape[0] // 2), interpolation=cv2.INTER_AREA)
    return cv2.resize(luma.astype(np.float32), (CELLS_ACROSS, rows), interpolation=cv2.INTER_AREA)


def cells_in(box: np.ndarray, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The cells that a box, in fractions of the frame, touches; `shape` is that of the cells."""
    rows, across = shape
    x1, y1 = np.floor(box[:2] * [across, rows]).astype(int)
    x2, y2 = np.ceil(box[2:] * [across, rows]).astype(int)
    return slice(max(y1, 0), max(y2, 0)), slice(max(x1, 0), max(x2, 0))
