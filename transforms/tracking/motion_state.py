"""Whether people stood or walked when last seen, and which way: from the steps between their detections."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.parameters import (
    STAY_AFTER_STANDING,
    STAY_AFTER_WALKING,
    STAY_AT_FIRST,
    WALKING_AT_FIRST,
)

STANDING_SPEED = 0.12
"""Body heights a second below which the last step was no walking. Chosen: a stroll is 0.4 and more."""

SURELY_WALKED = 0.15
"""Body heights from one frame to the next, however near, that are no sway and no noise. Chosen: about twice the spread
of these."""

STEP_S = 1.0
"""Shortest time over which a smaller step is reckoned as a velocity. Chosen: two refined frames."""


@dataclass(frozen=True)
class MotionState:
    """Of people as they were at each detection: velocities (n, 2), heights of the frame a second, and the probability
    of staying in place (n,).
    """

    velocities: np.ndarray
    stays: np.ndarray

    @property
    def walked(self) -> np.ndarray:
        """(n,) flags: who walked."""
        return self.stays == STAY_AFTER_WALKING

    @property
    def walking(self) -> np.ndarray:
        """(n,) probability that they walk, be it known or not."""
        return np.where(self.walked, 1.0, np.where(self.stays == STAY_AT_FIRST, WALKING_AT_FIRST, 0.0))

    def part(self, chosen: np.ndarray) -> "MotionState":
        """Those at the indices `chosen` (m,)."""
        return MotionState(self.velocities.take(chosen, axis=0), self.stays.take(chosen))


def motion_state_of(times: np.ndarray, heads: np.ndarray, heights: np.ndarray, before: np.ndarray) -> MotionState:
    """The gait at each detection (n,), in order of time: times (s), heads (n, 2) and heights (n,) of the frame.

    `before` (n,) is the index of the person's detection before, or -1. A step leads from the latest place that is a
    second ago, or so far away that they surely walked; never from one before the step before.
    """
    least = SURELY_WALKED * heights
    since = _since(times, heads, least, before)
    elapsed, step = np.maximum(times - times.take(since), 1e-3), heads - heads.take(since, axis=0)
    length = np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2)
    walked = length > np.minimum(STANDING_SPEED * np.maximum(elapsed, STEP_S) * heights, least)
    stays = np.where(walked, STAY_AFTER_WALKING, STAY_AFTER_STANDING)
    return MotionState(
        np.where(walked[:, None], step / elapsed[:, None], 0.0), np.where(before < 0, STAY_AT_FIRST, stays)
    )


def _since(times: np.ndarray, heads: np.ndarray, least: np.ndarray, before: np.ndarray) -> np.ndarray:
    """(n,) the detection from which each step leads; a first detection's own."""
    everyone = np.arange(len(before))
    since = np.where(before < 0, everyone, before)
    open_, place = np.flatnonzero(before >= 0), before[before >= 0]
    while len(open_):
        away = heads.take(open_, axis=0) - heads.take(place, axis=0)
        far = np.sqrt(away[:, 0] ** 2 + away[:, 1] ** 2) > least.take(open_)
        earlier = before.take(place)
        ended = far | (times.take(open_) - times.take(place) >= STEP_S - 1e-3) | (earlier < 0)
        since[open_[ended]] = place[ended]
        open_, place = open_[~ended], earlier[~ended]
    # Along each person, one after the other, never back.
    later = np.flatnonzero(before >= 0)
    while len(back := later[since[later] < since[before[later]]]):
        since[back] = since[before[back]]
    return since


def roots(before: np.ndarray) -> np.ndarray:
    """(n,) the first detection of the person of each, where `before` (n,) has the one before, or -1."""
    first = np.where(before < 0, np.arange(len(before)), before)
    while True:
        further = first[first]
        if np.array_equal(further, first):
            return first
        first = further
