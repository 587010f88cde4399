"""How probable it is that a later detection is the next one of the person of an earlier one.

All that tells is a factor of one odds, as in tracking by min-cost flow (Zhang, Li and Nevatia, "Global data association
for multi-object tracking using network flows", 2008): against both being true, but the earlier the last one of
somebody who has gone, and the later the first one of somebody new.

    odds = being there, of that size, so dressed × being seen again only now × both being people, or both false boxes
           ÷ (somebody new, or a false box, there × having gone)

Where somebody was going is known on both sides: how they moved before the earlier detection, and how after the later.
Chosen values were tried on made-up days of seeds 71 to 73 and on edited visits of seed 5, and are judged on others
(`docs/tracking_exams.md`).
"""

from dataclasses import dataclass, replace

import numpy as np

from pantau.transforms.tracking.candidate_pairs import CandidatePairs
from pantau.transforms.tracking.motion import Densities, LastState, densities
from pantau.transforms.tracking.motion_state import STAY_AT_FIRST, MotionState
from pantau.transforms.tracking.people_seen import PeopleSeen

NEW_PER_AREA, NEW_AT_EDGE = 0.003, 0.1
"""Expected newcomers on a sample, per square body height: anywhere, one in half a minute or so over a frame; and of
those who walk at the edge of the frame. Chosen; a third or three times as many anywhere change little."""

PEOPLE_PER_AREA = 0.15
"""Detections of people on a sample, per square body height, by which the probability of an own box becomes a density of
false ones. Three people in a frame of twenty square body heights; a third or three times as many change little."""

GONE, GONE_AT_EDGE, GONE_FALSE = 0.02, 0.55, 0.5
"""Probability that a detection is the last one of its person: a visit has some 50 samples; of those who walk at the
edge of the frame; and of a second or false box, which lasts for two samples or so (PETS09-S2L1: a third is there again
after 2 s)."""

SEEN, SEEN_STANDING, SEEN_WALKING = 0.8, 0.4, 0.75
"""Probability of being seen on the next sample, and after having been missed: what hides somebody who stands stays
there; who walks comes out, or has left."""

TURNS_BACK = 0.1
"""Probability that somebody who walked up to a place, and after a pause away from it, left it the way they had come.
Of those who stop for a moment so many turn round; a half, which is not to ask, merges more edited visits."""

MISSED_LONG, STILL_MISSED = 0.15, 0.93
"""Of those who stand so many are missed for long, and on each sample go on being so."""

SURE_AT_ONCE, SURE_BY_MARGIN = 1.94, 0.54
"""Log odds that two detections are of one person when the best whole without that pair is as probable, and more for
each 1 of its margin. Such another whole is often one of nearly the same people. Fitted by maximum likelihood on made-up
days of seed 71: `python -m benchmarks.tracking.calibration --seed 71`."""


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
    again = np.where(walked, SEEN_WALKING, SEEN_STANDING)
    soon = np.where(pairs.missed > 0, (1 - SEEN) * again * (1 - again) ** np.maximum(pairs.missed - 1, 0), SEEN)
    late = np.where(walked, 0.0, (1 - STILL_MISSED) * STILL_MISSED**pairs.missed)
    return (1 - MISSED_LONG) * soon + MISSED_LONG * late
