"""What a stratified random sample says of all units, each estimate with a 95 % confidence interval.

A stratum's drawn units stand for all of it (Horvitz and Thompson 1952: each counts 1 / probability). Those that were
not answered are taken to be like the answered ones of their stratum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from scipy.stats import chi2, t

Z = 1.959964


@dataclass(frozen=True, eq=False)
class Stratum:
    """How many units there are, and the answers for those that were drawn and answered, float64[n], n >= 1."""

    size: int
    answers: np.ndarray

    @property
    def weight(self) -> float:
        """Units of the stratum that each answer stands for."""
        return self.size / len(self.answers)


@dataclass(frozen=True)
class Estimate:
    """An estimate and the ends of its interval."""

    value: float
    lo: float
    hi: float

    def times(self, factor: float) -> "Estimate":
        """All three multiplied by a factor, zero or more."""
        return Estimate(self.value * factor, self.lo * factor, self.hi * factor)


def share(strata: Sequence[Stratum]) -> Estimate:
    """The mean over all units of answers from 0 to 1.

    The interval is Wilson's score interval at the effective sample size 1 / sum(W² (1 - f) / n), with W the stratum's
    share of the units and f the share of it that was drawn: the size of a simple sample that would tell as much. It
    does not collapse at 0 or 1. For answers between 0 and 1, which vary less than yes and no, it is wider than need be.
    """
    size = sum(stratum.size for stratum in strata)
    value = sum(stratum.size * float(stratum.answers.mean()) for stratum in strata) / size
    doubt = sum((s.size / size) ** 2 * (1 - len(s.answers) / s.size) / len(s.answers) for s in strata)
    if doubt == 0:
        return Estimate(value, value, value)
    middle = (value + Z**2 * doubt / 2) / (1 + Z**2 * doubt)
    half = Z * sqrt(value * (1 - value) * doubt + (Z * doubt / 2) ** 2) / (1 + Z**2 * doubt)
    return Estimate(value, max(0.0, min(value, middle - half)), min(1.0, max(value, middle + half)))


def count(strata: Sequence[Stratum]) -> Estimate:
    """The sum over all units of answers that are counts of rare things.

    The interval is that of Fay and Feuer (1997) for weighted sums of Poisson counts, which has an upper end also where
    nothing was counted. Its distances shrink with the root of the largest share of a stratum that was not drawn (finite
    population), and it does not go below what was seen.
    """
    value = sum(stratum.weight * float(stratum.answers.sum()) for stratum in strata)
    variance = sum(stratum.weight**2 * float(stratum.answers.sum()) for stratum in strata)
    most = max(stratum.weight for stratum in strata)
    lo = variance / (2 * value) * chi2.ppf(0.025, 2 * value**2 / variance) if value else 0.0
    above, spread = value + most, variance + most**2
    hi = spread / (2 * above) * chi2.ppf(0.975, 2 * above**2 / spread)
    left = 1 - 1 / most
    seen = sum(float(stratum.answers.sum()) for stratum in strata)
    return Estimate(value, max(seen, value - sqrt(left) * float(value - lo)), value + sqrt(left) * float(hi - value))


def total(found: float, *signed: tuple[int, Estimate]) -> Estimate:
    """What was found, and estimates added (+1) or taken away (-1), with the interval that theirs give; 0 at least.

    The distances to the ends add as the roots of their squares (the method of variance estimates recovery, Zou and
    Donner 2008), which keeps lopsided intervals lopsided.
    """
    value = found + sum(sign * part.value for sign, part in signed)
    down = [part.value - part.lo if sign > 0 else part.hi - part.value for sign, part in signed]
    up = [part.hi - part.value if sign > 0 else part.value - part.lo for sign, part in signed]
    return Estimate(value, max(0.0, value - sqrt(sum(d**2 for d in down))), value + sqrt(sum(d**2 for d in up)))


def mean(strata: Sequence[Stratum]) -> Estimate | None:
    """The mean over those units that have the answer (NaN: has none), or `None` where no unit has it.

    A ratio of two estimated sums; the interval is Student's, with the variance of the linearised ratio (Cochran 1977,
    6.11). It is without ends where fewer than two answers tell of the spread.
    """
    having = sum(s.weight * float(np.isfinite(s.answers).sum()) for s in strata)
    if not having:
        return None
    value = sum(s.weight * float(np.nansum(s.answers)) for s in strata) / having
    if sum(int(np.isfinite(s.answers).sum()) for s in strata) < 2:
        return Estimate(value, -inf, inf)
    residuals = [np.nan_to_num((s.answers - value) / having, nan=0.0) for s in strata]
    spread = float(np.var(np.concatenate(residuals), ddof=1))
    variance = sum(
        s.size**2
        * (1 - len(s.answers) / s.size)
        / len(s.answers)
        * (float(np.var(r, ddof=1)) if len(r) > 1 else spread)
        for s, r in zip(strata, residuals, strict=True)
    )
    freedom = max(1, sum(len(r) - 1 for r in residuals))
    half = float(t.ppf(0.975, freedom)) * sqrt(variance)
    return Estimate(value, value - half, value + half)
