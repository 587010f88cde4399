"""The figures of an exam, of any days together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.tracking.judging.results import Judged, JudgedDay, errors

STAFFED = ("serving", "idle")


@dataclass(frozen=True)
class Counted:
    """Events that are true, were found, and are both; shares of none are NaN."""

    true: int
    found: int
    matched: int

    @property
    def precision(self) -> float:
        return _share(self.matched, self.found)

    @property
    def recall(self) -> float:
        return _share(self.matched, self.true)

    @property
    def f1(self) -> float:
        return _share(2 * self.matched, self.true + self.found)


def counted(events: Sequence[Judged]) -> Counted:
    """How many there are."""
    return Counted(
        sum(one.true is not None for one in events),
        sum(one.found is not None for one in events),
        sum(one.true is not None and one.found is not None for one in events),
    )


def services_of(days: Sequence[JudgedDay]) -> list[Judged]:
    """All service sessions."""
    return [one for day in days for one in day.services]


def waits_of(days: Sequence[JudgedDay]) -> list[Judged]:
    """All waiting visits."""
    return [one for day in days for one in day.waits]


def staffed_points(days: Sequence[JudgedDay]) -> float:
    """Mean size of the error of a counter's staffed share, percentage points, over the time that is known of both."""
    found = []
    for states in (states for day in days for states in day.states.values()):
        known = {pair: seconds for pair, seconds in states.items() if not pair.endswith(">unknown")}
        total = sum(known.values())
        if total:
            shares = [
                sum(seconds for pair, seconds in known.items() if pair.split(">")[side] in STAFFED) / total
                for side in (0, 1)
            ]
            found.append(100 * abs(shares[1] - shares[0]))
    return _share(sum(found), len(found))


def unknown_share(days: Sequence[JudgedDay]) -> float:
    """Share of the time known of counters that is said to be unknown."""
    pairs = [pair for day in days for states in day.states.values() for pair in states.items()]
    total = sum(seconds for _, seconds in pairs)
    return _share(sum(seconds for pair, seconds in pairs if pair.endswith(">unknown")), total)


def idf1(days: Sequence[JudgedDay]) -> float:
    """2 · right / (scripted + followed + spare) over all people on samples."""
    known = [day.identity for day in days if day.identity]
    whole = sum(one.scripted + one.followed + one.spare for one in known)
    return _share(2 * sum(one.right for one in known), whole)


def switches(days: Sequence[JudgedDay]) -> float:
    """How often somebody is followed by another track than before."""
    known = [day.identity.switches for day in days if day.identity]
    return float(sum(known)) if known else float("nan")


FIGURES = {
    "sessions F1": lambda days: counted(services_of(days)).f1,
    "sessions precision": lambda days: counted(services_of(days)).precision,
    "sessions recall": lambda days: counted(services_of(days)).recall,
    "start error, median s": lambda days: _median(services_of(days), "start"),
    "start error, P90 s": lambda days: _p90(services_of(days), "start"),
    "end error, median s": lambda days: _median(services_of(days), "end"),
    "end error, P90 s": lambda days: _p90(services_of(days), "end"),
    "duration error, median s": lambda days: _median(services_of(days), "duration"),
    "duration error, P90 s": lambda days: _p90(services_of(days), "duration"),
    "duration error, mean s": lambda days: _mean(services_of(days), "duration"),
    "waiting F1": lambda days: counted(waits_of(days)).f1,
    "waiting precision": lambda days: counted(waits_of(days)).precision,
    "waiting recall": lambda days: counted(waits_of(days)).recall,
    "staffed share error, points": staffed_points,
    "unknown time, %": lambda days: 100 * unknown_share(days),
    "IDF1": idf1,
    "switches": switches,
}
"""By name, a figure of days. Errors are without their sign; of F1, precision, recall and IDF1 more is better. What is
not known is NaN."""


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _sizes(events: Sequence[Judged], measure: str) -> np.ndarray:
    return np.abs(errors(events, measure))


def _median(events: Sequence[Judged], measure: str) -> float:
    sizes = _sizes(events, measure)
    return float(np.median(sizes)) if len(sizes) else float("nan")


def _p90(events: Sequence[Judged], measure: str) -> float:
    sizes = _sizes(events, measure)
    return float(np.quantile(sizes, 0.9)) if len(sizes) else float("nan")


def _mean(events: Sequence[Judged], measure: str) -> float:
    sizes = _sizes(events, measure)
    return float(sizes.mean()) if len(sizes) else float("nan")
