"""Second boxes of one person, which the detector's own suppression leaves standing."""

import numpy as np

from transforms.events.camera_day import CameraDay

HEADS_APART = 0.25
"""In body heights: two people's heads are farther apart, even where one stands close behind the other."""

INSIDE_SHARE = 0.6
"""Share of the smaller box that lies in the larger one."""

WEAKER = 0.75
"""A double scores less than this much of the person's own box."""


def single(day: CameraDay) -> np.ndarray:
    """(p,) flags: which sightings are not the double of a stronger one on the same sample."""
    keep = np.ones(len(day.person_score), dtype=bool)
    cuts = np.flatnonzero(np.diff(day.person_sample)) + 1
    for group in np.split(np.arange(len(keep)), cuts):
        if len(group) > 1:
            keep[group] = ~_doubles(day.person_box[group], day.person_score[group], day.aspect)
    return keep


def _doubles(boxes: np.ndarray, scores: np.ndarray, aspect: float) -> np.ndarray:
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    heights = boxes[:, 3] - boxes[:, 1]
    apart = np.linalg.norm(heads[:, None] - heads[None], axis=2) / np.maximum(heights[:, None], heights[None])
    sides = np.minimum(boxes[:, None, 2:], boxes[None, :, 2:]) - np.maximum(boxes[:, None, :2], boxes[None, :, :2])
    areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    inside = np.prod(np.clip(sides, 0, None), axis=2) / np.minimum(areas[:, None], areas[None])
    weaker = scores[:, None] < WEAKER * scores[None]
    return np.any(weaker & (apart < HEADS_APART) & (inside > INSIDE_SHARE), axis=1)
