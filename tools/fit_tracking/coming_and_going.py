"""Who is seen for the first and the last time where, by the edge of the frame and by whether they walk.

The last detection of somebody: a coin that falls so with `GONE`, and more often for who walks near the edge. The first
one of somebody: a Poisson process over the plane of the frame, measured in square body heights. So is the number of
people. All is counted on each frame that the product looks at, the refined ones too.
"""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.people_seen import EDGE_HEIGHTS
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.known_days import KnownDay, seconds_left
from tools.fit_tracking.maximum_likelihood import POSITIVE, SHARE, fit

GOING, COMING = ("GONE", "GONE_AT_EDGE", "EDGE_HEIGHTS"), ("NEW_PER_AREA", "NEW_AT_EDGE")

GRID = 48, 27
"""Places over the frame at which the plane is measured: chosen, some seven across a body that is a quarter as tall."""

BODY_WIDTH = 0.4
"""Width of a box over its height: as things that are nobody have it in `benchmarks/tracking/made`."""

HEADS = 0.005, 0.995
"""Shares of the heads above and below which the plane ends: nobody walks on the ceiling."""


@dataclass(frozen=True)
class ComingAndGoing:
    """What is counted of a day.

    edge, walking, last (n,): own boxes that may be the last of somebody, how far from the edge in body heights, whether
    they walk, and whether it is. new_edge, new_walking (m,): of people who are new. false_last (k,): of boxes that are
    nobody's own, whether none comes after. place_edge, place_size (g,): places of the plane, how far from the edge, and
    how large in square body heights. frames, people, walkers: how many, of own boxes and of those who walk.
    """

    edge: np.ndarray
    walking: np.ndarray
    last: np.ndarray
    new_edge: np.ndarray
    new_walking: np.ndarray
    false_last: np.ndarray
    place_edge: np.ndarray
    place_size: np.ndarray
    frames: int
    people: int
    walkers: int


def coming_and_going(known: KnownDay) -> ComingAndGoing:
    """Counted on a day; who may have come before it was watched, or goes on after, is left out."""
    people, own = known.people, known.own
    edge = -EDGE_HEIGHTS * np.log(np.maximum(people.near_edge, 1e-300))
    motion = known.motion
    since, until = seconds_left(known)
    told_last = np.flatnonzero(own & (until > known.gap_s))
    new = np.flatnonzero(own & ~known.continued & (since > known.gap_s))
    places = plane(known)
    return ComingAndGoing(
        edge=edge[told_last],
        walking=motion.until.walking[told_last],
        last=~known.followed[told_last],
        new_edge=edge[new],
        new_walking=motion.since.walking[new],
        false_last=false_last(known)[~own & (until > known.gap_s)],
        place_edge=places[0],
        place_size=places[1],
        frames=len(people.frame_times),
        people=int(own.sum()),
        walkers=int(motion.since.walking[own].sum()),
    )


def false_last(known: KnownDay) -> np.ndarray:
    """(s,) flags: boxes that are nobody's own and of which none of the same is linkable later."""
    before = known.false_before
    again = np.zeros(len(before), dtype=bool)
    again[before[before >= 0]] = True
    return ~again


def plane(known: KnownDay) -> tuple[np.ndarray, np.ndarray]:
    """(g,) how far places of the frame are from its edge, in heights of a body there, and (g,) their sizes in square
    body heights. How tall a body is depends on how high its head is in the frame: a straight line of the logarithm."""
    people, aspect = known.people, known.day.aspect
    heads, heights = people.heads[known.own], people.heights[known.own]
    lowest, highest = np.quantile(heads[:, 1], HEADS)
    slope, level = np.polyfit(heads[:, 1], np.log(heights), 1)
    across = (np.arange(GRID[0]) + 0.5) / GRID[0] * aspect
    down = lowest + (np.arange(GRID[1]) + 0.5) / GRID[1] * (highest - lowest)
    x, y = (axis.ravel() for axis in np.meshgrid(across, down))
    height = np.exp(level + slope * y)
    half = BODY_WIDTH / 2 * height
    to_edge = np.maximum(np.minimum(np.minimum(x - half, aspect - x - half), 1 - y - height), 0.0) / height
    return to_edge, aspect * (highest - lowest) / len(x) / height**2


def fitted(days: list[ComingAndGoing]) -> FittedValues:
    """The parameters of `links` and `people_seen` that tell of coming and going."""

    def gone(values: np.ndarray) -> np.ndarray:
        anywhere, at_edge, reach = values
        shares = [np.clip(anywhere + at_edge * np.exp(-d.edge / reach) * d.walking, 1e-9, 1 - 1e-9) for d in days]
        return np.array(
            [np.log(np.where(d.last, share, 1 - share)).sum() for d, share in zip(days, shares, strict=True)]
        )

    going = fit(gone, [0.02, 0.5, EDGE_HEIGHTS], [SHARE, SHARE, POSITIVE])
    reach = going.values[2]
    walkers = sum(d.walkers for d in days) / sum(d.people for d in days)

    def new(values: np.ndarray) -> np.ndarray:
        anywhere, at_edge = values
        result = []
        for d in days:
            seen = np.log(anywhere + at_edge * np.exp(-d.new_edge / reach) * d.new_walking).sum()
            plane = (d.place_size * (anywhere + walkers * at_edge * np.exp(-d.place_edge / reach))).sum()
            result.append(seen - d.frames * plane)
        return np.array(result)

    coming = fit(new, [0.003, 0.1], [POSITIVE, POSITIVE])

    def false(values: np.ndarray) -> np.ndarray:
        return np.array([np.log(np.where(d.false_last, values[0], 1 - values[0])).sum() for d in days])

    def crowd(values: np.ndarray) -> np.ndarray:
        # Poisson, as far as the density matters.
        return np.array([d.people * np.log(values[0]) - values[0] * d.frames * d.place_size.sum() for d in days])

    counts = {name: sum(len(getattr(d, name)) for d in days) for name in ("edge", "new_edge", "false_last")}
    return {
        **told(GOING, going, counts["edge"]),
        **told(COMING, coming, counts["new_edge"]),
        **told(("GONE_FALSE",), fit(false, [0.5], [SHARE]), counts["false_last"]),
        **told(("PEOPLE_PER_AREA",), fit(crowd, [0.15], [POSITIVE]), sum(d.people for d in days)),
    }
