"""What looks otherwise than before and stays so, in the cells of a zone: a long view and a short one of each cell.

After Porikli et al., "Robust abandoned object detection using dual foregrounds" (2008): the long view is what a cell
has shown for long; the short one what it has shown since it ceased to. Where the short view has stood for the asked
time the two differ for good: a thing came or went, or the light changed. Both follow the light, a smooth gain over the
zone.
"""

from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

FEWEST_CELLS = 16
"""Cells of the smallest change that is told: of a frame 160 cells across a thing of 4 by 4. Chosen: the
case in a hall whose site was stated first (`HallAndMonitor`) has 29."""

THINNEST = 2
"""A change in which so many by so many cells have no room is an edge that shook. Chosen."""

JOINED = 3
"""Cells across of the square in which changes are one: of a striped bag some stripes look as the floor did. Chosen."""

LEAST_LEVELS, LEAST_SHARE = 8.0, 0.08
"""A cell looks otherwise if it differs by more grey levels than this, and by a larger share of its own. Chosen: twice
what the noise of sensors and of coding does to the mean of a cell (`benchmarks/camera_health.py`)."""

FOLLOWED = 0.1
"""The long view takes in so much of each frame that is as it was. Chosen: with ten frames in the asked time it follows
daylight within that time."""

LIGHT_CELLS, SAME_LIGHT = 31, 0.15
"""The gain of the light is that of the cells around, in a square so many wide; those whose logarithm is farther from
the zone's median are things or patches of light, and have no say. Chosen: a fifth of the frame, 15 % of the light."""

SETTLED_SHARE = 0.75
"""So much of a change has stood for the asked time before it is told: who still handles it ends none. Chosen."""

AS_BEFORE = 0.5
"""A cell is as it was before a thing came if it differs from that by less than so much of what it differs from the
thing. Chosen: over hours the light that is followed is some levels wrong, and a thing is more."""


class BetweenLooks(NamedTuple):
    """When something happened: the last frame before it and the first after it, epoch seconds."""

    before_s: float
    after_s: float


@dataclass(eq=False)
class LastingChange:
    """Cells, bool[h, w], that looked like `before` for `stood_s` seconds and then like `after`, float32[h, w] both.

    came: when. went: when they ceased to look like `after`; `None` where they still did at the end. behind: `before`,
    in the light since.
    """

    cells: np.ndarray
    before: np.ndarray
    after: np.ndarray
    came: BetweenLooks
    stood_s: float
    behind: np.ndarray
    went: BetweenLooks | None = None


@dataclass(eq=False)
class _Views:
    """Of each cell: the long view, since when and until when it was seen; the short one, since when and until when.

    float64 epoch seconds, float32 levels, [h, w]; NaN for never.
    """

    long: np.ndarray
    long_from: np.ndarray
    long_to: np.ndarray
    short: np.ndarray
    short_from: np.ndarray
    short_to: np.ndarray


def lasting_changes(times: np.ndarray, frames: np.ndarray, least_s: float) -> list[LastingChange]:
    """The changes of a zone that stayed for `least_s`, in order of time.

    times (n,), ascending epoch seconds. frames: uint8[n, h, w], 0 where a cell was hidden or is not of the zone.
    """
    shape = frames.shape[1:]
    views = _Views(*(np.full(shape, np.nan, kind) for kind in 2 * (np.float32, float, float)))
    found: list[LastingChange] = []
    for at, frame in zip(times.tolist(), frames, strict=True):
        gain = _look(views, at, frame)
        for change in found:
            if change.went is None:
                change.behind *= gain
        stood_s = views.short_to - views.short_from
        lasting = stood_s >= least_s
        if np.count_nonzero(lasting) < FEWEST_CELLS:
            continue
        for patch in _patches(lasting):
            if _is_settled(patch, lasting, stood_s, least_s):
                _settle(views, patch, found)
    for change in found:
        if change.went is None:
            _close_unsettled(views, change)
    return found


def alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """bool: where two views, float32, differ by no more than light and noise leave."""
    return np.abs(one - other) <= np.maximum(LEAST_LEVELS, LEAST_SHARE * np.maximum(one, other))


def nearest(levels: np.ndarray, view: np.ndarray) -> np.ndarray:
    """The levels, float32[h, w], brought into the range that a view has between the middle of a cell and those beside
    it: so an edge that shakes by half a cell stays what it was. NaN where the view is not known."""
    low, high = (np.where(np.isnan(view), to, view) for to in (np.inf, -np.inf))
    square = np.ones((3, 3), np.uint8)
    return np.clip(levels, (view + cv2.erode(low, square)) / 2, (view + cv2.dilate(high, square)) / 2)


