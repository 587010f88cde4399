"""How alike two detections of people are in the colours of their clothes.

What is compared lives only for seconds, while a recording is observed; what is kept is a number for a pair of
detections, from which nobody can be described or found again.
"""

from collections import deque
from dataclasses import dataclass

import cv2
import numpy as np

from pantau.schemas.site.thresholds import APPEARANCE_KEPT_S

MEMORY_S = APPEARANCE_KEPT_S
"""How far back detections are compared; the site file is checked against it."""

REACH_HEIGHTS = 6.0
"""How far apart, in body heights, two detections may be to be compared; farther ones are seldom of one person."""

_UPPER, _LOWER, _ACROSS = (0.16, 0.5), (0.52, 0.9), (0.2, 0.8)
_WEIGHTS = (0.65, 0.35)  # desks and other people hide legs more often than shoulders
_BINS = [5, 8, 8]
_PIXELS = 24
_DECIMALS = 2


@dataclass(frozen=True)
class _Detection:
    number: int
    offset_s: float
    head: np.ndarray
    height: float
    colours: tuple[np.ndarray, np.ndarray]


class Memory:
    """The detections of the last seconds of one camera."""

    def __init__(self) -> None:
        self._recent: deque[_Detection] = deque()

    def compare(
        self, offset_s: float, bgr: np.ndarray, boxes: np.ndarray, first_number: int
    ) -> list[tuple[list[int], list[float]]]:
        """For each of the boxes (n, 4; fractions), numbered from `first_number`: earlier detections and their
        similarity.

        Similarity is 0 for no colour in common, 1 for the same: the Bhattacharyya coefficient of histograms in
        CIE L*a*b* (Comaniciu et al., "Kernel-based object tracking", 2003), of torso and legs.
        """
        while self._recent and round(offset_s - self._recent[0].offset_s, 3) > MEMORY_S:
            self._recent.popleft()
        aspect = bgr.shape[1] / bgr.shape[0]
        now = [
            _Detection(
                first_number + i,
                offset_s,
                np.array([(box[0] + box[2]) / 2 * aspect, box[1]]),
                float(box[3] - box[1]),
                colours_of(bgr, box),
            )
            for i, box in enumerate(boxes)
        ]
        compared = [self._compared(detection) for detection in now]
        self._recent.extend(now)
        return compared

    def _compared(self, detection: _Detection) -> tuple[list[int], list[float]]:
        near = [
            other
            for other in self._recent
            if np.linalg.norm(other.head - detection.head) <= REACH_HEIGHTS * max(detection.height, other.height)
        ]
        return [o.number for o in near], [round(similarity(detection.colours, o.colours), _DECIMALS) for o in near]


def colours_of(bgr: np.ndarray, box: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Square roots of the colour distributions, (bins,) each, of torso and legs; the box (4,) in fractions."""
    return _distribution(bgr, box, _UPPER), _distribution(bgr, box, _LOWER)


def _distribution(bgr: np.ndarray, box: np.ndarray, part: tuple[float, float]) -> np.ndarray:
    height, width = bgr.shape[:2]
    x1, y1, x2, y2 = box
    left, right = (round((x1 + share * (x2 - x1)) * width) for share in _ACROSS)
    top, bottom = (round((y1 + share * (y2 - y1)) * height) for share in part)
    crop = bgr[top : max(bottom, top + 1), left : max(right, left + 1)]
    if not crop.size:
        return np.zeros(np.prod(_BINS))
    small = cv2.resize(crop, (_PIXELS, _PIXELS), interpolation=cv2.INTER_AREA)
    colours = cv2.cvtColor(small, cv2.COLOR_BGR2LAB)
    # Vivid colours count as the nearest the histogram has; left out, they would be like nobody, not even themselves.
    colours[..., 1:] = np.clip(colours[..., 1:], 64, 191)
    counts = cv2.calcHist([colours], [0, 1, 2], None, _BINS, [0, 256, 64, 192, 64, 192])
    smooth = cv2.GaussianBlur(counts.reshape(_BINS[0], -1), (1, 3), 0.7).ravel()
    return np.sqrt(smooth / max(smooth.sum(), 1.0))


def similarity(first: tuple[np.ndarray, np.ndarray], second: tuple[np.ndarray, np.ndarray]) -> float:
    """How alike the colours of two detections are, 0..1."""
    return float(sum(w * np.dot(a, b) for w, a, b in zip(_WEIGHTS, first, second, strict=True)))
