"""What is wrong with the frames of a day: too dark, blinded by light, covered, out of focus."""

from typing import NamedTuple

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.camera_days.blind_times import Looks


class ImageFlags(NamedTuple):
    """Flags of frames (n,), of which each has at most one."""

    dark: np.ndarray
    blinded: np.ndarray
    covered: np.ndarray
    out_of_focus: np.ndarray


def image_flags(looks: Looks, bright_share: np.ndarray, thresholds: Thresholds) -> ImageFlags:
    """By figures of the frames of one camera's day and by what share of their pixels is white, NaN where not known.

    Focus is judged by the sharpness for the light that there is: a lens twice as bright has edges twice as high, and
    four times the variance. It is compared with the median of the frames that show something: so it is found when a
    camera goes out of focus, and not when it was for more than half of the day.
    """
    dark = looks.brightness < thresholds.covered_brightness
    blinded = ~dark & (bright_share >= thresholds.blinded_share)
    no_detail = looks.sharpness < thresholds.covered_sharpness
    covered = ~dark & ~blinded & np.where(np.isnan(looks.shown), no_detail, looks.shown < thresholds.covered_scene)
    rest = ~dark & ~blinded & ~covered
    focus = looks.sharpness / np.maximum(looks.brightness, 1.0) ** 2
    usual = float(np.median(focus[rest])) if rest.any() else 0.0
    return ImageFlags(dark, blinded, covered, rest & (focus < thresholds.out_of_focus_share * usual))
