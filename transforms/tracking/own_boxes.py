"""How probable it is that a box is somebody's own, and no second one of somebody who has a better one, and no thing.

The detector's own suppression leaves second boxes standing: of the upper or the lower half of a body, or beside it.
Weak boxes are mostly these, and should not lead a track astray; still somebody half hidden may have a weak one alone.
"""

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of
from pantau.transforms.tracking.tracks import Track

SCORES = (0.225, 0.275, 0.335, 0.435, 0.60)
ALONE = (0.10, 0.20, 0.35, 0.85, 0.98)
TOUCHED = (0.20, 0.35, 0.50, 0.90, 0.98)
ON_ANOTHER = (0.01, 0.02, 0.03, 0.15, 0.80)
ON_A_HEAD = (0.04, 0.10, 0.14, 0.25, 0.60)
"""Probability at each of the scores: of boxes that no better one touches, that one touches, most of which lies in one,
and whose upper edge is near that of one.

Between what was counted on PETS09-S2L1 (2,027 boxes on each fifth frame: weak ones alone are own in 1, 2 and 9 of 100,
since nothing hides people there) and on made-up days of seed 71 (29,640 boxes: 21, 30 and 78 of 100, since desks do).
"""

TOUCHES, LIES_IN = 0.05, 0.5
"""Share of the smaller box that lies in a better one."""

HEADS_NEAR = 0.35
"""In body heights."""

DOUBLE_HEADS, DOUBLE_INSIDE, DOUBLE_WEAKER = 0.25, 0.6, 0.75
"""A box with its upper edge so near to a better one's, so much of it inside, and with less than such a share of its
score is a second one for certain: two people's heads are farther apart, even where one stands close behind the other.
"""

GHOST_SHARE = 0.5
"""Share of somebody's detections that are like doubles, from which on there is nobody."""


def own_probability(day: CameraDay) -> np.ndarray:
    """(p,) for each detection of people; 0 for certain second boxes."""
    weaker, apart, inside, ratio = _beside_better(day)
    count = len(day.person_score)
    lies_in = inside >= LIES_IN
    probability = np.interp(day.person_score, SCORES, ALONE)
    for flagged, table in (
        (inside > TOUCHES, TOUCHED),
        (lies_in & (apart >= HEADS_NEAR), ON_ANOTHER),
        (lies_in & (apart < HEADS_NEAR), ON_A_HEAD),
    ):
        probability = np.where(any_of(weaker, flagged, count), np.interp(day.person_score, SCORES, table), probability)
    double = (apart < DOUBLE_HEADS) & (inside > DOUBLE_INSIDE) & (ratio < DOUBLE_WEAKER)
    return np.where(any_of(weaker, double, count), 0.0, probability)


def without_ghost_tracks(day: CameraDay, tracks: list[Track]) -> list[Track]:
    """The tracks without those that are the shadow of others: most of their detections are much like doubles.

    What a detector takes for a second person beside whoever stands in a place can be followed from one to the next.
    """
    weaker, apart, inside, ratio = _beside_better(day)
    near = (apart < 1.5 * DOUBLE_HEADS) & (inside > DOUBLE_INSIDE / 1.5) & (ratio < DOUBLE_WEAKER)
    like_doubles = any_of(weaker, near, len(day.person_score))
    return [track for track in tracks if like_doubles[track.detections].mean() < GHOST_SHARE]


def _beside_better(day: CameraDay) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Pairs (n,) of a detection and a better one on the same frame: the weaker one's index, the heads' distance in body
    heights, the share of the smaller box that both have in common, and the weaker score over the better."""
    boxes, scores = day.person_box, day.person_score
    one, other = day.beside
    weaker = np.flatnonzero(scores.take(one) < scores.take(other))
    one, other = one.take(weaker), other.take(weaker)
    across, heights = (boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 3] - boxes[:, 1]
    apart = np.hypot(across[one] - across[other], boxes[one, 1] - boxes[other, 1])
    sides = np.minimum(boxes[one, 2:], boxes[other, 2:]) - np.maximum(boxes[one, :2], boxes[other, :2])
    areas = (boxes[:, 2] - boxes[:, 0]) * heights
    inside = np.prod(np.clip(sides, 0, None), axis=1) / np.minimum(areas[one], areas[other])
    return one, apart / np.maximum(heights[one], heights[other]), inside, scores[one] / scores[other]
