"""A guess at who is who: the nearest on one of the frames before, if both are each other's nearest."""

import numpy as np

from pantau.transforms.tracking.occlusion import DetectionsByFrame

FRAMES = 3
"""How many frames back somebody is looked for."""

FARTHEST = 1.0
"""Body heights."""


def nearest_before(frames: DetectionsByFrame, heads: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """(s,) for each detection, heads (s, 2) and heights (s,), one on a frame before, of which it is the only one."""
    before, taken = np.full(len(heads), -1), np.zeros(len(heads), dtype=bool)
    for back in range(1, FRAMES + 1):
        later, earlier = _pairs(frames, back, np.flatnonzero(before < 0))
        free = np.flatnonzero(~taken.take(earlier))
        later, earlier = later.take(free), earlier.take(free)
        way = heads.take(later, axis=0) - heads.take(earlier, axis=0)
        apart = np.sqrt(way[:, 0] ** 2 + way[:, 1] ** 2) / heights.take(later)
        near = np.flatnonzero(apart <= FARTHEST)
        later, earlier, apart = later.take(near), earlier.take(near), apart.take(near)
        nearest_later, nearest_earlier = np.full(len(heads), FARTHEST), np.full(len(heads), FARTHEST)
        np.minimum.at(nearest_later, later, apart)
        np.minimum.at(nearest_earlier, earlier, apart)
        mutual = (apart == nearest_later[later]) & (apart == nearest_earlier[earlier])
        before[later[mutual]] = earlier[mutual]
        taken[earlier[mutual]] = True
    return before


def _pairs(frames: DetectionsByFrame, back: int, detections: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of one of the `detections` (n,) and one so many frames before."""
    later = detections[frames.frame[detections] >= back]
    number, earlier = frames.detections_on(frames.frame[later] - back)
    return later.take(number), earlier
