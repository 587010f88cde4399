"""Where people are: paths of straight legs walked at constant speed, with pauses.

Times are seconds from the start of the footage, places metres on the floor (see `geometry`).
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import atan2, ceil, hypot, log2, pi, sin, tau
from typing import Literal, NamedTuple

import numpy as np

from pantau.simulation.rendering.body import GAIT_PHASES, Clothes, Pose
from pantau.simulation.rendering.composing import Standing
from pantau.transforms.intervals import Intervals, union

STRIDE_M = 1.3
"""Floor covered in one cycle of two steps."""

STILL_M = 1e-6

LOOK_S, WHERE_S = 0.2, 1e-3
"""Chosen: nobody walks through the corner of a frame and out again in less; exact to a millisecond, as the truth is."""


class Knot(NamedTuple):
    """A moment of a path. Pose and heading hold until the next knot when nobody walks there."""

    t: float
    x: float
    y: float
    pose: Pose = "stand"
    heading: float = 0.0


@dataclass(frozen=True)
class ScriptedPerson:
    """Somebody in view or near it, from the first knot to the last. Members of a party share `party`."""

    id: str
    role: Literal["visitor", "officer"]
    party: str
    counter: str | None
    look: Clothes
    knots: tuple[Knot, ...]

    @property
    def span(self) -> tuple[float, float]:
        """First and last moment."""
        return self.knots[0].t, self.knots[-1].t

    @cached_property
    def _times(self) -> list[float]:
        return [knot.t for knot in self.knots]

    @cached_property
    def _walked(self) -> list[float]:
        steps = [hypot(b.x - a.x, b.y - a.y) for a, b in pairwise(self.knots)]
        return [0.0, *np.cumsum(steps).tolist()]

    def at(self, t: float) -> Standing | None:
        """How they stand or walk at a moment, or None when not there."""
        start, end = self.span
        if not start <= t <= end:
            return None
        i = min(bisect_right(self._times, t), len(self.knots) - 1) - 1
        a, b = self.knots[i], self.knots[i + 1]
        dx, dy = b.x - a.x, b.y - a.y
        if hypot(dx, dy) <= STILL_M:
            sway = 0.015 * sin(tau * t / 5.3 + len(self.id) + a.x) if a.pose != "desk" else 0.006 * sin(t / 1.7)
            return Standing(self.look, a.pose, 0, a.x, a.y, a.heading, sway, t)
        share = (t - a.t) / (b.t - a.t)
        walked = self._walked[i] + share * hypot(dx, dy)
        phase = int(walked / (STRIDE_M * self.look.stride) * GAIT_PHASES) % GAIT_PHASES
        return Standing(self.look, "walk", phase, a.x + share * dx, a.y + share * dy, atan2(dx, dy), t=t)

    def within(self, half_planes: np.ndarray) -> Intervals:
        """When the place lies where a·x + b·y + c ≥ 0 for each row (a, b, c) of an (n, 3) array; exact to rounding.

        Each leg is clipped by each half plane (Cyrus and Beck, 1978).
        """
        found = []
        for p, q in pairwise(self.knots):
            low, high = 0.0, 1.0
            for a, b, c in half_planes:
                at_p, at_q = a * p.x + b * p.y + c, a * q.x + b * q.y + c
                if at_p < 0 and at_q < 0:
                    low, high = 1.0, 0.0
                elif at_p < 0:
                    low = max(low, at_p / (at_p - at_q))
                elif at_q < 0:
                    high = min(high, at_p / (at_p - at_q))
            if low < high:
                found.append((p.t + low * (q.t - p.t), p.t + high * (q.t - p.t)))
        return union(found)

    def where(self, shown: Callable[[np.ndarray], np.ndarray]) -> Intervals:
        """When a condition holds that is told for places (n, 2), with steps found to WHERE_S seconds.

        What holds for less than LOOK_S may be missed.
        """
        start, end = self.span
        times = np.linspace(start, end, max(2, 1 + ceil((end - start) / LOOK_S)))
        knots = np.array(self.knots, dtype=object)[:, :3].astype(float)

        def holds(at: np.ndarray) -> np.ndarray:
            return shown(np.column_stack([np.interp(at, knots[:, 0], knots[:, k]) for k in (1, 2)]))

        held = holds(times)
        steps = np.flatnonzero(held[1:] != held[:-1])
        low, high = times[steps], times[steps + 1]
        for _ in range(ceil(log2(LOOK_S / WHERE_S))):
            middle = (low + high) / 2
            later = holds(middle) == held[steps]
            low, high = np.where(later, middle, low), np.where(later, high, middle)
        edges = [*([start] if held[0] else []), *((low + high) / 2).tolist(), *([end] if held[-1] else [])]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def inside(self, polygon: np.ndarray) -> Intervals:
        """When the place lies in a convex polygon (n, 2) of the floor."""
        return self.within(half_planes_of(polygon))


def half_planes_of(polygon: np.ndarray) -> np.ndarray:
    """The sides (n, 3) of a convex polygon (n, 2), in either order of corners, as half planes that hold inside."""
    a, b = np.asarray(polygon, float), np.roll(np.asarray(polygon, float), -1, axis=0)
    sides = np.column_stack([a[:, 1] - b[:, 1], b[:, 0] - a[:, 0], a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]])
    return sides if sides[:, 2].sum() >= 0 else -sides


@dataclass
class Walk:
    """A path in the making: a pointer that walks and waits."""

    t: float
    x: float
    y: float
    speed: float = 1.2
    knots: list[Knot] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.knots.append(Knot(self.t, self.x, self.y))

    def go(self, *places: tuple[float, float]) -> "Walk":
        """Walk straight to each place in turn."""
        for x, y in places:
            distance = hypot(x - self.x, y - self.y)
            if distance > STILL_M:
                self._to(self.t + distance / self.speed, x, y)
        return self

    def wait(self, until: float, heading: float = 0.0, pose: Pose = "stand") -> "Walk":
        """Stay in a pose until a moment; nothing if that has passed."""
        if until > self.t:
            self.knots[-1] = self.knots[-1]._replace(pose=pose, heading=heading)
            self._to(until, self.x, self.y)
        return self

    def _to(self, t: float, x: float, y: float) -> None:
        self.t, self.x, self.y = t, x, y
        self.knots.append(Knot(t, x, y))


def facing(origin: Sequence[float], target: Sequence[float]) -> float:
    """The heading from one place to another, radians clockwise from the y axis."""
    return atan2(target[0] - origin[0], target[1] - origin[1])


BACK = pi
"""The heading towards the public side."""
