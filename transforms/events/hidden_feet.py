"""Feet that a desk or another person hides: who stays in place has them where they were last seen.

A detector draws its box round what it sees. When legs are hidden, the lower edge jumps up while the head stays,
and feet that stand in a zone seem to leave it.
"""

from dataclasses import replace

import numpy as np

from transforms.events.camera_day import CameraDay
from transforms.events.linking import NEARER_HEIGHTS, Track
from transforms.events.stature import Stature

IN_PLACE_HEIGHTS = 0.12
"""How far the head may be, in body heights, from where it was when the stay in place began."""

SAME_LEVEL, CONFIRMED_SHARE = 0.04, 0.1
"""Lower edges within this share of a body height are at one level; it must be that of this share of the samples."""


def with_feet(track: Track, on_sample: np.ndarray, aspect: float, stature: Stature | None = None) -> Track:
    """The track with the lower edge of each box at least as low as it was seen to be during the same stay in place.

    A level is believed that several samples show within `SAME_LEVEL` of a body height: lower edges that nothing
    confirms are those of somebody who passes behind or before, or of the last step. `on_sample` (n,) flags the track's
    pictures that are samples, for those between are too near to each other to confirm anything; `aspect` is a picture's
    width over its height. A box that is too tall by the `stature` has the feet of somebody else: it is put right too.
    """
    boxes = track.boxes.copy()
    strange = stature.too_tall(boxes) if stature else np.zeros(len(boxes), dtype=bool)
    for run in _in_place(boxes, aspect):
        own = run[~strange[run]]
        lower, heights = boxes[own, 3][on_sample[own]], boxes[own, 3] - boxes[own, 1]
        if len(lower) > 2:
            level = _lowest_level(np.sort(lower), SAME_LEVEL * heights.max())
            boxes[run, 3] = np.where(strange[run], level, np.maximum(boxes[run, 3], level))
    return replace(track, boxes=boxes)


def _lowest_level(lower: np.ndarray, tolerance: float) -> float:
    """The lowest of the ascending edges that enough others confirm; the highest if none is."""
    enough = max(2, int(np.ceil(CONFIRMED_SHARE * len(lower))))
    confirming = np.searchsorted(lower, lower + tolerance, side="right") - np.arange(len(lower))
    believed = np.flatnonzero(confirming >= enough)
    return float(lower[believed[-1]]) if len(believed) else float(lower[0])


def feet_hidden(day: CameraDay) -> np.ndarray:
    """(p,) flags: sightings with the middle of the lower edge in the box of somebody nearer on the same sample.

    Nearer is whose box reaches lower by `NEARER_HEIGHTS`: feet that are farther down are nearer to the camera.
    """
    hidden = np.zeros(len(day.person_box), dtype=bool)
    cuts = np.flatnonzero(np.diff(day.person_sample)) + 1
    for group in np.split(np.arange(len(hidden)), cuts) if len(hidden) else []:
        x1, y1, x2, y2 = day.person_box[group].T
        across, down = ((x1 + x2) / 2)[:, None], y2[:, None]
        inside = (x1 < across) & (across < x2) & (y1 < down) & (down < y2 - NEARER_HEIGHTS * (y2 - y1))
        hidden[group] = inside.any(axis=1)
    return hidden


def stays_in_place(boxes: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) flags: which of consecutive boxes (n, 4) are of somebody who is in one place on more than one of them."""
    staying = np.zeros(len(boxes), dtype=bool)
    for run in _in_place(boxes, aspect):
        staying[run] = len(run) > 1
    return staying


def _in_place(boxes: np.ndarray, aspect: float) -> list[np.ndarray]:
    """Runs of consecutive boxes whose heads stay where the first of the run has it."""
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    heights = boxes[:, 3] - boxes[:, 1]
    runs, first = [], 0
    for i in range(1, len(boxes) + 1):
        if i == len(boxes) or np.linalg.norm(heads[i] - heads[first]) > IN_PLACE_HEIGHTS * heights[first : i + 1].max():
            runs.append(np.arange(first, i))
            first = i
    return runs
