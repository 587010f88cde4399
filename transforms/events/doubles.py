"""Second boxes of one person, which the detector's own suppression leaves standing."""

import numpy as np

from transforms.events.camera_day import CameraDay
from transforms.events.linking import Track

HEADS_APART = 0.25
"""In body heights: two people's heads are farther apart, even where one stands close behind the other."""

INSIDE_SHARE = 0.6
"""Share of the smaller box that lies in the larger one."""

WEAKER = 0.75
"""A double scores less than this much of the person's own box."""

SHADOW_SHARE = 0.5
"""Share of somebody's sightings that are like doubles, from which on there is nobody."""


def single(day: CameraDay) -> np.ndarray:
    """(p,) flags: which sightings are not the double of a stronger one on the same picture."""
    return ~_doubles(day, HEADS_APART, INSIDE_SHARE)


def without_shadows(day: CameraDay, tracks: list[Track]) -> list[Track]:
    """The tracks without those that are the shadow of others: most of their sightings are much like doubles.

    What a detector takes for a second person beside whoever stands in a place can be followed from one to the next.
    """
    like_doubles = _doubles(day, 1.5 * HEADS_APART, INSIDE_SHARE / 1.5)
    return [track for track in tracks if like_doubles[track.sightings].mean() < SHADOW_SHARE]


def _doubles(day: CameraDay, heads_apart: float, inside_share: float) -> np.ndarray:
    doubles = np.zeros(len(day.person_score), dtype=bool)
    cuts = np.flatnonzero(np.diff(day.person_sample)) + 1
    for group in np.split(np.arange(len(doubles)), cuts):
        if len(group) > 1:
            boxes, scores = day.person_box[group], day.person_score[group]
            doubles[group] = _on_one_picture(boxes, scores, day.aspect, heads_apart, inside_share)
    return doubles


def _on_one_picture(
    boxes: np.ndarray, scores: np.ndarray, aspect: float, heads_apart: float, inside_share: float
) -> np.ndarray:
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    heights = boxes[:, 3] - boxes[:, 1]
    apart = np.linalg.norm(heads[:, None] - heads[None], axis=2) / np.maximum(heights[:, None], heights[None])
    sides = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    inside = np.prod(np.clip(sides, 0, None), axis=2) / np.minimum(areas[:, None], areas[None])
    weaker = scores[:, None] < WEAKER * scores[None]
    return np.any(weaker & (apart < heads_apart) & (inside > inside_share), axis=1)
