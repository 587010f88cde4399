"""Whether two groups differ by more than chance: whole days are exchanged, as what comes on one day hangs together."""

from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pantau.sql.comparing.survival import Floats, kaplan_meier_medians, on_a_grid

PERMUTATIONS, RESAMPLES = 9999, 1000
"""Chosen: a p value of 0.05 is then right within 0.004 (two standard errors), the ends of an interval within 1 %."""

SEED = 1
"""So that the same rows give the same answer."""

LEVEL = 0.05
"""Below this p value two groups are said to differ: convention. Intervals hold 95 %."""


class GroupDays(NamedTuple):
    """What two groups have by day: (groups, dates) arrays. A date that a group does not have has zeros throughout.

    `scores` are what a test adds up by group, and 0 in all; `there` says which group has which date.
    """

    scores: Floats
    there: NDArray[np.bool_]

    @property
    def are_paired(self) -> bool:
        """Whether the groups have dates in common, which are compared date by date then."""
        return bool((self.there[0] & self.there[1]).any())


def log_rank_scores(durations_s: Floats, was_cut: NDArray[np.bool_]) -> Floats:
    """What each duration adds to the log-rank statistic, observed minus expected ends (Peto and Peto 1972).

    1 for an end, less the Nelson–Aalen hazard of all groups together up to it; who was cut has the hazard alone.
    """
    times, place = np.unique(durations_s, return_inverse=True)
    ended = np.bincount(place, weights=~was_cut, minlength=len(times))
    gone = np.bincount(place, minlength=len(times))
    at_risk = len(durations_s) - np.cumsum(gone) + gone
    return ~was_cut - np.cumsum(ended / at_risk)[place]


def share_scores(parts: Floats, wholes: Floats) -> Floats:
    """What each day adds to the difference of two shares: its part, less what it would have by the share of all."""
    return parts - wholes * (parts.sum() / wholes.sum())


def chance(days: GroupDays) -> float | None:
    """The p value of two groups: how often chance alone parts them as far. None where it cannot be below `LEVEL`.

    Without dates in common, days change their groups at random; else the two change places on dates that both have.
    """
    random = np.random.default_rng(SEED)
    if days.are_paired:
        both = days.there[0] & days.there[1]
        apart = (days.scores[0] - days.scores[1])[both]
        if 2 / 2 ** len(apart) > LEVEL:
            return None
        drawn = random.choice((-1.0, 1.0), (PERMUTATIONS, len(apart))) @ apart
        return _p_value(drawn, apart.sum())
    first, second = (days.scores[group][days.there[group]] for group in (0, 1))
    every = np.concatenate([first, second])
    if 1 / comb(len(every), len(first)) > LEVEL:
        return None
    ranks = random.random((PERMUTATIONS, len(every))).argpartition(len(first) - 1, axis=1)[:, : len(first)]
    return _p_value(every[ranks].sum(axis=1) - len(first) * every.mean(), first.sum() - len(first) * every.mean())


def _p_value(drawn: Floats, seen: float) -> float:
    return float((1 + (np.abs(drawn) >= abs(seen) - 1e-9).sum()) / (1 + len(drawn)))


def resampled(days: GroupDays) -> tuple[Floats, Floats]:
    """How often each date stands in each of `RESAMPLES` resamples of both groups: two (resamples, dates) arrays.

    Dates that both have are drawn together where the groups are compared date by date.
    """
    random = np.random.default_rng(SEED)
    if days.are_paired:
        drawn = _drawn(random, days.there.any(axis=0))
        return drawn, drawn
    return _drawn(random, days.there[0]), _drawn(random, days.there[1])


def _drawn(random: np.random.Generator, there: NDArray[np.bool_]) -> Floats:
    count = there.sum()
    if not count:
        return np.zeros((RESAMPLES, len(there)))
    return random.multinomial(count, there / count, RESAMPLES).astype(float)


def interval(differences: Floats) -> tuple[float | None, float | None]:
    """The 95 % interval of a difference from those of the resamples; None for both where too many are not known."""
    known = differences[~np.isnan(differences)]
    if len(known) < (1 - LEVEL / 2) * len(differences):
        return None, None
    low, high = np.quantile(known, (LEVEL / 2, 1 - LEVEL / 2))
    return float(low), float(high)


def by_day(values: Floats, group: NDArray[np.int64], date: NDArray[np.int64], dates: int) -> Floats:
    """Sums over rows, as (groups, dates)."""
    return np.bincount(group * dates + date, weights=values, minlength=2 * dates).reshape(2, dates)


def medians_of(durations_s: Floats, was_cut: NDArray[np.bool_], date: NDArray[np.int64], weights: Floats) -> Floats:
    """Kaplan–Meier medians of one group's durations, in seconds; dates count as often as each row of `weights` says."""
    if not len(durations_s):
        return np.full(len(weights), np.nan)
    times, place = on_a_grid(durations_s)
    flat, size = date * len(times) + place, weights.shape[1] * len(times)
    ended = np.bincount(flat, weights=~was_cut, minlength=size).reshape(-1, len(times))
    cut = np.bincount(flat, weights=was_cut, minlength=size).reshape(-1, len(times))
    return kaplan_meier_medians(times, weights @ ended, weights @ cut)
