"""One day: a strip for each camera, a timeline for each counter, and the candidates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from pantau.desk.figures.answering import Row, answering, rows_of_day
from pantau.desk.figures.axis import TimeAxis, axis_over
from pantau.desk.settings import DeskSettings
from pantau.schemas.vocabulary import NOT_DUE
from pantau.sql import ask

QUESTIONS = ("coverage_by_day", "counter_summary")
RELATIONS = ("coverage", "presence", "services", "waiting_visits", "candidates")


@dataclass
class CounterLine:
    """A counter's day: rows of the views `presence`, `services`, `waiting_visits` and `candidates`.

    `summary` is its row of the question `counter_summary`. A party that waited in a queue which leads to several
    counters stands at each of them.
    """

    counter_id: str
    summary: Row | None = None
    states: list[Row] = field(default_factory=list)
    services: list[Row] = field(default_factory=list)
    waits: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)


@dataclass
class CameraLine:
    """A camera's day: its row of `coverage_by_day`, its stretches of `coverage`, and what its recorder did."""

    camera_id: str
    summary: Row | None = None
    stretches: list[Row] = field(default_factory=list)
    candidates: list[Row] = field(default_factory=list)


@dataclass(frozen=True)
class DayLines:
    """A service date; `axis` is None where nothing was due and nobody seen. `candidates` are all, in order of time."""

    date: date
    axis: TimeAxis | None
    cameras: tuple[CameraLine, ...]
    counters: tuple[CounterLine, ...]
    candidates: tuple[Row, ...]


def day_lines(settings: DeskSettings, day: date) -> DayLines | None:
    """A service date, or None where nothing is known of it. Raises NotADirectoryError where there is no warehouse."""
    with answering(settings.warehouse, QUESTIONS, RELATIONS) as connection:
        found = {name: rows_of_day(connection, name, day) for name in RELATIONS}
        asked = {name: ask(connection, name, from_=day, to=day).to_pylist() for name in QUESTIONS}
    if not any(found.values()):
        return None
    cameras: dict[str, CameraLine] = {}
    for row in asked["coverage_by_day"]:
        cameras.setdefault(row["camera_id"], CameraLine(row["camera_id"])).summary = row
    for row in found["coverage"]:
        cameras.setdefault(row["camera_id"], CameraLine(row["camera_id"])).stretches.append(row)
    counters: dict[str, CounterLine] = {}
    for row in asked["counter_summary"]:
        counters.setdefault(row["counter_id"], CounterLine(row["counter_id"])).summary = row
    for name in ("presence", "services", "waiting_visits", "candidates"):
        for row in found[name]:
            for counter_id in _counters_of(row):
                line = counters.setdefault(counter_id, CounterLine(counter_id))
                lists = (line.states, line.services, line.waits, line.candidates)
                lists[("presence", "services", "waiting_visits", "candidates").index(name)].append(row)
    for row in found["candidates"]:
        if row["counter_id"] is None and row["camera_id"] in cameras:
            cameras[row["camera_id"]].candidates.append(row)
    return DayLines(
        day,
        _axis(settings, found),
        tuple(line for _, line in sorted(cameras.items())),
        tuple(line for _, line in sorted(counters.items())),
        tuple(found["candidates"]),
    )


def _counters_of(row: Row) -> Iterable[str]:
    return row.get("counter_ids") or ([row["counter_id"]] if row["counter_id"] else [])


def _axis(settings: DeskSettings, found: dict[str, list[Row]]) -> TimeAxis | None:
    """Over what was due and whatever was seen: the hours in which nothing was to be recorded are left out."""
    due = [row for row in found["coverage"] if row["coverage_state"] not in NOT_DUE]
    rows = [*due, *(row for name in RELATIONS[1:] for row in found[name])]
    started: list[datetime] = [row["started_at"] for row in rows]
    ended: list[datetime] = [row["ended_at"] for row in rows]
    return axis_over(min(started), max(ended), settings.zone) if rows and max(ended) > min(started) else None
