"""Camera days of which it is known whom each detection shows, as the tracker sees them.

They are made up from scripts (`benchmarks/tracking/made`). What the made detector misses, sees twice and takes for
somebody, how boxes tremble and how alike people look was measured on PETS09-S2L1 and chosen where nothing is known: who
fits on these days inherits that. How people come, stand, walk and leave is that of the scripts.
"""

from dataclasses import dataclass

import numpy as np

from benchmarks.tracking.made.made_days import MadeDay
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.candidate_pairs import IN_PLACE_HEIGHTS, CandidatePairs, candidate_pairs
from pantau.transforms.tracking.links import Tracklets
from pantau.transforms.tracking.own_boxes import own_probability
from pantau.transforms.tracking.people_seen import PeopleSeen, people_seen
from pantau.transforms.tracking.stitching import tracklets_of
from pantau.transforms.tracking.tracker import LEAST_OWN

TOGETHER = 2_000
"""Detections whose pairs are looked for at once, for the memory."""

LONG_GAP_S = 32.0
"""On samples alone people are looked for over so long a gap, to see how long who is missed goes on being missed: four
times as long as the product waits."""


@dataclass(frozen=True)
class KnownDay:
    """A camera day of which it is known who is who.

    people: the detections (s,) that the tracker uses. who (s,): whose each is, -1 for things that are nobody; own (s,):
    whether it is the first box of its person. before, after (s,): the detection of the same person, their own box,
    before and after, -1 for none. links: those of them that the tracker could make. gap_s, walking_m_s: thresholds.
    """

    day: CameraDay
    people: PeopleSeen
    who: np.ndarray
    own: np.ndarray
    before: np.ndarray
    after: np.ndarray
    links: CandidatePairs
    false_before: np.ndarray
    first: np.ndarray
    gap_s: float
    walking_m_s: float

    @property
    def motion(self) -> Tracklets:
        """How everybody really moved up to each detection, and from it on."""
        return tracklets_of(self.people, self.before, self.after)

    @property
    def followed(self) -> np.ndarray:
        """(s,) flags: own boxes in view of which a later one of the same person could be linked."""
        flags = np.zeros(len(self.who), dtype=bool)
        flags[self.links.earlier] = True
        return flags

    @property
    def continued(self) -> np.ndarray:
        """(s,) flags: own boxes that could be linked to an earlier one of the same person."""
        flags = np.zeros(len(self.who), dtype=bool)
        flags[self.links.later] = True
        return flags


def known_days(made: MadeDay) -> tuple[KnownDay, KnownDay]:
    """A made-up day on its samples alone, and with the refined frames that the product asks for."""
    sampled = made.camera_day()
    windows, _ = refinement_windows(made.site, made.place, sampled)
    return known_day(made, sampled, LONG_GAP_S), known_day(made, made.camera_day(windows))


def known_day(made: MadeDay, day: CameraDay, gap_s: float | None = None) -> KnownDay:
    """What is known of a camera day that was made from `made`; `gap_s` instead of the threshold of the site."""
    thresholds = made.site.thresholds_on(made.scenario.day)
    probable = own_probability(day)
    names = np.flatnonzero((day.person_score >= thresholds.person_score_again) & (probable > LEAST_OWN))
    people = people_seen(day, names, probable[names])
    of = made.detections_of(day)
    first = made.people.first[of]
    who, own = made.people.who[of[names]], first[names]
    before, after = chains(np.where(own, who, -1))
    gap_s, walking_m_s = gap_s or thresholds.track_gap_s, thresholds.walking_m_s
    links = true_links(people, before, gap_s, walking_m_s)
    false = nearest_false(people, who, own, gap_s, walking_m_s)
    return KnownDay(day, people, who, own, before, after, links, false, first, gap_s, walking_m_s)


def chains(who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(s,), (s,) the entry of the same number before and after each, -1 for none, and for all of number -1."""
    order = np.argsort(who, kind="stable")
    same = (who[order[1:]] == who[order[:-1]]) & (who[order[1:]] >= 0)
    before, after = np.full(len(who), -1), np.full(len(who), -1)
    before[order[1:][same]], after[order[:-1][same]] = order[:-1][same], order[1:][same]
    return before, after


def true_links(people: PeopleSeen, before: np.ndarray, gap_s: float, walking_m_s: float) -> CandidatePairs:
    """The pairs of a detection and the one before it that the tracker takes into account, by what it does itself."""
    tails, heads = before[before >= 0], before >= 0
    parts = []
    for begin in range(0, len(tails), TOGETHER):
        pairs = candidate_pairs(
            people, np.sort(tails)[begin : begin + TOGETHER], heads, gap_s, walking_m_s, consecutive=False
        )
        parts.append(pairs.part(np.flatnonzero(before[pairs.later] == pairs.earlier)))
    return joined(parts)


def joined(parts: list[CandidatePairs]) -> CandidatePairs:
    """All of them, one after the other."""
    parts = [CandidatePairs(np.zeros(0, int), np.zeros(0, int), np.zeros(0)), *parts]
    return CandidatePairs(*(np.concatenate([getattr(one, name) for one in parts]) for name in vars(parts[0])))


def nearest_false(people: PeopleSeen, who: np.ndarray, own: np.ndarray, gap_s: float, walking_m_s: float) -> np.ndarray:
    """(s,) of each box that is nobody's own the latest earlier such box of the same person, or of no person and where
    it is, -1 for none, among those in reach."""
    tails, best = np.flatnonzero(~own), np.full(len(who), -1)
    for begin in range(0, len(tails), TOGETHER):
        pairs = candidate_pairs(people, tails[begin : begin + TOGETHER], ~own, gap_s, walking_m_s, consecutive=False)
        away = np.hypot(*(people.heads[pairs.later] - people.heads[pairs.earlier]).T) / people.heights[pairs.later]
        same = (who[pairs.earlier] == who[pairs.later]) & (away <= IN_PLACE_HEIGHTS)
        np.maximum.at(best, pairs.later[same], pairs.earlier[same])
    return best


def seconds_left(known: KnownDay) -> tuple[np.ndarray, np.ndarray]:
    """(s,), (s,) for how long the camera was watched before and after each detection, without a pause."""
    times = known.people.times
    since, until = np.zeros(len(times)), np.zeros(len(times))
    for start, end in known.day.known:
        inside = (times >= start) & (times <= end)
        since[inside], until[inside] = times[inside] - start, end - times[inside]
    return since, until
