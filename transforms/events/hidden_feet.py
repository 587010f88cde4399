"""Feet that a desk or another person hides: who stays in place has them where they were last seen.

A detector draws its box round what it sees. When legs are hidden, the lower edge jumps up while the head stays,
and feet that stand in a zone seem to leave it.
"""

from dataclasses import replace
from math import hypot

import numpy as np

from transforms.events.absence import NEARER_HEIGHTS
from transforms.events.camera_day import CameraDay
from transforms.events.neighbours import any_of
from transforms.events.stature import Stature
from transforms.events.tracks import Track

IN_PLACE_HEIGHTS = 0.12
"""How far the head may be, in body heights, from where it was when the stay in place began."""

STEPPED_ASIDE_HEIGHTS = 0.5
"""Farther from their place, in body heights, nobody leans or steps aside; then who is there again has come anew."""

SOON = 16
"""Boxes after which somebody who is still in place is taken to stand for long; by this nothing but the time differs."""

SAME_LEVEL, CONFIRMED_SHARE = 0.04, 0.1
"""Lower edges within this share of a body height are at one level; it must be that of this share of the samples."""


def with_feet(track: Track, on_sample: np.ndarray, aspect: float, stature: Stature | None = None) -> Track:
    """The track with the lower edge of each box at least as low as it was seen to be during the same stay in place.

    A level is believed that several samples show within `SAME_LEVEL` of a body height: lower edges that nothing
    confirms are those of somebody who passes behind or before, or of the last step. `on_sample` (n,) flags the track's
    pictures that are samples, for those between are too near to each other to confirm anything; `aspect` is a picture's
    width over its height. Who leans over and stands as before is in the same place again. A box that is too tall by the `stature` has the feet of somebody else: it is put right too.
    """
    boxes = track.boxes.copy()
    strange = stature.too_tall(boxes) if stature else np.zeros(len(boxes), dtype=bool)
    own, confirms = ~strange, on_sample & ~strange
    levels: list[tuple[slice, float]] = []
    for run in _in_place(boxes, aspect):
        if run.stop - run.start <= 2:
            continue
        lower, feet = boxes[run, 3], boxes[run, 3][confirms[run]]
        if len(feet) > 2:
            tallest = (lower - boxes[run, 1])[own[run]].max()
            levels.append((run, _lowest_level(np.sort(feet), SAME_LEVEL * tallest)))
    for run, level in _of_places(levels, boxes, aspect):
        boxes[run, 3] = np.where(strange[run], level, np.maximum(boxes[run, 3], level))
    return replace(track, boxes=boxes)


def _of_places(levels: list[tuple[slice, float]], boxes: np.ndarray, aspect: float) -> list[tuple[slice, float]]:
    """Each run with the lowest level of all in which somebody was in the same place, without having walked off."""
    across, top, heights = (boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1], boxes[:, 3] - boxes[:, 1]
    places: list[list[int]] = []
    lowest = [level for _, level in levels]
    for i, (run, _) in enumerate(levels):
        here, tall = run.start, heights[run].max()
        came = levels[i - 1][0].stop if i else 0
        way = slice(came, here + 1)

        def away(one: int) -> np.ndarray:
            return np.hypot(across[way] - across[one], top[way] - top[one]) / tall

        places = [place for place in places if away(levels[place[0]][0].start).max() <= STEPPED_ASIDE_HEIGHTS]
        for place in places:
            if away(levels[place[0]][0].start)[-1] <= IN_PLACE_HEIGHTS:
                place.append(i)
                for other in place:
                    lowest[other] = max(lowest[k] for k in place)
                break
        else:
            places.append([i])
    return [(run, level) for (run, _), level in zip(levels, lowest, strict=True)]


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
    one, other = day.beside
    x1, y1, x2, y2 = day.person_box.T
    across, lowest = (x1 + x2) / 2, y2 - NEARER_HEIGHTS * (y2 - y1)
    nearer = np.flatnonzero(y2.take(one) < lowest.take(other))
    one, other = one.take(nearer), other.take(nearer)
    inside = (x1[other] < across[one]) & (across[one] < x2[other]) & (y1[other] < y2[one])
    return any_of(one, inside, len(across))


def stays_in_place(boxes: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) flags: which of consecutive boxes (n, 4) are of somebody who is in one place on more than one of them."""
    staying = np.zeros(len(boxes), dtype=bool)
    for run in _in_place(boxes, aspect):
        staying[run] = run.stop - run.start > 1
    return staying


def _in_place(boxes: np.ndarray, aspect: float) -> list[slice]:
    """Runs of consecutive boxes whose heads stay where the first of the run has it."""
    across, top, heights = (boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1], boxes[:, 3] - boxes[:, 1]
    steps = np.sqrt(np.diff(across) ** 2 + np.diff(top) ** 2)
    walks = (steps > (1 + 1e-9) * IN_PLACE_HEIGHTS * np.maximum(heights[1:], heights[:-1])).tolist()
    listed = across.tolist(), top.tolist(), heights.tolist()
    runs, first = [], 0
    while first < len(boxes):
        if first < len(walks) and walks[first]:
            beyond = first + 1
        else:
            soon, tallest = _leaves_soon(*listed, first)
            beyond = soon or _leaves(across, top, heights, first, first + SOON, tallest)
        runs.append(slice(first, beyond))
        first = beyond
    return runs


def _leaves_soon(across: list[float], top: list[float], heights: list[float], first: int) -> tuple[int | None, float]:
    """Which of the next `SOON` boxes, or the end, is the first that is not in one place; and the tallest until then."""
    tallest, end = heights[first], min(first + SOON, len(heights))
    for i in range(first + 1, end):
        tallest = max(tallest, heights[i])
        if hypot(across[i] - across[first], top[i] - top[first]) > IN_PLACE_HEIGHTS * tallest:
            return i, tallest
    return (end if end == len(heights) else None), tallest


def _leaves(across: np.ndarray, top: np.ndarray, heights: np.ndarray, first: int, begin: int, tallest: float) -> int:
    """The same from `begin` on, for those who stand long: stretch by stretch, each longer than the one before."""
    length = 16 * SOON
    while begin < len(heights):
        part = slice(begin, begin + length)
        tall = np.maximum.accumulate(np.maximum(heights[part], tallest))
        aside, down = across[part] - across[first], top[part] - top[first]
        # Roots differ in the last digit by who reckons them, so what is near the limit is looked at again.
        for i in np.flatnonzero(np.sqrt(aside**2 + down**2) > (1 - 1e-9) * IN_PLACE_HEIGHTS * tall).tolist():
            if hypot(aside[i], down[i]) > IN_PLACE_HEIGHTS * tall[i]:
                return begin + i
        tallest, begin, length = tall[-1], begin + length, 2 * length
    return len(heights)
