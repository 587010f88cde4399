"""Text on frames, in the sans-serif font that OpenCV carries."""

import cv2
import numpy as np

Colour = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""

WHITE, INK = (255, 255, 255), (32, 26, 24)

_FACE = cv2.FontFace("sans")
_UNWRAPPED = (0, 1_000_000)


def text_width(text: str, size: int, weight: int = 400) -> int:
    """Width of a line of text, pixels, at a font size in pixels."""
    return cv2.getTextSize((0, 0), text, (0, 0), _FACE, size, weight, wrap=_UNWRAPPED)[2]


def write(bgr: np.ndarray, text: str, left: int, baseline: int, size: int, colour: Colour, weight: int = 400) -> None:
    """Writes a line of text on the frame."""
    cv2.putText(bgr, text, (left, baseline), colour, _FACE, size, weight, wrap=_UNWRAPPED)


def write_label(bgr: np.ndarray, text: str, left: int, top: int, size: int, ground: Colour) -> None:
    """Writes text on a plate of the colour `ground`, moved so that all of it is in the frame."""
    height, width = bgr.shape[:2]
    across, down = text_width(text, size, 600) + size, round(1.5 * size)
    left, top = max(0, min(left, width - across)), max(0, min(top, height - down))
    cv2.rectangle(bgr, (left, top), (left + across, top + down), ground, cv2.FILLED)
    write(bgr, text, left + size // 2, top + round(1.1 * size), size, contrast(ground), 600)


def contrast(ground: Colour) -> Colour:
    """White or ink, whichever reads better on a colour (luma of ITU-R BT.601)."""
    blue, green, red = ground
    return INK if 0.114 * blue + 0.587 * green + 0.299 * red > 140 else WHITE
