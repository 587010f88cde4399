"""The marked points of one frame, small enough to be kept: whoever compares views later needs no frame of them.

As `view_features`, of a smaller picture, with what surrounds a point told by 128 bits: whether each of SIFT's numbers
is above their median (after Zhou et al., "Scalar quantization for large scale image search", 2012). No point lies on
people who were detected, nor where recorders write: a clock and a name stay where they are, wherever a camera looks.
"""

import cv2
import numpy as np

from pantau.transforms.detection.camera_view.view_features import LEAST_CONTRAST, ViewFeatures, stretched

LONGEST = 320
"""Pixels of the longer side: chosen, half of what whole stretches are compared on; then 0.5 % of it is 1.6 pixels."""

MOST_POINTS = 200
"""The strongest are kept, of 20 bytes each: chosen, 4 kB a frame."""

WRITTEN_SHARE = 1 / 7
"""Of the height, above and below, where recorders write the time and the camera's name. Measured: on the two real clips
that have both (`office_nvr_osd`, `shop_front_osd_clock`) text reaches 12.2 % down and begins 10.6 % from below."""

_POINT = np.dtype([("place", "<u2", 2), ("bits", "u1", 16)])
_SHAPE = np.dtype(("<u2", 2))
_WHOLE = 65535


def view_points(luma: np.ndarray, people: np.ndarray) -> bytes:
    """The points of a frame, luma uint8[H, W], none of which lies in the boxes of people, (n, 4) fractions, or where
    recorders write.

    First the height and the width of the picture that they were found on, then of each point its place in fractions
    of them, in 65535ths, and its bits.
    """
    height, width = luma.shape
    scale = LONGEST / max(height, width)
    shape = max(1, round(height * scale)), max(1, round(width * scale))
    picture = stretched(cv2.resize(luma, shape[::-1], interpolation=cv2.INTER_AREA))
    sift = cv2.SIFT_create(contrastThreshold=LEAST_CONTRAST)
    # Asked for the strongest alone, OpenCV takes those first and leaves out afterwards what the mask hides.
    strongest = sorted(sift.detect(picture, _without(people, shape)), key=lambda point: -point.response)[:MOST_POINTS]
    found, told = sift.compute(picture, strongest)
    points = np.zeros(len(found), _POINT)
    if len(points):
        places = cv2.KeyPoint_convert(found) / shape[::-1]
        points["place"] = np.round(np.clip(places, 0, 1) * _WHOLE)
        points["bits"] = np.packbits(told > np.median(told, axis=1, keepdims=True), axis=1)
    return np.array(shape, "<u2").tobytes() + points.tobytes()


def features_of(kept: bytes, like: ViewFeatures | None = None) -> ViewFeatures:
    """The points as they are compared, with uint8[n, 16] of bits; `like` as for `view_features`."""
    shape = like.shape if like else tuple(np.frombuffer(kept[: _SHAPE.itemsize], "<u2").tolist())
    points = np.frombuffer(kept[_SHAPE.itemsize :], _POINT)
    return ViewFeatures((points["place"] / _WHOLE * shape[::-1]).astype(np.float32), points["bits"], shape)


def _without(people: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """uint8 of a shape: not 0 where no people and no recorder's text are."""
    height, width = shape
    written = int(np.ceil(height * WRITTEN_SHARE))
    free = np.zeros(shape, np.uint8)
    free[written : height - written] = 255
    for x1, y1, x2, y2 in np.asarray(people, float).reshape(-1, 4):
        left, top = max(int(x1 * width), 0), max(int(y1 * height), 0)
        free[top : max(int(np.ceil(y2 * height)), 0), left : max(int(np.ceil(x2 * width)), 0)] = 0
    return free
