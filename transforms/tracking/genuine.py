"""Prototype: probability that a detection is a person's own box."""
import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay

SCORES = (0.20, 0.275, 0.335, 0.435, 0.6)
ALONE = (0.10, 0.20, 0.35, 0.85, 0.98)
TOUCH = (0.20, 0.35, 0.50, 0.90, 0.98)
ON_FAR = (0.01, 0.02, 0.03, 0.15, 0.8)
ON_NEAR = (0.04, 0.10, 0.14, 0.25, 0.6)


def own_probability(day: CameraDay) -> np.ndarray:
    boxes, scores = day.person_box, day.person_score
    one, other = day.beside
    keep = np.flatnonzero(scores[one] < scores[other])
    one, other = one[keep], other[keep]
    sides = np.minimum(boxes[one, 2:], boxes[other, 2:]) - np.maximum(boxes[one, :2], boxes[other, :2])
    heights = boxes[:, 3] - boxes[:, 1]
    areas = (boxes[:, 2] - boxes[:, 0]) * heights
    inside = np.prod(np.clip(sides, 0, None), axis=1) / np.minimum(areas[one], areas[other])
    across = (boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect
    apart = np.hypot(across[one] - across[other], boxes[one, 1] - boxes[other, 1]) / np.maximum(heights[one], heights[other])
    touch, far, near = (np.zeros(len(scores), bool) for _ in range(3))
    touch[one[inside > 0.05]] = True
    on = inside >= 0.5
    far[one[on & (apart >= 0.35)]] = True
    near[one[on & (apart < 0.35)]] = True
    p = np.interp(scores, SCORES, ALONE)
    p = np.where(touch, np.interp(scores, SCORES, TOUCH), p)
    p = np.where(far, np.interp(scores, SCORES, ON_FAR), p)
    return np.where(near, np.interp(scores, SCORES, ON_NEAR), p)
