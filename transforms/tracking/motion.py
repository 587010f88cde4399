"""How people move from one frame to the next: who stands tends to go on standing or shifts a little, who walks to walk
on or to stop on the way, nobody gets farther than they can walk, and clothes keep their colours.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from pantau.transforms.tracking.parameters import (
    ASTRAY_SPEED,
    GOES_ON,
    ODDS_IN_PLACE,
    ODDS_ON_THE_WAY,
    SHIFT_SPREAD,
    SHIFTS,
    SIZE_SPREAD,
    SPEED_SPREAD,
    STANDING_SPREAD,
    STOPS,
)

BODY_HEIGHT_M = 1.6
"""Mean height of an adult in Indonesia, by which distances in body heights become metres."""

FARTHEST_SWAY = 8 * STANDING_SPREAD
"""Body heights from which on nobody who stands is ever thought to be, whatever they wear. Chosen: the noise of who
stands comes so far in none of a million cases."""


@dataclass(frozen=True)
class SimilarityOdds:
    """Log odds of being the same person: 0 at a similarity of `even`, `slope` more for each 1 above, within limits."""

    even: float
    slope: float
    most: float
    least: float

    def of(self, similarity: np.ndarray) -> np.ndarray:
        """Log odds of each similarity; 0 where it is NaN."""
        odds = np.clip(self.slope * (similarity - self.even), self.least, self.most)
        return np.where(np.isnan(odds), 0.0, odds)


IN_PLACE, ON_THE_WAY = SimilarityOdds(*ODDS_IN_PLACE), SimilarityOdds(*ODDS_ON_THE_WAY)
"""Somebody who stands shows the same side in the same light, who walks turns. Beside the days that these are fitted to:
on rendered offices, and on real clips of people who stand and walk, are in place 95 % above 0.93 (real: 0.83), on the
way half above 0.86 (real: 0.8); of different people half below 0.46 (real: 0.65), one in ten above 0.8 (real: 0.87).
"""


@dataclass(frozen=True)
class LastState:
    """What is known of people (n,) from before: seconds since they were seen, places of the head (n, 2) and velocities
    (n, 2; zero for who stands), heights (n,), all in heights of the frame, and the probability of staying in place.
    """

    elapsed: np.ndarray
    heads: np.ndarray
    velocities: np.ndarray
    heights: np.ndarray
    stays: np.ndarray


def within_gate(elapsed: np.ndarray, away: np.ndarray, scale: np.ndarray, walking_m_s: float) -> np.ndarray:
    """(n,) flags: who can be where their detection is; nobody else is ever probable.

    elapsed (n,): seconds since they were seen; away (n, 2): the way from head to head; scale (n,): the mean height.
    """
    return _apart(away) / scale <= np.maximum(_reach(elapsed, walking_m_s), FARTHEST_SWAY)


@dataclass(frozen=True)
class Densities:
    """Densities, per square body height, of people (n,) being where their detection is, whatever they look like: if
    they stayed in place, and if they went there; and the logarithm of how much more probable it is that one person's
    box has grown so much than that another's is so much taller. All (n,).
    """

    in_place: np.ndarray
    onward: np.ndarray
    growth: np.ndarray

    def log(self, similarity: np.ndarray) -> np.ndarray:
        """(n,) logarithm of the density of being there, so dressed; similarity (n,) is NaN where none was compared."""
        standing, walking = np.exp(IN_PLACE.of(similarity)), np.exp(ON_THE_WAY.of(similarity))
        return np.log(self.in_place * standing + self.onward * walking + 1e-12) + self.growth


def densities(known: LastState, heads: np.ndarray, heights: np.ndarray, walking_m_s: float) -> Densities:
    """Of each person being where their detection is; heads (n, 2) and heights (n,) are of the detections."""
    elapsed, stay = known.elapsed, known.stays
    away = heads - known.heads
    scale = (known.heights + heights) / 2
    moved = _apart(away) / scale
    reach = _reach(elapsed, walking_m_s)
    within = moved <= reach
    anywhere = 1 / (np.pi * reach**2)
    step = known.velocities * (elapsed / scale)[:, None]
    walks = (step[:, 0] != 0) | (step[:, 1] != 0)
    on_the_way = _on_the_way(away / scale[:, None], step, elapsed)
    onward = np.where(walks, GOES_ON * on_the_way + (1 - GOES_ON) * anywhere, anywhere)
    shifted = np.where(within, _normal(moved, SHIFT_SPREAD), 0.0)
    in_place = (1 - SHIFTS) * _normal(moved, STANDING_SPREAD) + SHIFTS * shifted
    growth = -((np.log(heights / known.heights) / SIZE_SPREAD) ** 2) / 2
    return Densities(stay * in_place, np.where(within, (1 - stay) * onward, 0.0), growth)


def _on_the_way(away: np.ndarray, step: np.ndarray, elapsed: np.ndarray) -> np.ndarray:
    """Densities (n,) of who goes on as before, by `step` (n, 2), or stops on the way, anywhere on it as probably.

    All in body heights. The farther somebody goes, the less is known of the way.
    """
    length = np.maximum(_apart(step), 1e-6)
    ahead = _product(away, step) / length
    aside = np.sqrt(np.maximum(_product(away, away) - ahead**2, 0.0))
    spread = STANDING_SPREAD + np.clip(ahead / length, 0, 1) * ASTRAY_SPEED * elapsed
    stopped = _line(aside, spread) * (ndtr(ahead / spread) - ndtr((ahead - length) / spread)) / length
    spread = STANDING_SPREAD + ASTRAY_SPEED * elapsed
    went_on = _line(aside, spread) * _line(ahead - length, spread + SPEED_SPREAD * length)
    return STOPS * stopped + (1 - STOPS) * went_on


def _reach(elapsed: np.ndarray, walking_m_s: float) -> np.ndarray:
    """How far somebody gets, body heights."""
    return 3 * STANDING_SPREAD + elapsed * walking_m_s / BODY_HEIGHT_M


def _apart(way: np.ndarray) -> np.ndarray:
    """Lengths (n,) of ways (n, 2)."""
    return np.sqrt(_product(way, way))


def _product(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Scalar products (n,) of ways (n, 2) each."""
    return first[:, 0] * second[:, 0] + first[:, 1] * second[:, 1]


def _line(distance: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Density of a normal distribution on a line."""
    return np.exp(-((distance / spread) ** 2) / 2) / (np.sqrt(2 * np.pi) * spread)


def _normal(distance: np.ndarray, spread: float | np.ndarray) -> np.ndarray:
    """Density of a round normal distribution in the plane."""
    return np.exp(-((distance / spread) ** 2) / 2) / (2 * np.pi * spread**2)
