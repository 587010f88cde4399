"""Maximum likelihood with errors that do not mistake many detections of few people for many cases."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

STEP = 1e-3
"""Of differences, in the free parameters; about the cube root of the numbers' precision, times ten."""


@dataclass(frozen=True)
class Range:
    """Where a parameter may lie: between `low` and `high`, either of which may be infinite."""

    low: float = -np.inf
    high: float = np.inf

    def free(self, value: float) -> float:
        """The value as a number without bounds."""
        if np.isfinite(self.low) and np.isfinite(self.high):
            return float(np.log((value - self.low) / (self.high - value)))
        return float(np.log(value - self.low)) if np.isfinite(self.low) else value

    def bound(self, free: float) -> float:
        """The other way."""
        if np.isfinite(self.low) and np.isfinite(self.high):
            return float(self.low + (self.high - self.low) / (1 + np.exp(-free)))
        return float(self.low + np.exp(free)) if np.isfinite(self.low) else free


SHARE, POSITIVE, ANY = Range(0.0, 1.0), Range(0.0), Range()


@dataclass(frozen=True)
class Fit:
    """Values (k,) of the greatest likelihood with their standard errors (k,), NaN where the cases do not tell."""

    values: np.ndarray
    errors: np.ndarray


def fit(likelihood: Callable[[np.ndarray], np.ndarray], start: list[float], bounds: list[Range]) -> Fit:
    """The values at which the log likelihood, (days,) for values (k,), has the greatest sum over the days.

    Days are independent, what lies in a day is not: so errors are by how far days disagree (the sandwich of Huber and
    White), and need several of them.

    Raises:
        ValueError: the likelihood is no number where the search begins.
    """

    def at(free: np.ndarray) -> np.ndarray:
        return likelihood(np.array([one.bound(value) for one, value in zip(bounds, free, strict=True)]))

    def unlikely(free: np.ndarray) -> float:
        return -float(at(free).sum())

    begin = np.array([one.free(value) for one, value in zip(bounds, start, strict=True)])
    if not np.isfinite(unlikely(begin)):
        raise ValueError(f"the likelihood at {start} is {unlikely(begin)}; begin the search elsewhere")
    scale = max(abs(unlikely(begin)), 1.0)
    near = minimize(lambda free: unlikely(free) / scale, begin, method="L-BFGS-B", options={"ftol": 1e-12}).x
    # Where the likelihood has a kink, as at limits, slopes lead no further.
    options = {"xatol": 1e-4, "fatol": 1e-11, "maxiter": 50 * len(near)}
    best = minimize(lambda free: unlikely(free) / scale, near, method="Nelder-Mead", options=options).x
    values = np.array([one.bound(value) for one, value in zip(bounds, best, strict=True)])
    return Fit(values, _errors(at, best) * _slopes(bounds, best))


def _slopes(bounds: list[Range], free: np.ndarray) -> np.ndarray:
    """(k,) how fast each value grows with its free parameter."""
    return np.array(
        [abs(b.bound(f + STEP) - b.bound(f - STEP)) / (2 * STEP) for b, f in zip(bounds, free.tolist(), strict=True)]
    )


def _errors(at: Callable[[np.ndarray], np.ndarray], best: np.ndarray) -> np.ndarray:
    count = len(best)
    steps = STEP * np.eye(count)
    slopes = np.stack([(at(best + one) - at(best - one)) / (2 * STEP) for one in steps], axis=1)
    bends = np.zeros((count, count))
    for i in range(count):
        for j in range(i, count):
            four = [at(best + a * steps[i] + b * steps[j]).sum() for a, b in ((1, 1), (1, -1), (-1, 1), (-1, -1))]
            bends[i, j] = bends[j, i] = (four[0] - four[1] - four[2] + four[3]) / (4 * STEP**2)
    try:
        inverse = np.linalg.inv(-bends)
    except np.linalg.LinAlgError:
        return np.full(count, np.nan)
    days = len(slopes)
    spread = slopes.T @ slopes * days / max(days - 1, 1)
    with np.errstate(invalid="ignore"):
        return np.sqrt(np.diag(inverse @ spread @ inverse))
