"""How probable it is that a later detection is the next one of the person of an earlier one.

All that tells is a factor of one odds, as in tracking by min-cost flow (Zhang, Li and Nevatia, "Global data association
for multi-object tracking using network flows", 2008): against both being true, but the earlier the last one of
somebody who has gone, and the later the first one of somebody new.

    odds = being there, of that size, so dressed × being seen again only now × both being people, or both false boxes
           ÷ (somebody new, or a false box, there × having gone)

Where somebody was going is known on both sides: how they moved before the earlier detection, and how after the later.
What is so probable, and how that is known, is in `parameters`.
"""

from dataclasses import dataclass, replace

import numpy as np

from pantau.transforms.tracking.candidate_pairs import CandidatePairs
from pantau.transforms.tracking.motion import Densities, LastState, densities
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
    TURNS_BACK,
)
from pantau.transforms.tracking.people_seen import PeopleSeen


@dataclass(frozen=True)
class Tracklets:
    """What the tracklets so far tell at each detection (s,): how people moved up to it, and from it on with time
    reversed; and how probable it is that they are somebody's own boxes."""

    until: MotionState
    since: MotionState
    own: np.ndarray


def link_log_odds(
    people: PeopleSeen, pairs: CandidatePairs, tracklets: Tracklets, alike: np.ndarray, walking_m_s: float
) -> np.ndarray:
    """(n,) log odds of each pair; alike (n,): how alike the two sides look, NaN where that is not known."""
    earlier, later = pairs.earlier, pairs.later
    until, since = tracklets.until.part(earlier), tracklets.since.part(later)
    own = tracklets.own[earlier]
    # How much more densely false boxes like the later one lie than people's.
    false = (1 - tracklets.own[later]) / tracklets.own[later]
    leaves = GONE + GONE_AT_EDGE * people.near_edge[earlier] * until.walking
    gone = own * leaves + (1 - own) * GONE_FALSE
    new = NEW_PER_AREA + NEW_AT_EDGE * people.near_edge[later] * since.walking + PEOPLE_PER_AREA * false
    again = own * (1 - leaves) + (1 - own) * (1 - GONE_FALSE) * false
    again = again * _seen_again(pairs, until.walked | since.walked)
    there = _log_density(people, pairs, until, since, alike, walking_m_s)
    return there + np.log(again) - np.log(new) - np.log(gone)


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
    way these are independent, so their densities multiply, over that of such a way when neither is known. Who walks up
    to a place and then away from it goes on, rather than back.
    """

    def one(start: np.ndarray, end: np.ndarray, state: MotionState) -> Densities:
        known = LastState(elapsed, people.heads[start], state.velocities, people.heights[start], state.stays)
        return densities(known, people.heads[end], people.heights[end], walking_m_s)

    earlier, later = pairs.earlier, pairs.later
    elapsed = people.times[later] - people.times[earlier]
    unknown = MotionState(np.zeros((len(elapsed), 2)), np.full(len(elapsed), STAY_AT_FIRST))
    before = one(earlier, later, until)
    turned = np.sum(until.velocities * since.velocities, axis=1) > 0
    pausing = np.where(until.walked & since.walked, np.where(turned, 2 * TURNS_BACK, 2 * (1 - TURNS_BACK)), 1.0)
    before = replace(before, in_place=before.in_place * pausing)
    return before.log(alike) + one(later, earlier, since).log(alike) - one(earlier, later, unknown).log(alike)


def _seen_again(pairs: CandidatePairs, walked: np.ndarray) -> np.ndarray:
    """(n,) probability of being seen now and not before: most are missed for a moment, some who stand for long."""
    return seen_after(pairs.missed, walked, SEEN, SEEN_STANDING, SEEN_WALKING, MISSED_LONG, STILL_MISSED)


def seen_after(
    missed: np.ndarray,
    walked: np.ndarray,
    seen: float,
    seen_standing: float,
    seen_walking: float,
    missed_long: float,
    still_missed: float,
) -> np.ndarray:
    """(n,) the same for frames `missed` (n,), of who has `walked` (n,), by the parameters."""
    again = np.where(walked, seen_walking, seen_standing)
    soon = np.where(missed > 0, (1 - seen) * again * (1 - again) ** np.maximum(missed - 1, 0), seen)
    late, long = (1 - still_missed) * still_missed**missed, np.where(walked, 0.0, missed_long)
    return (1 - long) * soon + long * late
