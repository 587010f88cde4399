"""What events of a stretch would be found by a site file that is not saved yet; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from pantau.schemas.site import Site
from pantau.transforms.events.event_rows import Provenance, Row
from pantau.transforms.events.find_events import find_events
from pantau.transforms.hours import camera_hours
from pantau.transforms.intervals import Interval
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.static_figures.left_out import left_out
from pantau.transforms.tracking.static_figures.still_boxes import JITTER_HEIGHTS, apart
from pantau.transforms.zone_setup.seen_stretch import day_of_stretch, shown_in

NOT_SAVED = Provenance("", "", "", "")
"""Rows that nobody keeps come from no run."""


@dataclass(frozen=True)
class AskedStretch:
    """A stretch of a camera's service date: a span of epoch seconds, and rows of `recordings` that may show it."""

    warehouse: str
    recordings: Sequence[Mapping[str, Any]]
    camera_id: str
    day: date
    span: Interval


@dataclass(frozen=True)
class StretchEvent:
    """One event: what it is, at which counter, between which epoch seconds."""

    what: str
    counter: str | None
    started_s: float
    ended_s: float


@dataclass(frozen=True)
class StretchEvents:
    """What is found in a stretch, and its figures; None where nothing tells.

    services, waits (how they ended), states, candidates (their kinds): in order of time. staffed_share: of the time in
    service hours of which the state is known.
    """

    services: tuple[StretchEvent, ...]
    waits: tuple[StretchEvent, ...]
    states: tuple[StretchEvent, ...]
    candidates: tuple[StretchEvent, ...]
    median_service_s: float | None
    median_waiting_s: float | None
    staffed_share: float | None


def events_of_stretch(asked: AskedStretch, site: Site) -> StretchEvents:
    """The events of a stretch as a night by this site file would find them, had nothing else been recorded.

    What the events of the date were made without, since it never moves, is nobody here either. A seat that is not
    where it was when footage was looked at has no heads on it.
    """
    rows, hours = shown_in(asked.recordings, asked.span), camera_hours(site, site.camera(asked.camera_id), asked.day)
    limits, cadence_s = site.thresholds_on(asked.day), site.observer.cadence_s
    day = day_of_stretch(asked.warehouse, rows, asked.span, limits, cadence_s, refined=True, service_hours=hours)
    figures = left_out(asked.warehouse, asked.camera_id, asked.day)
    found = find_events(
        site,
        CameraDate(site.id, asked.camera_id, asked.day),
        NOT_SAVED,
        day,
        stood_before=lambda place: bool((apart(place, figures, day.aspect) <= JITTER_HEIGHTS).any()),
    )
    services = _within(found.service_time, asked.span, lambda _: "service")
    waits = _within(found.waiting_visits, asked.span, lambda row: row["waiting_outcome"])
    states = _within(found.staff_presence, asked.span, lambda row: row["state"])
    # Of what lies outside of the stretch it is not known that anything is missing.
    candidates = [row for row in found.anomalies if row["kind"] != "footage_missing"]
    known = [one for one in states if one.what != "unknown"]
    return StretchEvents(
        services,
        waits,
        states,
        _within(candidates, asked.span, lambda row: row["kind"]),
        _median(found.service_time, "duration_s"),
        _median(found.service_time, "waiting_s"),
        _length(one for one in known if one.what != "unattended") / _length(known) if known else None,
    )


def _within(rows: Sequence[Row], span: Interval, what: Any) -> tuple[StretchEvent, ...]:
    """The parts of rows that lie in a span."""
    parts = (
        StretchEvent(
            what(row),
            row["counter_id"],
            max(row["started_at"].timestamp(), span[0]),
            min(row["ended_at"].timestamp(), span[1]),
        )
        for row in rows
    )
    return tuple(sorted((one for one in parts if one.ended_s > one.started_s), key=lambda one: one.started_s))


def _median(rows: Sequence[Row], column: str) -> float | None:
    return median(values) if (values := [row[column] for row in rows if row[column] is not None]) else None


def _length(events: Any) -> float:
    return sum(one.ended_s - one.started_s for one in events)
