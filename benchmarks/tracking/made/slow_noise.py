"""Noise that lasts: what a detector makes of somebody now is much what it made of them a moment ago."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.signal import lfilter


class Part(NamedTuple):
    """A share of the variance, and how long it lasts: its correlation falls to 1/e in `lasts_s`; 0 for none."""

    share: float
    lasts_s: float


def standard_noise(runs: Sequence[int], step_s: float, parts: Sequence[Part], rng: np.random.Generator) -> np.ndarray:
    """Standard normal noise for runs of ticks, one after the other, that know nothing of each other.

    `runs` has the length of each in ticks of `step_s` seconds; the shares of `parts` sum to 1.
    """
    total = np.zeros(sum(runs))
    for share, lasts_s in parts:
        noise = rng.standard_normal(len(total))
        if lasts_s:
            keeps = float(np.exp(-step_s / lasts_s))
            begin = 0
            for length in runs:
                if length:
                    run = noise[begin : begin + length]
                    run[1:] *= np.sqrt(1 - keeps**2)
                    run[:] = lfilter([1.0], [1.0, -keeps], run)
                begin += length
        total += np.sqrt(share) * noise
    return total
