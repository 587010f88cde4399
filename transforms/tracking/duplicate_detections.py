"""Second boxes of one person, which the detector's own suppression leaves standing."""

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of
from pantau.transforms.tracking.tracks import Track

HEADS_APART = 0.25
"""In body heights: two people's heads are farther apart, even where one stands close behind the other."""

INSIDE_SHARE = 0.6
"""Share of the smaller box that lies in the larger one."""

WEAKER = 0.75
"""A double scores less than this much of the person's own box."""

SHADOW_SHARE = 0.5
"""Share of somebody's detections that are like doubles, from which on there is nobody."""


def not_duplicate(day: CameraDay) -> np.ndarray:
    """(p,) flags: which detections are not the double of a stronger one on the same frame."""
    return ~_doubles(day, HEADS_APART, INSIDE_SHARE)


def without_ghost_tracks(day: CameraDay, tracks: list[Track]) -> list[Track]:
    """The tracks without those that are the shadow of others: most of their detections are much like doubles.

    What a detector takes for a second person beside whoever stands in a place can be followed from one to the next.
    """
    like_doubles = _doubles(day, 1.5 * HEADS_APART, INSIDE_SHARE / 1.5)
    return [track for track in tracks if like_doubles[track.detections].mean() < SHADOW_SHARE]


def _doubles(day: CameraDay, heads_apart: float, inside_share: float) -> np.ndarray:
    boxes, scores = day.person_box, day.person_score
    one, other = day.beside
    weaker = np.flatnonzero(scores.take(one) < WEAKER * scores.take(other))
    one, other = one.take(weaker), other.take(weaker)
    across, heights = (boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 3] - boxes[:, 1]
    apart = np.sqrt((across[one] - across[other]) ** 2 + (boxes[one, 1] - boxes[other, 1]) ** 2)
    near = apart / np.maximum(heights[one], heights[other]) < heads_apart
    sides = np.minimum(boxes[one, 2:], boxes[other, 2:]) - np.maximum(boxes[one, :2], boxes[other, :2])
    areas = (boxes[:, 2] - boxes[:, 0]) * heights
    inside = np.prod(np.clip(sides, 0, None), axis=1) / np.minimum(areas[one], areas[other])
    return any_of(one, near & (inside > inside_share), len(scores))
