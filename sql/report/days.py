"""The timelines of each day of a report: cameras, and counters with their sessions and candidates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from pantau.schemas.vocabulary import NOT_DUE
from pantau.sql.output.rendering import spell_seconds
from pantau.sql.report.answers import Row
from pantau.sql.report.timeline import ReportTimeline, TimelineBar, lay_out

MOST_DAYS = 7
"""Longer periods have their trend by day instead of timelines."""

Name = Callable[[str], str]


@dataclass(frozen=True)
class ReportDay:
    """A service date with its timelines; a timeline is `None` where there is nothing to draw."""

    date: date
    cameras: ReportTimeline | None
    counters: ReportTimeline | None


def days(answers: Mapping[str, list[Row]], named: Name, numbers: Mapping[str, int]) -> list[ReportDay]:
    """The days of a report of at most `MOST_DAYS` service dates, none of a longer one.

    `named` turns an identifier into the name to write; `numbers` are those of the review candidates by event id.
    """
    tables = ("coverage_timeline", "presence_timeline")
    dates = sorted({row["service_date"] for table in tables for row in answers[table]})
    return [] if len(dates) > MOST_DAYS else [_day(day, answers, named, numbers) for day in dates]


def _day(day: date, answers: Mapping[str, list[Row]], named: Name, numbers: Mapping[str, int]) -> ReportDay:
    coverage = _of(day, answers["coverage_timeline"])
    presence = _of(day, answers["presence_timeline"])
    sessions = _of(day, answers["session_list"])
    candidates = [row for row in answers["anomaly_list"] if row["started_local"].date() == day]
    bounds = _bounds([row for row in coverage if row["coverage_state"] not in NOT_DUE] + presence + sessions)
    if bounds is None:
        return ReportDay(day, None, None)
    cameras: dict[str, list[TimelineBar]] = {}
    for row in coverage:
        lane = cameras.setdefault(named(row["camera_id"]), [])
        lane.append(_stretch(row, row["coverage_state"]))
        if row["in_service_hours"]:
            lane.append(_stretch(row, "service hours", "hours"))
    counters: dict[str, list[TimelineBar]] = {}
    for row in presence:
        counters.setdefault(named(row["counter_id"]), []).append(_stretch(row, row["state"]))
    for row in sessions:
        word = "cut session" if row["censored"] else "session"
        counters.setdefault(named(row["counter_id"]), []).append(_stretch(row, word, "session"))
    for row in candidates:
        lanes, name = (counters, row["counter_id"]) if row["counter_id"] else (cameras, row["camera_id"])
        if (lane := lanes.get(named(name))) is not None:
            lane.append(
                TimelineBar(row["started_local"], row["started_local"], str(numbers[row["event_id"]]), "", "mark")
            )
    return ReportDay(day, *(lay_out(lanes, *bounds) if lanes else None for lanes in (cameras, counters)))


def _of(day: date, rows: list[Row]) -> list[Row]:
    return [row for row in rows if row["service_date"] == day]


def _bounds(rows: list[Row]) -> tuple[datetime, datetime] | None:
    if not rows:
        return None
    started, ended = min(row["started_local"] for row in rows), max(row["ended_local"] for row in rows)
    return (started, ended) if ended > started else None


def _stretch(row: Row, word: str, track: str = "state") -> TimelineBar:
    started, ended = row["started_local"], row["ended_local"]
    text = f"{word.replace('_', ' ')}, {started:%H:%M:%S} to {ended:%H:%M:%S}, {spell_seconds(row['duration_s'])}"
    if track == "session" and row["waiting_s"] is not None:
        text += f"; waited {spell_seconds(row['waiting_s'])}"
    return TimelineBar(started, ended, word, text, track)
