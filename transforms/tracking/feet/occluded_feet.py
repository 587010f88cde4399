"""Feet that a desk or another person hides: who stays in place has them where they were last seen.

A detector draws its box round what it sees. When legs are hidden, the lower edge jumps up while the head stays,
and feet that stand in a zone seem to leave it.
"""

from dataclasses import replace

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of
from pantau.transforms.tracking.feet.in_place import in_place, places
from pantau.transforms.tracking.feet.stature import Stature
from pantau.transforms.tracking.occlusion import NEARER_HEIGHTS
from pantau.transforms.tracking.tracks import Track

SAME_LEVEL, CONFIRMED_SHARE = 0.04, 0.1
"""Lower edges within this share of a body height are at one level; it must be that of this share of the samples.
Chosen."""


def with_feet(track: Track, on_sample: np.ndarray, aspect: float, stature: Stature | None = None) -> Track:
    """The track with the lower edge of each box at least as low as it was seen to be during the same stay in place.

    A level is believed that several samples show within `SAME_LEVEL` of a body height: lower edges that nothing
    confirms are those of somebody who passes behind or before, or of the last step. `on_sample` (n,) flags the track's
    frames that are samples, for those between are too near to each other to confirm anything; `aspect` is a frame's
    width over its height. Who leans over and stands as before is in the same place again. A box that is too tall by the
    `stature` has the feet of somebody else: it is put right too.
    """
    boxes = track.boxes.copy()
    strange = stature.too_tall(boxes) if stature else np.zeros(len(boxes), dtype=bool)
    own, confirms = ~strange, on_sample & ~strange
    levels: list[tuple[slice, float]] = []
    for run in in_place(boxes, aspect):
        if run.stop - run.start <= 2:
            continue
        lower, feet = boxes[run, 3], boxes[run, 3][confirms[run]]
        if len(feet) > 2:
            tallest = (lower - boxes[run, 1])[own[run]].max()
            levels.append((run, _lowest_level(np.sort(feet), SAME_LEVEL * tallest)))
    for place in places([run for run, _ in levels], boxes, aspect):
        level = max(levels[number][1] for number in place)
        for run in (levels[number][0] for number in place):
            boxes[run, 3] = np.where(strange[run], level, np.maximum(boxes[run, 3], level))
    return replace(track, boxes=boxes)


def _lowest_level(lower: np.ndarray, tolerance: float) -> float:
    """The lowest of the ascending edges that enough others confirm; the highest if none is."""
    enough = max(2, int(np.ceil(CONFIRMED_SHARE * len(lower))))
    confirming = np.searchsorted(lower, lower + tolerance, side="right") - np.arange(len(lower))
    believed = np.flatnonzero(confirming >= enough)
    return float(lower[believed[-1]]) if len(believed) else float(lower[0])


def feet_occluded(day: CameraDay) -> np.ndarray:
    """(p,) flags: detections with the middle of the lower edge in the box of somebody nearer on the same sample.

    Nearer is whose box reaches lower by `NEARER_HEIGHTS`: feet that are farther down are nearer to the camera.
    """
    one, other = day.beside
    x1, y1, x2, y2 = day.person_box.T
    across, lowest = (x1 + x2) / 2, y2 - NEARER_HEIGHTS * (y2 - y1)
    nearer = np.flatnonzero(y2.take(one) < lowest.take(other))
    one, other = one.take(nearer), other.take(nearer)
    inside = (x1[other] < across[one]) & (across[one] < x2[other]) & (y1[other] < y2[one])
    return any_of(one, inside, len(across))