def _look(views: _Views, at: float, frame: np.ndarray) -> np.ndarray:
    """Takes in a frame; returns the gain of the light."""
    levels, seen = frame.astype(np.float32), frame > 0
    new = seen & np.isnan(views.long)
    views.long[new], views.long_from[new] = levels[new], at
    gain = _light(levels, views.long, seen)
    views.long *= gain
    views.short *= gain
    # What lies between both views stays with the one that it is nearer to: noise makes nothing come back.
    nearer = ~(np.abs(levels - views.short) < np.abs(levels - views.long)) | np.isnan(views.short_from)
    same = seen & nearer & alike(levels, nearest(levels, views.long))
    views.long[same] += FOLLOWED * (levels - views.long)[same]
    views.long_to[same] = at
    views.short_from[same] = np.nan
    other = seen & ~same
    steady = other & ~np.isnan(views.short_from) & alike(levels, nearest(levels, views.short))
    begun = other & ~steady
    views.short[begun], views.short_from[begun] = levels[begun], at
    views.short_to[other] = at
    return gain


def _light(levels: np.ndarray, long: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """float32[h, w]: by how many times the light of each cell has changed since the long view."""
    known = seen & ~np.isnan(long)
    if not known.any():
        return np.ones_like(levels)
    # A few levels are added, so that noise in the dark is no light.
    ratio = np.log((levels[known] + LEAST_LEVELS) / (long[known] + LEAST_LEVELS))
    usual = float(np.median(ratio))
    weight, total = np.zeros_like(levels), np.zeros_like(levels)
    weight[known] = np.abs(ratio - usual) <= SAME_LIGHT
    total[known] = (ratio - usual) * weight[known]
    around = (LIGHT_CELLS, LIGHT_CELLS)
    # One cell beside the others stands for the zone's median, where all around are hidden.
    share = cv2.boxFilter(total, -1, around) / (cv2.boxFilter(weight, -1, around) + 1 / LIGHT_CELLS**2)
    return np.exp(usual + share)


def _patches(lasting: np.ndarray) -> list[np.ndarray]:
    """The patches of cells that are large and thick enough to be things; what lies so near as `JOINED` is one."""
    square = np.ones((THINNEST, THINNEST), np.uint8)
    # Of a square of even sides, what is taken off at one corner is put on again from the other.
    room = cv2.erode(lasting.astype(np.uint8), square, anchor=(0, 0), borderValue=0)
    thick = cv2.dilate(room, square, anchor=(THINNEST - 1, THINNEST - 1))
    count, names = cv2.connectedComponents(cv2.dilate(thick, np.ones((JOINED, JOINED), np.uint8)), connectivity=8)
    patches = [thick.astype(bool) & (names == name) for name in range(1, count)]
    return [patch for patch in patches if np.count_nonzero(patch) >= FEWEST_CELLS]


def _is_settled(patch: np.ndarray, lasting: np.ndarray, stood_s: np.ndarray, least_s: float) -> bool:
    """Whether what is beside a patch is quiet, or it has stood for twice the time: who handles it is seen first."""
    beside = cv2.dilate(patch.astype(np.uint8), np.ones((JOINED, JOINED), np.uint8)).astype(bool)
    restless = np.count_nonzero(beside & ~lasting & ~np.isnan(stood_s))
    return restless <= (1 - SETTLED_SHARE) * np.count_nonzero(patch) or np.median(stood_s[patch]) >= 2 * least_s


def _settle(views: _Views, patch: np.ndarray, found: list[LastingChange]) -> None:
    """What a patch shows is its long view from now on; what was told of it before has ended."""
    # Cells that were never seen as before count as seen then when they were first seen at all.
    stood_to = np.where(np.isnan(views.long_to), views.long_from, views.long_to)[patch]
    after_s = float(np.median(views.short_from[patch]))
    came = BetweenLooks(min(float(np.median(stood_to)), after_s), after_s)
    before, after = views.long.copy(), np.where(patch, views.short, views.long)
    again = False
    for change in found:
        both = change.cells & patch
        if change.went is not None or not both.any():
            continue
        nearer = np.abs(after - change.behind) < AS_BEFORE * np.abs(after - before)
        as_before = bool(np.mean(nearer[both]) >= SETTLED_SHARE)
        again |= as_before and np.count_nonzero(both) >= 0.5 * np.count_nonzero(patch)
        if np.count_nonzero(both) >= 0.5 * np.count_nonzero(change.cells):
            change.went = came
    stood = float(np.median(stood_to - views.long_from[patch]))
    if not again:
        found.append(LastingChange(patch, before, after, came, stood, before.copy()))
    views.long_from[patch] = views.short_from[patch]
    views.long_to[patch] = views.short_to[patch]
    views.long[patch] = views.short[patch]
    views.short_from[patch] = np.nan


def _close_unsettled(views: _Views, change: LastingChange) -> None:
    """It has ended too if most of its cells looked otherwise at the end, for however short a time."""
    gone = change.cells & ~np.isnan(views.short_from)
    if np.count_nonzero(gone) >= SETTLED_SHARE * np.count_nonzero(change.cells):
        change.went = BetweenLooks(float(np.median(views.long_to[gone])), float(np.median(views.short_from[gone])))
