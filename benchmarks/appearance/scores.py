"""How well a score tells pairs of one person from pairs of two, and whether its odds are right."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata


@dataclass(frozen=True)
class PairScores:
    """auc: probability that a pair of one person scores higher than one of two. at_5, at_1: share of pairs of one
    person that score higher than all but 5 % and 1 % of those of two. brier: mean squared error of the probability, as
    if both were as frequent. same, other: how many pairs.
    """

    auc: float
    at_5: float
    at_1: float
    brier: float
    same: int
    other: int


def scores_of(log_odds: np.ndarray, same: np.ndarray) -> PairScores:
    """Of pairs (n,), of which some are of one person and some of two.

    Raises:
        ValueError: one of both is missing.
    """
    ones, twos = log_odds[same], log_odds[~same]
    if not len(ones) or not len(twos):
        raise ValueError(f"{len(ones)} pairs of one person and {len(twos)} of two: both are needed")
    rank = rankdata(log_odds)[same].sum()
    auc = (rank - len(ones) * (len(ones) + 1) / 2) / (len(ones) * len(twos))
    limits = np.quantile(twos, [0.95, 0.99], method="higher")
    wrong = [np.mean((1 - probability(ones)) ** 2), np.mean(probability(twos) ** 2)]
    at = [float((ones > limit).mean()) for limit in limits]
    return PairScores(float(auc), *at, float(np.mean(wrong)), len(ones), len(twos))


def probability(log_odds: np.ndarray) -> np.ndarray:
    """Of log odds."""
    return 1 / (1 + np.exp(-log_odds))


def reliability(log_odds: np.ndarray, same: np.ndarray, bins: int = 5) -> list[tuple[float, float, int]]:
    """For equal bins of the probability that have any pairs: its mean, the share of one person, and how many pairs.

    Both kinds count as if they were as frequent.
    """
    weight = np.where(same, 1 / max(same.sum(), 1), 1 / max((~same).sum(), 1))
    told = probability(log_odds)
    number = np.minimum((told * bins).astype(int), bins - 1)
    return [
        (
            float(np.average(told[number == bin_], weights=weight[number == bin_])),
            float(np.average(same[number == bin_], weights=weight[number == bin_])),
            int((number == bin_).sum()),
        )
        for bin_ in range(bins)
        if (number == bin_).any()
    ]
