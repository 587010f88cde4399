"""Service sessions and staffed shares against exact truth, by one rule for all systems.

Sessions of a counter match one to one, so that they overlap most in all, at a temporal intersection over union of at
least 0.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.tables.partition_files import partitions_of, read_table

LEAST_OVERLAP = 0.5
SHORTEST_S = 5.0
"""A stay shorter than this is no service, in the site file and for a user of polygon zones alike."""

Sessions = dict[str, list[tuple[float, float]]]


@dataclass(frozen=True)
class Found:
    """What a system says: sessions by counter, epoch seconds, and the share of the time each counter was staffed."""

    sessions: Sessions
    staffed: dict[str, float]


@dataclass(frozen=True)
class Accuracy:
    """True, found and matched sessions; mean absolute errors of the matched, seconds, `None` without any; the largest
    difference of a counter's staffed share, percentage points."""

    true: int
    found: int
    matched: int
    start_s: float | None
    end_s: float | None
    duration_s: float | None
    staffed_points: float

    @property
    def f1(self) -> float:
        return 2 * self.matched / max(self.true + self.found, 1)


def in_tables(warehouse: Path) -> Found:
    """What the tables of a warehouse, or of the truth, say."""
    sessions: Sessions = {}
    for row in _rows(warehouse, SERVICE_TIME):
        sessions.setdefault(row["counter_id"], []).append((row["started_at"].timestamp(), row["ended_at"].timestamp()))
    lengths: dict[str, dict[str, float]] = {}
    for row in _rows(warehouse, STAFF_PRESENCE):
        of_counter = lengths.setdefault(row["counter_id"], {})
        of_counter[row["state"]] = of_counter.get(row["state"], 0.0) + row["duration_s"]
    staffed = {
        counter: sum(states.get(state, 0.0) for state in ("serving", "idle"))
        / max(sum(seconds for state, seconds in states.items() if state != "unknown"), 1e-9)
        for counter, states in lengths.items()
    }
    return Found({counter: sorted(spans) for counter, spans in sessions.items()}, staffed)


def in_zones(parts: Sequence[tuple[float, Sessions, dict[str, float]]]) -> Found:
    """What polygon zones say of recordings of one length: the start of each, epoch seconds, its stays and shares."""
    sessions: Sessions = {}
    for start, stays, _ in parts:
        for counter, spans in stays.items():
            long = [(start + a, start + b) for a, b in spans if b - a >= SHORTEST_S]
            sessions.setdefault(counter, []).extend(long)
    staffed = {counter: float(np.mean([shares[counter] for *_, shares in parts])) for counter in parts[0][2]}
    return Found(sessions, staffed)


def compare(truth: Found, found: Found) -> Accuracy:
    """How far a system is from the truth."""
    starts, ends = [], []
    for counter, true in truth.sessions.items():
        for a, b in matches(true, found.sessions.get(counter, [])):
            starts.append(b[0] - a[0])
            ends.append(b[1] - a[1])
    lengths = np.array(ends) - np.array(starts)
    return Accuracy(
        true=sum(map(len, truth.sessions.values())),
        found=sum(map(len, found.sessions.values())),
        matched=len(starts),
        start_s=_mean(starts),
        end_s=_mean(ends),
        duration_s=_mean(lengths),
        staffed_points=max(100 * abs(found.staffed.get(one, 0.0) - share) for one, share in truth.staffed.items()),
    )


def matches(
    true: Sequence[tuple[float, float]], found: Sequence[tuple[float, float]]
) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Pairs of intervals that are the same session."""
    shared = np.array([[_overlap(a, b) for b in found] for a in true]).reshape(len(true), len(found))
    rows, columns = linear_sum_assignment(shared, maximize=True)
    return [(true[r], found[c]) for r, c in zip(rows, columns, strict=True) if shared[r, c] >= LEAST_OVERLAP]


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    shared = max(0.0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared) if shared else 0.0


def _mean(errors: Sequence[float]) -> float | None:
    return float(np.mean(np.abs(errors))) if len(errors) else None


def _rows(warehouse: Path, table) -> list[dict]:
    days = sorted({part.values[0] for part in partitions_of(str(warehouse), table)})
    return [row for day in days for row in read_table(str(warehouse), table, service_date=day).to_pylist()]
