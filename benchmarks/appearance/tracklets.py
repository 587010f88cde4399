"""People followed through a clip of several frames a second, as far as there is no doubt at all.

At this rate boxes of one person overlap much from frame to frame, so overlap alone follows them; where a second box
overlaps nearly as much the tracklet ends. Nothing of appearance is used, or it could not be judged by the result.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment

from pantau.transforms.detection.models.detections import Detections, overlap

BEGINS, CONTINUES = 0.4, 0.3
"""Scores from which on a detection begins a tracklet, and continues one. Chosen: the product's are 0.37 and 0.3."""

LEAST_OVERLAP, SECOND_BEST = 0.35, 0.6
"""Chosen: overlap with the box before, and as a share of it that of any other box, beyond which there is doubt."""

FRAMES_MISSED, SHORTEST = 2, 4
"""Frames from one detection of a tracklet to the next at most, and detections of a tracklet at least. Chosen."""

Tracklet = list[tuple[int, int]]
"""Pairs of a frame and a detection on it, in order of the frames."""


def tracklets(frames: list[Detections]) -> list[Tracklet]:
    """The tracklets of a clip, in order of their beginning."""
    alive: list[Tracklet] = []
    found: list[Tracklet] = []
    for number, seen in enumerate(frames):
        alive = [one for one in alive if number - one[-1][0] <= FRAMES_MISSED]
        usable = np.flatnonzero(seen.scores >= CONTINUES)
        continued = {}
        if alive and len(usable):
            before = np.array([frames[frame].boxes[which] for frame, which in (one[-1] for one in alive)])
            continued = _without_doubt(overlap(before, seen.boxes[usable]))
        new: list[Tracklet] = []
        for column, which in enumerate(usable.tolist()):
            if column in continued:
                alive[continued[column]].append((number, which))
            elif seen.scores[which] >= BEGINS:
                new.append([(number, which)])
        alive += new
        found += new
    return [one for one in found if len(one) >= SHORTEST]


def _without_doubt(shared: np.ndarray) -> dict[int, int]:
    """The row of each column that it belongs to."""
    result = {}
    for row, column in zip(*linear_sum_assignment(shared, maximize=True), strict=True):
        best = shared[row, column]
        rivals = np.append(np.delete(shared[row], column), np.delete(shared[:, column], row))
        if best >= LEAST_OVERLAP and rivals.max(initial=0.0) < SECOND_BEST * best:
            result[int(column)] = int(row)
    return result
