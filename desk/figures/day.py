"""One day: a strip for each camera, a timeline for each counter, and the candidates."""

from dataclasses import dataclass, field
from datetime import date, datetime

import duckdb

from pantau.desk.figures.answering import Row, answering, rows_of_day
from pantau.desk.figures.axis import TimeAxis, axis_over
from pantau.desk.settings import DeskSettings
from pantau.schemas.vocabulary import NOT_DUE
from pantau.sql import ask

ON_A_PAGE = 8
"""Counters whose timelines are drawn at once: chosen, what one compares; of a busy one these are 400 bars and lines."""

QUESTIONS = ("coverage_by_day", "counter_summary")
_BAR = ("camera_id", "started_at", "ended_at", "duration_s")
_OF_COUNTERS = {
    "presence": ("counter_id", *_BAR, "state", "customers_waiting"),
    "services": ("counter_id", *_BAR, "event_id", "waiting_s", "censored"),
    "waiting_visits": ("counter_id", "counter_ids", *_BAR, "event_id", "waiting_outcome"),
}
_SHOWN = {
    "coverage": (*_BAR, "coverage_state", "in_service_hours"),
    "review_queue": ("counter_id", *_BAR, "event_id", "kind", "severity", "above_line"),
    **_OF_COUNTERS,
}
"""Which columns are shown of each view or table."""

_STANDS_AT = "CASE WHEN len(counter_ids) > 0 THEN counter_ids ELSE [counter_id] END"
"""A party that waited in a queue which leads to several counters stands at each of them."""

_SEEN = f"""
WITH seen AS (
    SELECT unnest({_STANDS_AT}) AS counter_id, started_at, ended_at FROM waiting_visits WHERE service_date = $day
    UNION ALL SELECT counter_id, started_at, ended_at FROM presence WHERE service_date = $day
    UNION ALL SELECT counter_id, started_at, ended_at FROM services WHERE service_date = $day
    UNION ALL SELECT counter_id, started_at, ended_at FROM candidates WHERE service_date = $day
)
SELECT counter_id, min(started_at), max(ended_at) FROM seen GROUP BY counter_id
"""
"""Between when anything is known of each counter, and of none."""


@dataclass
class CounterLine:
    """A counter's day: rows of the views `presence`, `services`, `waiting_visits` and `review_queue`.

    `summary` is its row of the question `counter_summary`, `page` the page on which it is drawn, from 1 on; the rows
    are those of the page that is asked for alone.
    """

    counter_id: str
    page: int
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
    """A service date; `axis` is None where nothing was due and nobody seen.

    `counters` are all, those of `page` with their rows; `candidates` are all, in order of time.
    """

    date: date
    axis: TimeAxis | None
    cameras: tuple[CameraLine, ...]
    counters: tuple[CounterLine, ...]
    candidates: tuple[Row, ...]
    page: int

    @property
    def pages(self) -> list[list[CounterLine]]:
        """The counters of each page."""
        return [list(self.counters[first : first + ON_A_PAGE]) for first in range(0, len(self.counters), ON_A_PAGE)]

    @property
    def drawn(self) -> list[CounterLine]:
        """The counters of this page."""
        return [line for line in self.counters if line.page == self.page]


def day_lines(settings: DeskSettings, day: date, page: int = 1) -> DayLines | None:
    """A service date with the timelines of a page of its counters; None where nothing is known of it.

    A page out of reach has none. Raises NotADirectoryError where there is no warehouse.
    """
    with answering(settings.warehouse, QUESTIONS, _SHOWN) as connection:
        shown = ("coverage", "review_queue")
        coverage, candidates = (rows_of_day(connection, name, day, _SHOWN[name]) for name in shown)
        asked = {name: ask(connection, name, from_=day, to=day).to_pylist() for name in QUESTIONS}
        seen = connection.execute(_SEEN, {"day": day}).fetchall()
        if not coverage and not seen:
            return None
        counters = _counters(asked["counter_summary"], {counter_id for counter_id, *_ in seen} - {None})
        drawn = {line.counter_id: line for line in counters.values() if line.page == page}
        _put_rows(connection, day, drawn)
    cameras: dict[str, CameraLine] = {}
    for row in asked["coverage_by_day"]:
        cameras.setdefault(row["camera_id"], CameraLine(row["camera_id"])).summary = row
    for row in coverage:
        cameras.setdefault(row["camera_id"], CameraLine(row["camera_id"])).stretches.append(row)
    for row in candidates:
        if row["counter_id"] in drawn:
            drawn[row["counter_id"]].candidates.append(row)
        elif row["counter_id"] is None and row["camera_id"] in cameras:
            cameras[row["camera_id"]].candidates.append(row)
    return DayLines(
        day,
        _axis(settings, coverage, [(since, until) for _, since, until in seen]),
        tuple(line for _, line in sorted(cameras.items())),
        tuple(counters.values()),
        tuple(candidates),
        page,
    )


def _counters(summaries: list[Row], seen: set[str]) -> dict[str, CounterLine]:
    told = {row["counter_id"]: row for row in summaries}
    names = sorted(told.keys() | seen)
    return {name: CounterLine(name, 1 + place // ON_A_PAGE, told.get(name)) for place, name in enumerate(names)}


def _put_rows(connection: duckdb.DuckDBPyConnection, day: date, drawn: dict[str, CounterLine]) -> None:
    """Gives the counters that are drawn their rows."""
    for name, columns in _OF_COUNTERS.items():
        for row in rows_of_day(connection, name, day, columns, list(drawn)):
            for counter_id in row.get("counter_ids") or [row["counter_id"]]:
                if line := drawn.get(counter_id):
                    {"presence": line.states, "services": line.services}.get(name, line.waits).append(row)


def _axis(settings: DeskSettings, coverage: list[Row], seen: list[tuple[datetime, datetime]]) -> TimeAxis | None:
    """Over what was due and whatever was seen: the hours in which nothing was to be recorded are left out."""
    due = [(row["started_at"], row["ended_at"]) for row in coverage if row["coverage_state"] not in NOT_DUE]
    started, ended = zip(*due, *seen, strict=True) if due or seen else ((), ())
    return axis_over(min(started), max(ended), settings.zone) if started and max(ended) > min(started) else None
