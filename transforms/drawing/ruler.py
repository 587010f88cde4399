"""A ruler in fractions of the frame, as zones are written: lines at each tenth, short ones at each twentieth."""

import cv2
import numpy as np

from pantau.transforms.drawing.lettering import INK, WHITE, write_label

PARTS = 20
"""Parts of each side, of which every other one has a line and a figure: chosen, a part is about as wide as a head."""

LINE = 0.5
"""Share of a line's colour: chosen, it can be followed, and what lies below is seen."""


def draw_ruler(bgr: np.ndarray, size: int) -> None:
    """Draws the ruler on a frame; `size` is that of its figures, pixels."""
    height, width = bgr.shape[:2]
    lined = bgr.copy()
    places = [(part, *(round(part / PARTS * (side - 1)) for side in (width, height))) for part in range(1, PARTS)]
    for part, x, y in places:
        right, low = (size, size) if part % 2 else (width, height)
        for shift, colour in ((1, INK), (0, WHITE)):
            cv2.line(lined, (x + shift, 0), (x + shift, low - 1), colour)
            cv2.line(lined, (0, y + shift), (right - 1, y + shift), colour)
    cv2.addWeighted(lined, LINE, bgr, 1 - LINE, 0, bgr)
    for part, x, y in places[1::2]:
        write_label(bgr, f"{part / PARTS:.1f}", x + 2, 0, size, INK)
        write_label(bgr, f"{part / PARTS:.1f}", 0, y + 2, size, INK)
