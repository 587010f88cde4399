"""The statistics that questions give, as textbooks have them."""

from collections.abc import Sequence
from math import exp, log, sqrt

Z_95 = 1.959964
"""The normal quantile of a two-sided 95 % interval."""
ROUNDING = 1e-9
"""Products of fractions that are equal on paper may differ by this much."""


def share(part: float | None, whole: float | None) -> float | None:
    """The quotient; not known over nothing."""
    return None if part is None or not whole else part / whole


def wilson(part: int, whole: int) -> tuple[float | None, float | None]:
    """The 95 % score interval of a share: both solutions of (share - p)² = z² p (1 - p) / n."""
    if not whole:
        return None, None
    a = 1 + Z_95**2 / whole
    b = -(2 * part / whole + Z_95**2 / whole)
    root = sqrt(b * b - 4 * a * (part / whole) ** 2)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def quantile(values: Sequence[float], level: float) -> float | None:
    """Linear between the two neighbours in order."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * level
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def median(values: Sequence[float]) -> float | None:
    return quantile(values, 0.5)


def p90(values: Sequence[float]) -> float | None:
    return quantile(values, 0.9)


def kaplan_meier(rows: Sequence[tuple[float, bool, bool]]) -> dict:
    """Median with its 95 % interval, and P90, of (seconds, start_censored, end_censored).

    Rows whose start was not seen are left out. The product of (n - d) / n over the times of ends, where whoever is cut
    at a time was still there at it; Greenwood's variance on the log-log scale, not defined where the curve is 0.
    """
    begun = [(seconds, cut) for seconds, unseen, cut in rows if not unseen]
    surviving, variance, curve = 1.0, 0.0, []
    for time in sorted({seconds for seconds, cut in begun if not cut}):
        at_risk = sum(1 for seconds, _ in begun if seconds >= time)
        ended = sum(1 for seconds, cut in begun if seconds == time and not cut)
        surviving *= (at_risk - ended) / at_risk
        if at_risk > ended:
            variance += ended / (at_risk * (at_risk - ended))
        curve.append((time, surviving, variance))
    bands = []
    for time, height, spread in curve:
        if ROUNDING < height < 1 - ROUNDING:
            power = exp(Z_95 * sqrt(spread) / -log(height))
            bands.append((time, height**power, height ** (1 / power)))
    return {
        "start_seen": len(begun),
        "km_median_s": _reached(curve, 0.5),
        "km_median_lo_s": next((time for time, low, _ in bands if low <= 0.5), None),
        "km_median_hi_s": next((time for time, _, high in bands if high <= 0.5), None),
        "km_p90_s": _reached(curve, 0.1),
    }


def _reached(curve: Sequence[tuple[float, float, float]], level: float) -> float | None:
    """The first time at which no more than the level last longer; the middle of where exactly the level do."""
    first = next((time for time, height, _ in curve if height <= level + ROUNDING), None)
    below = next((time for time, height, _ in curve if height < level - ROUNDING), first)
    return None if first is None else (first + below) / 2
