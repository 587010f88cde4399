"""Two runs over the same days side by side: differences with paired bootstrap intervals.

Both runs saw the same sessions, so both are drawn with the same units, again and again (Efron and Tibshirani, 1993);
the interval holds the middle 95 % of the differences. A unit is a camera day, since what goes wrong on one (the role of
an officer, say) touches many of its sessions; or one session with what else was found at its counter until the next.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from benchmarks.tracking.judging.figures import STAFFED
from benchmarks.tracking.judging.results import Judged, JudgedDay, errors

Over = Literal["days", "sessions"]
DRAWS = 2_000


@dataclass(frozen=True)
class Terms:
    """What a figure is made of: `unit` (n,) of each term; a ratio of the sums of `value` and `weight`, or with a
    `quantile` that of the values."""

    unit: list
    value: np.ndarray
    weight: np.ndarray
    quantile: float | None = None

    def drawn(self, units: dict, drawn: np.ndarray) -> np.ndarray:
        """(draws,) the figure, where each of the units counts as often as `drawn` (draws, units) says."""
        times = drawn[:, [units[one] for one in self.unit]] if self.unit else np.zeros((len(drawn), 0))
        if self.quantile is None:
            whole = times @ self.weight
            return np.where(whole > 0, times @ self.value / np.maximum(whole, 1e-12), np.nan)
        if not len(self.value):
            return np.full(len(drawn), np.nan)
        order = np.argsort(self.value, kind="stable")
        reached = np.cumsum(times[:, order], axis=1)
        place = (reached >= self.quantile * reached[:, -1:]).argmax(axis=1)
        return np.where(reached[:, -1] > 0, self.value[order][place], np.nan)


def _count(weigh: Callable[[bool, bool], tuple[float, float]], events: str) -> Callable:
    def terms(days: Sequence[JudgedDay], over: Over) -> Terms:
        units, rows = [], []
        for number, day in enumerate(days):
            own = getattr(day, events)
            units += _units(number, own, over)
            rows += [weigh(one.true is not None, one.found is not None) for one in own]
        value, weight = np.array(rows, float).reshape(-1, 2).T
        return Terms(units, value, weight)

    return terms


def _error(measure: str, quantile: float | None) -> Callable:
    def terms(days: Sequence[JudgedDay], over: Over) -> Terms:
        units, sizes = [], []
        for number, day in enumerate(days):
            for unit, one in zip(_units(number, day.services, over), day.services, strict=True):
                size = np.abs(errors([one], measure)).tolist()
                units += [unit] * len(size)
                sizes += size
        return Terms(units, np.array(sizes), np.ones(len(sizes)), quantile)

    return terms


def _of_days(measured: Callable[[JudgedDay], tuple[float, float]]) -> Callable:
    def terms(days: Sequence[JudgedDay], over: Over) -> Terms:
        value, weight = np.array([measured(day) for day in days], float).reshape(-1, 2).T
        return Terms([(number,) for number in range(len(days))], value, weight)

    return terms


def _staffed(day: JudgedDay) -> tuple[float, float]:
    found = []
    for states in day.states.values():
        known = {pair: seconds for pair, seconds in states.items() if not pair.endswith(">unknown")}
        if total := sum(known.values()):
            true, said = (sum(s for pair, s in known.items() if pair.split(">")[k] in STAFFED) for k in (0, 1))
            found.append(100 * abs(said - true) / total)
    return sum(found), len(found)


def _unknown(day: JudgedDay) -> tuple[float, float]:
    pairs = [pair for states in day.states.values() for pair in states.items()]
    return 100 * sum(s for pair, s in pairs if pair.endswith(">unknown")), sum(s for _, s in pairs)


def _idf1(day: JudgedDay) -> tuple[float, float]:
    one = day.identity
    return (2 * one.right, one.scripted + one.followed + one.spare) if one else (0, 0)


COMPARED: dict[str, Callable[[Sequence[JudgedDay], Over], Terms]] = {
    "sessions F1": _count(lambda true, found: (2.0 * (true and found), true + found), "services"),
    "sessions precision": _count(lambda true, found: (float(true and found), found), "services"),
    "sessions recall": _count(lambda true, found: (float(true and found), true), "services"),
    "start error, median s": _error("start", 0.5),
    "start error, P90 s": _error("start", 0.9),
    "end error, median s": _error("end", 0.5),
    "end error, P90 s": _error("end", 0.9),
    "duration error, median s": _error("duration", 0.5),
    "duration error, P90 s": _error("duration", 0.9),
    "duration error, mean s": _error("duration", None),
    "waiting F1": _count(lambda true, found: (2.0 * (true and found), true + found), "waits"),
    "staffed share error, points": _of_days(_staffed),
    "unknown time, %": _of_days(_unknown),
    "IDF1": _of_days(_idf1),
    "switches a camera day": _of_days(lambda day: (day.identity.switches if day.identity else 0, 1)),
}
"""By name, what each figure of days is made of; `over` says what a unit is."""

MORE_IS_BETTER = frozenset(("sessions F1", "sessions precision", "sessions recall", "waiting F1", "IDF1"))


def _units(number: int, events: Sequence[Judged], over: Over) -> list[tuple]:
    """The unit of each event of a day: the day, or the true event that was the last to begin at its counter."""
    if over == "days":
        return [(number,)] * len(events)
    begun: dict[str, list[float]] = {}
    for one in events:
        if one.true:
            begun.setdefault(one.counter, []).append(one.true.start)
    for starts in begun.values():
        starts.sort()
    return [
        (number, one.counter, bisect_right(begun.get(one.counter, []), (one.true or one.found).start)) for one in events
    ]


@dataclass(frozen=True)
class Difference:
    """A figure of two runs, the second minus the first, and the ends of its 95 % interval."""

    first: float
    second: float
    low: float
    high: float

    @property
    def includes_zero(self) -> bool:
        """Whether the two may well be equal; of figures that are not known, too."""
        return not (self.low > 0 or self.high < 0)


def differences(
    first: Sequence[JudgedDay], second: Sequence[JudgedDay], over: Over = "days", draws: int = DRAWS
) -> dict[str, Difference]:
    """All figures of two runs over the same days.

    Raises:
        ValueError: the runs are not of the same days.
    """
    if [day.name for day in first] != [day.name for day in second]:
        raise ValueError("the two runs are not of the same days; run both with the same seeds and scenarios")
    rng = np.random.default_rng(17)
    found = {}
    for name, terms_of in COMPARED.items():
        both = [terms_of(days, over) for days in (first, second)]
        units = {unit: number for number, unit in enumerate(dict.fromkeys([*both[0].unit, *both[1].unit]))}
        # The first row counts each once: that is the figure itself.
        drawn = rng.multinomial(len(units), np.full(len(units), 1 / max(len(units), 1)), draws) if units else None
        times = np.ones((1, 0)) if drawn is None else np.concatenate([np.ones((1, len(units))), drawn])
        a, b = (one.drawn(units, times) for one in both)
        apart = (b - a)[1:]
        apart = apart[~np.isnan(apart)]
        low, high = np.quantile(apart, [0.025, 0.975]) if len(apart) else (np.nan, np.nan)
        found[name] = Difference(float(a[0]), float(b[0]), float(low), float(high))
    return found
