"""How alike detections of one person look, and those of two, as the tracker compares them: the odds of `motion`."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.candidate_pairs import IN_PLACE_HEIGHTS, candidate_pairs
from pantau.transforms.tracking.motion import IN_PLACE, ON_THE_WAY, SimilarityOdds
from pantau.transforms.tracking.stitching import alike_of
from tools.fit_tracking.fitted_values import FittedValues, told
from tools.fit_tracking.known_days import KnownDay, joined
from tools.fit_tracking.maximum_likelihood import ANY, POSITIVE, fit

TAILS, SAME = 200, 2_000
"""Detections of a day whose later ones are looked at, and links, evenly over it: chosen, for the time that it takes."""


LIMITS = 2.0, 4.0, 8.0
"""Log odds against one person at which the search for the limit begins. Chosen: 1 to 7, 55 and 3,000."""


@dataclass(frozen=True)
class LooksOfPairs:
    """Pairs (n,) of a day within reach: how alike, whether of one person, and whether in one place."""

    alike: np.ndarray
    same: np.ndarray
    in_place: np.ndarray


def looks(known: KnownDay) -> LooksOfPairs:
    """Of a day: a detection with the next of the same person, and with all within reach of others.

    The looks are compared over the same detections on either side as when tracklets are joined.
    """
    people = known.people
    tails = np.flatnonzero(known.own)
    tails = tails[np.unique(np.linspace(0, len(tails) - 1, min(TAILS, len(tails))).astype(int))]
    others = candidate_pairs(people, tails, known.own, known.gap_s, known.walking_m_s, consecutive=False)
    others = others.part(np.flatnonzero(known.who[others.earlier] != known.who[others.later]))
    mine = known.links.part(np.unique(np.linspace(0, len(known.links.later) - 1, SAME).astype(int)))
    pairs = joined([mine, others])
    alike = alike_of(people, known.day.similarity, pairs, known.before, known.after)
    away = np.hypot(*(people.heads[pairs.later] - people.heads[pairs.earlier]).T)
    near = away <= IN_PLACE_HEIGHTS * (people.heights[pairs.later] + people.heights[pairs.earlier]) / 2
    same, compared = np.arange(len(near)) < len(mine.later), ~np.isnan(alike)
    return LooksOfPairs(alike[compared], same[compared], near[compared])


def fitted(days: list[LooksOfPairs]) -> FittedValues:
    """The entries of `IN_PLACE` and `ON_THE_WAY`.

    Logistic regression within limits, in which those of one person and those of two count the same together: so what
    is told are the odds of the looks alone.
    """
    result: FittedValues = {}
    for name, near, begin in (
        ("ODDS_IN_PLACE", True, IN_PLACE),
        ("ODDS_ON_THE_WAY", False, ON_THE_WAY),
    ):
        mine = [(d.alike[d.in_place == near], d.same[d.in_place == near]) for d in days]
        one, two = (sum(int((same == which).sum()) for _, same in mine) for which in (True, False))

        def likelihood(values: np.ndarray, mine: list = mine, share: float = one / (one + two)) -> np.ndarray:
            even, slope, most, least = values
            odds = SimilarityOdds(even, slope, most, -least)
            return np.array(
                [
                    -(np.where(same, 0.5 / share, 0.5 / (1 - share)) * _surprise(odds.of(alike), same)).sum()
                    for alike, same in mine
                ]
            )

        # Beyond the limits the slope tells nothing of them, so the search begins within several.
        starts = [[begin.even, begin.slope, begin.most, least] for least in LIMITS]
        found = max(
            (fit(likelihood, start, [ANY, *[POSITIVE] * 3]) for start in starts),
            key=lambda one: likelihood(one.values).sum(),
        )
        found.values[-1] *= -1
        result[name] = [entry for (entry,) in told(("even", "slope", "most", "least"), found, one + two).values()]
    return result


def _surprise(odds: np.ndarray, same: np.ndarray) -> np.ndarray:
    """(n,) minus the logarithm of the probability of what is so."""
    return np.logaddexp(0.0, np.where(same, -odds, odds))
