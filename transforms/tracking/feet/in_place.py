"""When somebody stays in one place, and comes back to it from leaning over or stepping aside."""

from math import hypot

import numpy as np

IN_PLACE_HEIGHTS = 0.12
"""How far the head may be, in body heights, from where it was when the stay in place began. Chosen: what people sway by
(`STANDING_SPREAD`)."""

STEPPED_ASIDE_HEIGHTS = 0.5
"""Farther from their place, in body heights, nobody leans or steps aside; then who is there again has come anew.
Chosen."""

SOON = 16
"""Boxes after which somebody who is still in place is taken to stand for long; by this nothing but the time differs.
Chosen: half a minute of samples."""


def stays_in_place(boxes: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) flags: which of consecutive boxes (n, 4) are of somebody who is in one place on more than one of them."""
    staying = np.zeros(len(boxes), dtype=bool)
    for run in in_place(boxes, aspect):
        staying[run] = run.stop - run.start > 1
    return staying


def in_place(boxes: np.ndarray, aspect: float) -> list[slice]:
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


def places(runs: list[slice], boxes: np.ndarray, aspect: float) -> list[list[int]]:
    """The numbers of the runs, in order of time, that are in one place each, without walking off in between."""
    across, top, heights = (boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1], boxes[:, 3] - boxes[:, 1]
    found: list[list[int]] = []
    current: list[list[int]] = []
    came = 0
    for number, run in enumerate(runs):
        way, tallest = slice(came, run.start + 1), heights[run].max()
        firsts = [runs[place[0]].start for place in current]
        away = [np.hypot(across[way] - across[one], top[way] - top[one]) / tallest for one in firsts]
        near = [
            (place, way[-1]) for place, way in zip(current, away, strict=True) if way.max() <= STEPPED_ASIDE_HEIGHTS
        ]
        current = [place for place, _ in near]
        again = next((place for place, last in near if last <= IN_PLACE_HEIGHTS), None)
        if again is None:
            again = []
            found.append(again)
            current.append(again)
        again.append(number)
        came = run.stop
    return found
