"""How probable it is that a later detection is the next one of the person of an earlier one.

All that speaks for it or against it is summed as log odds: against the person having gone for good, and against the
later detection being of somebody new.

    odds = seen again after such a gap × being there, so dressed / (gone for good × somebody new there)
"""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.motion import LastState, densities
from pantau.transforms.tracking.motion_state import STAY_AT_FIRST, MotionState
from pantau.transforms.tracking.people_seen import PeopleSeen

NEW_PER_AREA = 0.003
GONE = 0.02
FALSE_GONE = 0.5
TRUE_PER_AREA = 0.15
SEEN, SEEN_AGAIN_STANDING, SEEN_AGAIN_WALKING = 0.8, 0.4, 0.75
LASTING, LASTS = 0.15, 0.93


@dataclass(frozen=True)
class Pairs:
    """Pairs (n,) of an earlier and a later detection, by index: samples between them on which the person should have
    been seen, samples on which others hid the place."""

    earlier: np.ndarray
    later: np.ndarray
    missed: np.ndarray
    hidden: np.ndarray

    def part(self, chosen: np.ndarray) -> "Pairs":
        return Pairs(*(values[chosen] for values in vars(self).values()))


@dataclass(frozen=True)
class Motion:
    """How people moved up to each detection, and, time reversed, from each on."""

    until: MotionState
    since: MotionState


def log_odds(
    people: PeopleSeen, pairs: Pairs, motion: Motion, in_place: np.ndarray, on_the_way: np.ndarray, walking_m_s: float
) -> np.ndarray:
    """(n,) log odds of pairs; `in_place` and `on_the_way` (n,) are those of their looks for who stayed and who went."""
    i, j = pairs.earlier, pairs.later
    elapsed = people.times[j] - people.times[i]
    looks = np.exp(in_place), np.exp(on_the_way)
    forward = _density(people, i, j, elapsed, motion.until.part(i), walking_m_s, looks)
    backward = _density(people, j, i, elapsed, motion.since.part(j), walking_m_s, looks)
    nothing = MotionState(np.zeros((len(i), 2)), np.full(len(i), STAY_AT_FIRST))
    unknown = _density(people, i, j, elapsed, nothing, walking_m_s, looks)
    walking = motion.until.walking[i] | motion.since.walking[j]
    own = people.own
    new = NEW_PER_AREA + TRUE_PER_AREA * (1 - own[j]) / own[j]
    gone = GONE * own[i] + FALSE_GONE * (1 - own[i])
    return forward + backward - unknown - np.log(new) + _again(pairs, walking) - np.log(gone)


def _density(people, one, other, elapsed, state, walking_m_s, looks):
    known = LastState(elapsed, people.heads[one], state.velocities, people.heights[one], state.stays)
    d = densities(known, people.heads[other], people.heights[other], walking_m_s)
    return np.log(d.in_place * looks[0] + d.onward * looks[1] + 1e-12) + d.growth


def _again(pairs: Pairs, walking: np.ndarray) -> np.ndarray:
    """(n,) log probability of being seen again only now."""
    again = np.where(walking, SEEN_AGAIN_WALKING, SEEN_AGAIN_STANDING)
    soon = np.where(pairs.missed > 0, (1 - SEEN) * again * (1 - again) ** np.maximum(pairs.missed - 1, 0), SEEN)
    late = np.where(walking, 0.0, LASTING * (1 - LASTS) * LASTS**pairs.missed)
    return np.log((1 - LASTING) * soon + late) - np.log(1.0)
