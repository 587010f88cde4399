"""How probable it is that a later detection is the next one of the person of an earlier one.

All that tells is a factor of one odds, as in tracking by min-cost flow (Zhang, Li and Nevatia, "Global data association
for multi-object tracking using network flows", 2008): against both being true, but the earlier the last one of
somebody who has gone, and the later the first one of somebody new.

    odds = being there, of that size, so dressed × being seen again only now
           ÷ (somebody new, or a false box, there × having gone)

Where somebody was going is known on both sides: how they moved before the earlier detection, and how after the later.
What is so probable, and how that is known, is in `parameters`.
"""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.candidate_pairs import CandidatePairs
from pantau.transforms.tracking.motion import LastState, densities
from pantau.transforms.tracking.motion_state import MotionState
from pantau.transforms.tracking.parameters import (
    GONE,
    GONE_AT_EDGE,
    GONE_FALSE,
    MISSED_LONG,
    NEW_AT_EDGE,
    NEW_PER_AREA,
    PEOPLE_PER_AREA,
    SEEN,
    SEEN_STANDING,
    SEEN_WALKING,
    STAY_AT_FIRST,
    STILL_MISSED,
    SURE_AT_ONCE,
    SURE_BY_MARGIN,
)
from pantau.transforms.tracking.people_seen import PeopleSeen


@dataclass(frozen=True)
class Motion:
    """How people moved up to each detection (s,), and from each on with time reversed."""

    until: MotionState
    since: MotionState


def link_log_odds(
    people: PeopleSeen, pairs: CandidatePairs, motion: Motion, alike: np.ndarray, walking_m_s: float
) -> np.ndarray:
    """(n,) log odds of each pair; alike (n,): how alike the two sides look, NaN where that is not known."""
    earlier, later = pairs.earlier, pairs.later
    until, since = motion.until.part(earlier), motion.since.part(later)
    own_before, own_after = people.own[earlier], people.own[later]
    new = NEW_PER_AREA + NEW_AT_EDGE * people.near_edge[later] * since.walking
    new = new + PEOPLE_PER_AREA * (1 - own_after) / own_after
    gone = own_before * (GONE + GONE_AT_EDGE * people.near_edge[earlier] * until.walking)
    gone = gone + (1 - own_before) * GONE_FALSE
    there = _log_density(people, pairs, until, since, alike, walking_m_s)
    return there + np.log(_seen_again(pairs, until.walking | since.walking)) - np.log(new) - np.log(gone)


def probability(margin: np.ndarray) -> np.ndarray:
    """(n,) that pairs with such margins, from 0 on, are of one person each."""
    return 1 / (1 + np.exp(-SURE_AT_ONCE - SURE_BY_MARGIN * margin))


def _log_density(
    people: PeopleSeen,
    pairs: CandidatePairs,
    until: MotionState,
    since: MotionState,
    alike: np.ndarray,
    walking_m_s: float,
) -> np.ndarray:
    """(n,) log density of being there, per square body height.

    The way between the two is told by how somebody moved before it, and again by how they moved after it. Given the
    way these are independent, so their densities multiply, over that of such a way when neither is known.
    """

    def one(start: np.ndarray, end: np.ndarray, state: MotionState) -> np.ndarray:
        known = LastState(elapsed, people.heads[start], state.velocities, people.heights[start], state.stays)
        return densities(known, people.heads[end], people.heights[end], walking_m_s).log(alike)

    elapsed = people.times[pairs.later] - people.times[pairs.earlier]
    unknown = MotionState(np.zeros((len(elapsed), 2)), np.full(len(elapsed), STAY_AT_FIRST))
    return (
        one(pairs.earlier, pairs.later, until)
        + one(pairs.later, pairs.earlier, since)
        - one(pairs.earlier, pairs.later, unknown)
    )


def _seen_again(pairs: CandidatePairs, walking: np.ndarray) -> np.ndarray:
    """(n,) probability of being seen now and not before: most are missed for a moment, some who stand for long."""
    return seen_after(pairs.missed, walking, SEEN, SEEN_STANDING, SEEN_WALKING, MISSED_LONG, STILL_MISSED)


def seen_after(
    missed: np.ndarray,
    walking: np.ndarray,
    seen: float,
    seen_standing: float,
    seen_walking: float,
    missed_long: float,
    still_missed: float,
) -> np.ndarray:
    """(n,) the same for frames `missed` (n,), of who is `walking` (n,), by the parameters."""
    again = np.where(walking, seen_walking, seen_standing)
    soon = np.where(missed > 0, (1 - seen) * again * (1 - again) ** np.maximum(missed - 1, 0), seen)
    late, long = (1 - still_missed) * still_missed**missed, np.where(walking, 0.0, missed_long)
    return (1 - long) * soon + long * late
