"""How long something lasted, where of some only a part was seen: Kaplan and Meier's estimate."""

from collections.abc import Sequence
from math import nan

import numpy as np


def lasting(seconds: np.ndarray, ended: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Times, s, ascending, and the share that lasts longer than each (Kaplan and Meier, JASA 53, 1958).

    `ended` is false where only a part was seen: it lasted longer than `seconds`.
    """
    times, at = np.unique(seconds, return_inverse=True)
    gone, ends = np.bincount(at, minlength=len(times)), np.bincount(at, weights=ended, minlength=len(times))
    at_risk = len(seconds) - np.cumsum(gone) + gone
    return times, np.cumprod(1 - ends / np.maximum(at_risk, 1))


def quantile(seconds: np.ndarray, ended: np.ndarray, share: float) -> float:
    """By when a share has ended, s; nan where too many were cut to tell. Between two times, their middle."""
    times, left = lasting(seconds, ended)
    reached, below = left <= 1 - share + 1e-9, left < 1 - share - 1e-9
    if not reached.any():
        return nan
    first = times[np.argmax(reached)]
    return float((first + (times[np.argmax(below)] if below.any() else first)) / 2)


def life_table(ended: Sequence[float], cut: Sequence[float]) -> list[float]:
    """The share that lasts beyond the end of each class, from numbers by class alone.

    Of those cut in a class half are at risk of ending in it: the actuarial estimate (Cutler and Ederer, Journal of
    Chronic Diseases 8, 1958).
    """
    at_risk, left, found = float(sum(ended) + sum(cut)), 1.0, []
    for ends, cuts in zip(ended, cut, strict=True):
        exposed = at_risk - cuts / 2
        left *= 1 - ends / exposed if exposed > 0 else 1.0
        at_risk -= ends + cuts
        found.append(left)
    return found
