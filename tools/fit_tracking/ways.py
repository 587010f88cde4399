"""How people move from one detection to the next: the densities of `motion`, on links that are true.

Each link is looked at twice, as the product does: from the earlier detection on, by how somebody had moved until then,
and back from the later one. So an error is by days, not by links.
"""

from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np

from pantau.transforms.tracking import motion, motion_state
from pantau.transforms.tracking.motion import LastState
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.known_days import KnownDay
from tools.fit_tracking.maximum_likelihood import POSITIVE, SHARE, fit

DENSITY = "STANDING_SPREAD", "SHIFTS", "SHIFT_SPREAD", "ASTRAY_SPEED", "SPEED_SPREAD", "GOES_ON", "STOPS"
BOUNDS = POSITIVE, SHARE, POSITIVE, POSITIVE, POSITIVE, SHARE, SHARE
STAYS = "STAY_AFTER_STANDING", "STAY_AFTER_WALKING"
MOST = 1_000
"""Links of a day that are looked at, evenly over it: chosen, for the time that it takes."""


@dataclass(frozen=True)
class Ways:
    """Links of a day, each once in either direction (n,): what was known of somebody (without `stays`), where they
    were next and how tall; whether they had walked, and whether it was known how they had moved. turned (m,): of those
    who walked up to a place and away from it, whether they left the way they had come."""

    known: LastState
    heads: np.ndarray
    heights: np.ndarray
    walking: np.ndarray
    told: np.ndarray
    turned: np.ndarray
    walking_m_s: float


def ways(day: KnownDay) -> Ways:
    """Of a day with its refined frames."""
    people, state = day.people, day.motion
    chosen = np.unique(np.linspace(0, len(day.links.later) - 1, min(MOST, len(day.links.later))).astype(int))
    links = day.links.part(chosen)
    elapsed = people.times[links.later] - people.times[links.earlier]
    starts = np.concatenate([links.earlier, links.later])
    ends = np.concatenate([links.later, links.earlier])
    velocities = np.concatenate([state.until.velocities[links.earlier], state.since.velocities[links.later]])
    walking = np.concatenate([state.until.walked[links.earlier], state.since.walked[links.later]])
    first = np.concatenate([day.before[links.earlier] < 0, day.after[links.later] < 0])
    known = LastState(
        np.tile(elapsed, 2), people.heads[starts], velocities, people.heights[starts], np.zeros(len(ends))
    )
    until, since = state.until.part(links.earlier), state.since.part(links.later)
    way = np.linalg.norm(people.heads[links.later] - people.heads[links.earlier], axis=1)
    paused = until.walked & since.walked & (way <= 3 * motion.STANDING_SPREAD * people.heights[links.earlier])
    turned = np.sum(until.velocities * since.velocities, axis=1)[paused] > 0
    return Ways(known, people.heads[ends], people.heights[ends], walking, ~first, turned, day.walking_m_s)


def fitted(days: list[Ways]) -> FittedValues:
    """The parameters of `motion` and `motion_state`: of where people are next, and how tall their boxes are then."""

    def likelihood(values: np.ndarray) -> np.ndarray:
        stays = values[len(DENSITY) :]
        with patch.multiple(motion, **dict(zip(DENSITY, values.tolist(), strict=False))):
            return np.array(
                [_log_density(one, np.array(stays)[one.walking.astype(int)])[one.told].sum() for one in days]
            )

    def sizes(values: np.ndarray) -> np.ndarray:
        (spread,) = values
        growth = [np.log(one.heights / one.known.heights) for one in days]
        return np.array([-((one / spread) ** 2).sum() / 2 - len(one) * np.log(spread) for one in growth])

    begin = [getattr(motion, name) for name in DENSITY] + [getattr(motion_state, name) for name in STAYS]
    cases = sum(len(one.told) for one in days)
    found = fit(likelihood, begin, [*BOUNDS, SHARE, SHARE])
    fitted_density = dict(zip(DENSITY, found.values.tolist(), strict=False))
    nothing_known = [replace(one, known=replace(one.known, velocities=0 * one.known.velocities)) for one in days]

    def unknown(values: np.ndarray) -> np.ndarray:
        with patch.multiple(motion, **fitted_density):
            return np.array([_log_density(one, np.full(len(one.told), values[0])).sum() for one in nothing_known])

    def turning(values: np.ndarray) -> np.ndarray:
        return np.array([np.log(np.where(one.turned, values[0], 1 - values[0])).sum() for one in days])

    def walkers(values: np.ndarray) -> np.ndarray:
        return np.array([np.log(np.where(one.walking[one.told], values[0], 1 - values[0])).sum() for one in days])

    return {
        **told((*DENSITY, *STAYS), found, sum(int(one.told.sum()) for one in days)),
        **told(("STAY_AT_FIRST",), fit(unknown, [motion_state.STAY_AT_FIRST], [SHARE]), cases),
        **told(("TURNS_BACK",), fit(turning, [0.1], [SHARE]), sum(len(one.turned) for one in days)),
        **told(("WALKING_AT_FIRST",), fit(walkers, [0.2], [SHARE]), sum(int(one.told.sum()) for one in days)),
        **told(("SIZE_SPREAD",), fit(sizes, [motion.SIZE_SPREAD], [POSITIVE]), cases),
    }


def _log_density(one: Ways, stays: np.ndarray) -> np.ndarray:
    """(n,) of each link, by the product's own code."""
    found = motion.densities(replace(one.known, stays=stays), one.heads, one.heights, one.walking_m_s)
    return np.log(found.in_place + found.onward + 1e-12)
