"""How probable it is that a later detection is the next one of the person of an earlier one.

All that tells is a factor of one odds, as in tracking by min-cost flow (Zhang, Li and Nevatia, "Global data association
for multi-object tracking using network flows", 2008): against both being true, but the earlier the last one of
somebody who has gone, and the later the first one of somebody new.

    odds = being there, of that size, so dressed × being seen again only now
           ÷ (somebody new, or a false box, there × having gone)

Where somebody was going is known on both sides: how they moved before the earlier detection, and how after the later.
Chosen values were tried on made-up days of seed 71 and on edited visits of seed 5, and are judged on others
(`docs/tracking_exams.md`).
"""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.candidate_pairs import CandidatePairs
from pantau.transforms.tracking.motion import LastState, densities
from pantau.transforms.tracking.motion_state import STAY_AT_FIRST, MotionState
from pantau.transforms.tracking.people_seen import PeopleSeen

NEW_PER_AREA, NEW_AT_EDGE = 0.003, 0.1
"""Expected newcomers on a sample, per square body height: anywhere, one in half a minute or so over a frame; and of
those who walk at the edge of the frame. Chosen; a third or three times as many anywhere change little."""

PEOPLE_PER_AREA = 0.15
"""Detections of people on a sample, per square body height, by which the probability of an own box becomes a density of
false ones. Three people in a frame of twenty square body heights; a third or three times as many change little."""

GONE, GONE_AT_EDGE, GONE_FALSE = 0.02, 0.7, 0.5
"""Probability that a detection is the last one of its person: a visit has some 50 samples; of those who walk at the
edge of the frame; and of a second or false box, which lasts for two samples or so (PETS09-S2L1: a third is there again
after 2 s)."""

SEEN, SEEN_STANDING, SEEN_WALKING = 0.8, 0.4, 0.75
"""Probability of being seen on the next sample, and after having been missed: what hides somebody who stands stays
there; who walks comes out, or has left."""

MISSED_LONG, STILL_MISSED = 0.15, 0.93
"""Of those who stand so many are missed for long, and on each sample go on being so."""

SURE_AT_ONCE, SURE_BY_MARGIN = 2.0, 0.48
"""Log odds that two detections are of one person when the best whole without that pair is as probable, and more for
each 1 of its margin. Such another whole is often one of nearly the same people. Fitted by maximum likelihood on made-up
days of seed 71: `python -m benchmarks.tracking.calibration --seed 71`."""


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
    again = np.where(walking, SEEN_WALKING, SEEN_STANDING)
    soon = np.where(pairs.missed > 0, (1 - SEEN) * again * (1 - again) ** np.maximum(pairs.missed - 1, 0), SEEN)
    late = np.where(walking, 0.0, (1 - STILL_MISSED) * STILL_MISSED**pairs.missed)
    return (1 - MISSED_LONG) * soon + MISSED_LONG * late
