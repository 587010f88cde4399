"""Sessions found on made-up days: what was seen of each, and whether it is one session."""

from dataclasses import dataclass

import numpy as np

from benchmarks.tracking.__main__ import ScriptedExam
from benchmarks.tracking.exam import Sitting, returned
from benchmarks.tracking.made.made_days import made_days
from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.reliability.session_probability import terms_of
from pantau.transforms.events import find_events
from pantau.transforms.events.event_rows import Row
from pantau.transforms.intervals import Interval

RIGHT_FROM = 0.5
"""Intersection over union with a true session from which on one is right; `pantau evaluate` pairs by the same."""


@dataclass(frozen=True)
class SessionRows:
    """Sessions (n,) of a camera day: what the weights are multiplied by (n, 6), and whether each is right."""

    terms: np.ndarray
    right: np.ndarray


def rows_of_days(exam: ScriptedExam) -> list[SessionRows]:
    """Of each camera day of an exam."""
    found = []
    for day in made_days(exam.scenario, exam.seed, exam.minutes):
        with returned(find_events, "counter_day_of") as counters:
            truth = Sitting(day).taken().truth[SERVICE_TIME.name]
        found.append(rows_of(counters, truth))
    return found


def rows_of(counters: list[CounterDay], truth: list[Row]) -> SessionRows:
    """The sessions of which anything was seen, beside the rows of the truth."""
    terms, right = [np.zeros((0, 6))], []
    for counter in counters:
        true = [
            (row["started_at"].timestamp(), row["ended_at"].timestamp())
            for row in truth
            if row["counter_id"] == counter.counter
        ]
        for session in counter.sessions:
            if session.evidence:
                terms.append(np.array([terms_of(session.evidence)]))
                right.append(any(_in_common(session.span.interval, one) >= RIGHT_FROM for one in true))
    return SessionRows(np.concatenate(terms), np.array(right, dtype=bool))


def _in_common(one: Interval, other: Interval) -> float:
    """Intersection over union."""
    (start, end), (begin, until) = one, other
    return (min(end, until) - max(start, begin)) / (max(end, until) - min(start, begin))
