"""What may be drawn for a person to judge: found services and candidates, and the rest of the time in windows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

from pantau.schemas.table import Table
from pantau.schemas.tables import ANOMALIES, COVERAGE, SERVICE_TIME, STAFF_PRESENCE
from pantau.schemas.vocabulary import RECORDER_KINDS
from pantau.transforms.intervals import Interval, Intervals, intersect, subtract
from pantau.transforms.tables.partition_files import partitions_of, read_table

Row = Mapping[str, Any]

SERVICE = "service"
WINDOW = "window_"
"""Kinds of units; a window's is `window_` and the state of its counter, a candidate's is that of its row."""

BEFORE_S = 15.0
"""A service is looked for from so long before the start that was found."""

WINDOW_S = 120.0
"""Longest window: what a person can watch without losing count."""

SHORTEST_S = 1.0


@dataclass(frozen=True)
class Unit:
    """Something to judge: the row it comes from, and the time, from `started_at` until `ended_at`, it is judged over.

    Services and windows divide the recorded service hours of a counter: every service that really took place began in
    the time of exactly one of them, so counting beginnings counts each once, however wrong the found times are.
    """

    unit_id: str
    kind: str
    table: Table
    row: Row
    started_at: datetime
    ended_at: datetime

    @property
    def duration_s(self) -> float:
        """Seconds it is judged over."""
        return (self.ended_at - self.started_at).total_seconds()

    @property
    def order(self) -> tuple:
        """By what units are put in order: ids come last, as they depend on the runs before, and a sample must not."""
        place = self.row["camera_id"], self.row["counter_id"] or "", self.row["zone_id"] or ""
        return self.started_at, self.ended_at, self.kind, *place, self.unit_id


def read_units(warehouse: str | Path, first: date, last: date) -> list[Unit]:
    """All units of the service dates `first` to `last`, in their order."""
    services, presence, anomalies, coverage = (
        [
            row
            for partition in partitions_of(warehouse, table)
            if first <= partition.values[0] <= last
            for row in read_table(
                warehouse, table, **dict(zip(table.partition, partition.values, strict=True))
            ).to_pylist()
        ]
        for table in (SERVICE_TIME, STAFF_PRESENCE, ANOMALIES, COVERAGE)
    )
    served = service_units(services)
    units = [*served, *window_units(presence, served, coverage), *candidate_units(anomalies)]
    return sorted(units, key=lambda unit: unit.order)


def service_units(rows: Iterable[Row]) -> list[Unit]:
    """Found sessions, each from `BEFORE_S` before its start, but not before the end of the one before."""
    units, ends = [], {}
    for row in sorted(rows, key=lambda row: (row["started_at"], row["event_id"])):
        place = (row["agency_id"], row["counter_id"])
        start, end = _interval(row)
        since = max(start - BEFORE_S, min(ends.get(place, start - BEFORE_S), start))
        ends[place] = max(end, ends.get(place, end))
        units.append(Unit(row["event_id"], SERVICE, SERVICE_TIME, row, _moment(since), row["ended_at"]))
    return units


def window_units(presence: Iterable[Row], services: Iterable[Unit], coverage: Iterable[Row]) -> list[Unit]:
    """The recorded service hours without the time of found services, in windows of one state and at most `WINDOW_S`."""
    recorded: dict[str, Intervals] = {}
    for row in coverage:
        if row["coverage_state"] == "recorded":
            recorded.setdefault(row["camera_id"], []).append(_interval(row))
    served: dict[tuple[str, str], Intervals] = {}
    for unit in services:
        span = (unit.started_at.timestamp(), unit.ended_at.timestamp())
        served.setdefault((unit.row["agency_id"], unit.row["counter_id"]), []).append(span)
    units = []
    for row in presence:
        seen = intersect([_interval(row)], recorded.get(row["camera_id"], []))
        rest = subtract(seen, served.get((row["agency_id"], row["counter_id"]), []))
        for number, (start, end) in enumerate(piece for stretch in rest for piece in _windows(stretch)):
            name = f"{row['event_id']}-{number}"
            units.append(Unit(name, f"{WINDOW}{row['state']}", STAFF_PRESENCE, row, _moment(start), _moment(end)))
    return units


def candidate_units(rows: Iterable[Row]) -> list[Unit]:
    """Review candidates that there is footage of, and somebody in it."""
    return [
        Unit(row["event_id"], row["kind"], ANOMALIES, row, row["started_at"], row["ended_at"])
        for row in rows
        if row["recording_uri"] and row["kind"] not in RECORDER_KINDS
    ]


def _windows(stretch: Interval) -> Intervals:
    start, end = stretch
    if end - start < SHORTEST_S:
        return []
    count = ceil((end - start) / WINDOW_S)
    edges = [start + (end - start) * i / count for i in range(count)] + [end]
    return list(pairwise(edges))


def _interval(row: Row) -> Interval:
    return row["started_at"].timestamp(), row["ended_at"].timestamp()


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(round(at, 3), UTC)
