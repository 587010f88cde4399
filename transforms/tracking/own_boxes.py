"""How probable it is that a box is somebody's own, and no second one of somebody who has a better one, and no thing.

The detector's own suppression leaves second boxes standing: of the upper or the lower half of a body, or beside it.
Weak boxes are mostly these, and should not lead a track astray; still somebody half hidden may have a weak one alone.
"""

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of
from pantau.transforms.tracking.parameters import ALONE, ON_A_HEAD, ON_ANOTHER, TOUCHED

SCORES = (0.225, 0.275, 0.335, 0.435, 0.60)
"""Scores at which the tables tell the probability: of boxes that no better one touches (`ALONE`), that one touches,
most of which lies in one, and whose upper edge is near that of one. Chosen: closer where the tables are steep."""

TOUCHES, LIES_IN = 0.05, 0.5
"""Share of the smaller box that lies in a better one. Chosen: hardly touching, and for the greater part."""

HEADS_NEAR = 0.35
"""In body heights. Chosen: a head's height and half of another."""

DOUBLE_HEADS, DOUBLE_INSIDE, DOUBLE_WEAKER = 0.25, 0.6, 0.75
"""A box with its upper edge so near to a better one's, so much of it inside, and with less than such a share of its
score is a second one for certain: two people's heads are farther apart, even where one stands close behind the other.
Chosen.
"""


def own_probability(day: CameraDay) -> np.ndarray:
    """(p,) for each detection of people; 0 for certain second boxes."""
    kinds, double = box_kinds(day)
    probability = np.zeros(len(kinds))
    for number, table in enumerate((ALONE, TOUCHED, ON_ANOTHER, ON_A_HEAD)):
        mine = kinds == number
        probability[mine] = np.interp(day.person_score[mine], SCORES, table)
    return np.where(double, 0.0, probability)


def box_kinds(day: CameraDay) -> tuple[np.ndarray, np.ndarray]:
    """(p,) which of the tables is for each detection of people, in the order above; (p,) flags: certain second ones."""
    weaker, apart, inside, ratio = _beside_better(day)
    lies_in = inside >= LIES_IN
    kinds = np.zeros(len(day.person_score), dtype=int)
    for number, flagged in enumerate(
        (inside > TOUCHES, lies_in & (apart >= HEADS_NEAR), lies_in & (apart < HEADS_NEAR)), 1
    ):
        kinds[any_of(weaker, flagged, len(kinds))] = number
    double = (apart < DOUBLE_HEADS) & (inside > DOUBLE_INSIDE) & (ratio < DOUBLE_WEAKER)
    return kinds, any_of(weaker, double, len(kinds))


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
