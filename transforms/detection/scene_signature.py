"""What of a camera's static scene a frame shows: the signs of its brightness steps, on a coarse grid.

A step from one cell to the next that is brighter, darker or neither says where the edges of walls, desks and doors
are, whatever the light (after the census transform of Zabih and Woodfill, "Non-parametric local transforms", 1994). A
coloured plane, noise or a text over it has none of them. It tells places apart, and no people: a cell is about a head.
"""

import cv2
import numpy as np

ACROSS, DOWN = 32, 18
"""Cells of the grid, whatever the shape of the frame: so coarse that a person is in a few of them."""

LEVELS = 2.0
"""Grey levels between two cells that count as a step: twice what the noise of a sensor leaves of a cell's mean, and the
steps of a hall at a tenth of its light are still above it in 13 % of the cells (`benchmarks/camera_health.py`)."""

STEPS = 2 * ACROSS * DOWN
"""Steps of a frame: to the right and downwards from each cell."""

BYTES = STEPS // 8


def scene_signature(luma: np.ndarray) -> bytes:
    """The signature of a frame, luma uint8[H, W]: a bit for each step whether it brightens, then as many for darkens.

    First the steps to the right, then those downwards, row by row; 2 × `BYTES` bytes.
    """
    cells = cv2.resize(luma, (ACROSS + 1, DOWN + 1), interpolation=cv2.INTER_AREA).astype(np.float32)
    right, down = cells[:-1, 1:] - cells[:-1, :-1], cells[1:, :-1] - cells[:-1, :-1]
    steps = np.concatenate([right.ravel(), down.ravel()])
    return np.packbits([steps > LEVELS, steps < -LEVELS], axis=1).tobytes()
