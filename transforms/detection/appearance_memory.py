"""How alike two detections of people are in the colours of their clothes.

What is compared lives only for seconds, while a recording is observed; what is kept is a number for a pair of
detections, from which nobody can be described or found again.
"""

from collections import deque
from typing import NamedTuple

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


class SeenPeople(NamedTuple):
    """The people on a frame `offset_s` seconds from some moment, numbered from `first`.

    heads (n, 2): middles of their boxes' upper edges, heights (n,): of the boxes, both in heights of the frame.
    colours (n, bins): see `colours_of`.
    """

    offset_s: float
    first: int
    heads: np.ndarray
    heights: np.ndarray
    colours: np.ndarray


def people_on(offset_s: float, bgr: np.ndarray, boxes: np.ndarray, first: int) -> SeenPeople:
    """Those in the boxes (n, 4; fractions) on a frame, uint8[H, W, 3] BGR."""
    aspect = bgr.shape[1] / bgr.shape[0]
    boxes = np.asarray(boxes, float).reshape(-1, 4)
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    colours = np.array([colours_of(bgr, box) for box in boxes])
    return SeenPeople(offset_s, first, heads, boxes[:, 3] - boxes[:, 1], colours)


class Memory:
    """The people on the frames of the last seconds of one camera."""

    def __init__(self) -> None:
        self._recent: deque[SeenPeople] = deque()

    def compare(self, now: SeenPeople) -> list[tuple[list[int], list[float]]]:
        """For each of the people on a frame, who are remembered from now on: earlier detections and their similarity.

        Similarity is 0 for no colour in common, 1 for the same: the Bhattacharyya coefficient of histograms in
        CIE L*a*b* (Comaniciu et al., "Kernel-based object tracking", 2003), of torso and legs.
        """
        while self._recent and round(now.offset_s - self._recent[0].offset_s, 3) > MEMORY_S:
            self._recent.popleft()
        compared: list[tuple[list[int], list[float]]] = [([], []) for _ in now.heads]
        for then in self._recent if compared else ():
            apart = np.linalg.norm(now.heads[:, None] - then.heads[None], axis=-1)
            near = apart <= REACH_HEIGHTS * np.maximum(now.heights[:, None], then.heights[None])
            alike = similarity(now.colours, then.colours).round(_DECIMALS)
            for one, (numbers, values) in enumerate(compared):
                numbers += (then.first + np.flatnonzero(near[one])).tolist()
                values += alike[one, near[one]].tolist()
        if compared:
            self._recent.append(now)
        return compared


def colours_of(bgr: np.ndarray, box: np.ndarray) -> np.ndarray:
    """(bins,) square roots of the weighted colour distributions of torso and legs; the box (4,) in fractions."""
    parts = zip(_WEIGHTS, (_UPPER, _LOWER), strict=True)
    return np.concatenate([np.sqrt(weight) * _distribution(bgr, box, part) for weight, part in parts])


def similarity(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """How alike colours are, 0..1: of (n, bins) and (m, bins) all pairs (n, m)."""
    return first @ second.T


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
