"""What the pose model makes of the seats of a simulated day: who sits there, and now and then a head that is not."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from benchmarks.tracking.made.scripted_views import ScriptedViews
from benchmarks.tracking.made.slow_noise import Part, standard_noise
from pantau.schemas.site.zones import Zone

HEAD_AND_SHOULDERS = 0.12
"""Where the centre of head and shoulders is, in heights of the whole body from its top."""

SEEN_RANKS, SEEN_SCORES = (0.0, 0.023, 0.1, 0.5, 1.0), (0.02, 0.10, 0.2, 0.4, 0.7)
SEEN_LASTS = (Part(0.5, 4.0), Part(0.5, 0.0))
"""Scores of somebody on a seat: 97.7 % reach 0.10 on hand-boxed real frames (shared/facts.md); the values above, and
how long a miss lasts, are chosen: voting over samples a second apart found all, so most misses are short."""

EMPTY, EMPTY_SCORES = 0.012, (0.10, 0.15)
"""Share of looks at an empty seat that find somebody (shared/facts.md), and how they score: just above the limit."""

HEAD_SPREAD = 0.02
"""How a head that is found trembles, in heights of the seat; chosen: a pixel or two."""


class SeatDetections(NamedTuple):
    """Heads on seats (k,) by tick and seat: tick, index of the seat, head (k, 2) in fractions of the frame, score."""

    tick: np.ndarray
    seat: np.ndarray
    head: np.ndarray
    score: np.ndarray


def made_seats(
    views: ScriptedViews, seats: list[Zone], ticks: int, step_s: float, rng: np.random.Generator
) -> SeatDetections:
    """What is found on each tick on each seat: the best of those whose head is in its box and in view.

    A visitor's head that projects into the box is found as well as an officer's.
    """
    middle = (views.box[:, 0] + views.box[:, 2]) / 2
    heads = np.stack([middle, views.box[:, 1] + HEAD_AND_SHOULDERS * (views.box[:, 3] - views.box[:, 1])], axis=1)
    found = []
    for number, seat in enumerate(seats):
        low, high = np.array(seat.bounds[:2]), np.array(seat.bounds[2:])
        rank = ndtr(standard_noise([ticks], step_s, SEEN_LASTS, rng))
        seen = np.interp(rank, SEEN_RANKS, SEEN_SCORES)
        head, score = np.full((ticks, 2), np.nan), np.zeros(ticks)
        there = np.flatnonzero(((heads >= low) & (heads <= high)).all(axis=1) & views.head)
        # The nearest one is drawn over the others.
        for entry in there[np.argsort(views.box[there, 3], kind="stable")].tolist():
            tick = int(views.tick[entry])
            head[tick], score[tick] = heads[entry], seen[tick]
        by_error = (score == 0) & (rng.random(ticks) < EMPTY)
        head[by_error] = rng.uniform(low, high, (int(by_error.sum()), 2))
        score[by_error] = rng.uniform(*EMPTY_SCORES, int(by_error.sum()))
        head += HEAD_SPREAD * (high[1] - low[1]) * rng.standard_normal(head.shape)
        at = np.flatnonzero(score > 0)
        found.append(SeatDetections(at, np.full(len(at), number), head[at], score[at].round(5)))
    nothing = SeatDetections(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 2)), np.zeros(0))
    together = SeatDetections(*(np.concatenate(values) for values in zip(nothing, *found, strict=True)))
    order = np.lexsort([together.seat, together.tick])
    return SeatDetections(*(values[order] for values in together))
