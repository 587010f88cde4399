"""Detections joined to people: what is plain first, then what is most probable together.

Whoever is on two consecutive frames, where nobody else could be meant and nothing looks different, makes a tracklet.
All tracklets of the day are then joined at once, so that the whole is most probable: each is continued by one at most,
and continues one at most. That is done in rounds: what is clear by its margin is joined first, and then tells which way
people went and how they look on several frames, for what is less clear. (Huang, Wu and Nevatia, "Robust object tracking
by hierarchical association of detection responses", 2008, join so.)
"""

import numpy as np

from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity
from pantau.transforms.tracking.candidate_pairs import CandidatePairs, candidate_pairs
from pantau.transforms.tracking.links import Tracklets, link_log_odds, probability
from pantau.transforms.tracking.matching import greatest_together
from pantau.transforms.tracking.motion import ON_THE_WAY
from pantau.transforms.tracking.motion_state import motion_state_of, roots
from pantau.transforms.tracking.people_seen import PeopleSeen

PLAIN = 4.0
"""Log odds (55 to 1) to the next best whole from which on consecutive detections make a tracklet. Chosen on made-up
days, seeds 71 to 73 of the fixed offices and 171 to 178 of those that vary: by 3 the fixed ones have F1 0.968 instead
of 0.975; 5 is as good, and costs three times as long, since less is joined before all is compared with all."""

CLEAR = (3.0, 2.0, 1.0, 0.0)
"""The same for each of the rounds in which tracklets are joined; in the last one what is more probable than not is.
Chosen on made-up days of seed 71 (`benchmarks/tracking`), where one round alone has a few more switches."""

COMPARED = 3
"""Detections on either side whose looks are compared. On seed 71 one or five tell less. Chosen."""


def stitched(
    people: PeopleSeen, similarity: AppearanceSimilarity, gap_s: float, walking_m_s: float
) -> tuple[np.ndarray, np.ndarray]:
    """(s,) the detection before each of the person, or -1, and the probability that it is of the same person.

    gap_s: longest time somebody may go undetected. The probability is by the margin: how much
    less probable the best whole without that pair is.
    """
    before, sure = np.full(len(people.names), -1), np.ones(len(people.names))
    pairs = _open_pairs(people, before, gap_s, walking_m_s, consecutive=True)
    for number, clear in enumerate((PLAIN, *CLEAR)):
        if number == 1:
            pairs = _open_pairs(people, before, gap_s, walking_m_s, consecutive=False)
        after = _after(before)
        pairs = pairs.part(np.flatnonzero((after[pairs.earlier] < 0) & (before[pairs.later] < 0)))
        alike = alike_of(people, similarity, pairs, before, after)
        gain = link_log_odds(people, pairs, tracklets_of(people, before, after), alike, walking_m_s)
        chosen = np.flatnonzero(gain > 0)
        best, margin = greatest_together(pairs.earlier[chosen], pairs.later[chosen], gain[chosen])
        clearly = margin >= clear
        if number == 0:
            # Who takes another's place from one frame to the next looks different: several frames must tell.
            clearly &= ~(ON_THE_WAY.of(alike[chosen[best]]) < 0)
        joined = chosen[best][clearly]
        before[pairs.later[joined]] = pairs.earlier[joined]
        sure[pairs.later[joined]] = probability(margin[clearly])
    return before, sure


def _open_pairs(
    people: PeopleSeen, before: np.ndarray, gap_s: float, walking_m_s: float, consecutive: bool
) -> CandidatePairs:
    """Of those whose tracklet ends with those whose tracklet begins."""
    return candidate_pairs(people, np.flatnonzero(_after(before) < 0), before < 0, gap_s, walking_m_s, consecutive)


def _after(before: np.ndarray) -> np.ndarray:
    """(s,) the detection after each of the person, or -1."""
    after = np.full(len(before), -1)
    later = np.flatnonzero(before >= 0)
    after[before[later]] = later
    return after


def alike_of(
    people: PeopleSeen, similarity: AppearanceSimilarity, pairs: CandidatePairs, before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    """(n,) mean similarity of the last detections of the one to the first of the other; NaN if none was compared."""
    total, compared = np.zeros(len(pairs.later)), np.zeros(len(pairs.later))
    later = pairs.later
    for _ in range(COMPARED):
        earlier = pairs.earlier
        for _ in range(COMPARED):
            both = np.flatnonzero((earlier >= 0) & (later >= 0))
            value = similarity.between(people.names[later[both]], people.names[earlier[both]])
            told = ~np.isnan(value)
            total[both[told]] += value[told]
            compared[both[told]] += 1
            earlier = _next(before, earlier)
        later = _next(after, later)
    return np.where(compared > 0, total / np.maximum(compared, 1), np.nan)


def _next(of: np.ndarray, detections: np.ndarray) -> np.ndarray:
    """What comes next along a person, -1 where nothing does."""
    return np.where(detections >= 0, of[detections], -1)


def tracklets_of(people: PeopleSeen, before: np.ndarray, after: np.ndarray) -> Tracklets:
    """What is known at each detection by the others of its tracklet: a tracklet is as surely of a person as its best
    box, since weak ones in it are then of somebody half hidden."""
    last = len(before) - 1
    reversed_ = np.where(after >= 0, last - after, -1)[::-1]
    since = motion_state_of(-people.times[::-1], people.heads[::-1], people.heights[::-1], reversed_)
    first = roots(before)
    own = np.zeros(len(before))
    np.maximum.at(own, first, people.own)
    return Tracklets(
        motion_state_of(people.times, people.heads, people.heights, before),
        since.part(np.arange(len(before))[::-1]),
        own[first],
    )
