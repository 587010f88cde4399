"""Figures of a frame that tell a covered, blurred, frozen or dark camera without observing it again.

brightness: mean luma, 0 (black) to 255 (white).
sharpness: variance of the Laplacian of the luma (grey levels²), on the frame scaled down to at most 480 px of width;
    to be compared within one camera (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", 2000).
change: mean absolute difference of luma (grey levels, 0 to 255) from the sample before, both scaled to 64×36; None
    without one shortly before. Exactly 0 means the same frame: the noise of a sensor alone keeps it above.
"""

from typing import NamedTuple

import cv2
import numpy as np

_WIDTH = 480
_THUMBNAIL = (64, 36)


class ImageHealth(NamedTuple):
    """Figures of one sample; see the module for their units."""

    brightness: float
    sharpness: float
    change: float | None


def measure_image_health(bgr: np.ndarray, previous: np.ndarray | None) -> tuple[ImageHealth, np.ndarray]:
    """Figures of a frame, uint8[H, W, 3] BGR, and the thumbnail to give as `previous` with the next sample.

    `previous` is None where there is no sample shortly before.
    """
    luma = cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY)
    if luma.shape[1] > _WIDTH:
        luma = _scale_down(luma)
    _, deviation = cv2.meanStdDev(cv2.Laplacian(luma, cv2.CV_16S))
    thumbnail = cv2.resize(luma.astype(np.float32), _THUMBNAIL, interpolation=cv2.INTER_AREA)
    change = None if previous is None else float(np.abs(thumbnail - previous).mean())
    return ImageHealth(float(luma.mean()), float(deviation[0, 0] ** 2), change), thumbnail


def _scale_down(luma: np.ndarray) -> np.ndarray:
    """To the fixed width: by the mean over whole pixels, then less than by half, which together is cheap."""
    height, width = luma.shape
    factor = width // _WIDTH
    if factor > 1:
        luma = cv2.resize(luma, (width // factor, max(1, height // factor)), interpolation=cv2.INTER_AREA)
    return cv2.resize(luma, (_WIDTH, max(1, round(height * _WIDTH / width))), interpolation=cv2.INTER_LINEAR)
