"""The ways of the people whom an event is about, and how sure it is who is of the staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pantau.schemas.site import Site
from pantau.schemas.tables import TABLES
from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.evidence.drawn.concerned import people_concerned, surely_theirs
from pantau.transforms.evidence.event import Event
from pantau.transforms.hours import camera_hours
from pantau.transforms.roles.roles import Role
from pantau.transforms.tracking.static_figures.known_figures import of_figures
from pantau.transforms.tracking.static_figures.left_out import left_out
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zone_setup.seen_stretch import day_of_stretch, shown_in

MARGIN_S = 120.0
"""So long before an event and after it people are tracked: chosen, twice as long as a track is waited for."""


@dataclass(frozen=True)
class AskedEvent:
    """A row of the event table `table`, and rows of `recordings` of its camera that may show it."""

    warehouse: str
    recordings: Sequence[Mapping[str, Any]]
    table: str
    row: Mapping[str, Any]
    site: Site


@dataclass(frozen=True)
class EventTrack:
    """Somebody whom an event is about: their role, the probability that they are of the staff, and where they stood.

    feet: fractions of the frame, in order of time, on frames of the event and those that surely go on from there.
    started_s, ended_s: of these, epoch seconds.
    """

    role: Role
    staff_probability: float
    feet: tuple[tuple[float, float], ...]
    started_s: float
    ended_s: float


def tracks_of_event(asked: AskedEvent) -> tuple[EventTrack, ...]:
    """By today's program and site file, from the event and `MARGIN_S` round it; who is in doubt is not among them."""
    row, site = asked.row, asked.site
    start, end = row["started_at"].timestamp(), row["ended_at"].timestamp()
    camera, on = site.camera(row["camera_id"]), row["service_date"]
    span, limits = (start - MARGIN_S, end + MARGIN_S), site.thresholds_on(on)
    day = day_of_stretch(
        asked.warehouse,
        shown_in(asked.recordings, span),
        span,
        limits,
        site.observer.cadence_s,
        refined=True,
        service_hours=camera_hours(site, camera, on),
    )
    # The table says that these never move; a stretch is too short to show it.
    figures = of_figures(day, left_out(asked.warehouse, camera.id, on).T, 0.0)
    tracked = track_camera_day(day, camera.view(on), limits, figures)
    concerned = people_concerned(tracked, Event(TABLES[asked.table], dict(row)))

    def told(number: int) -> EventTrack:
        track: Track = tracked.tracks[number]
        times = day.times[track.samples]
        theirs = np.flatnonzero(surely_theirs(times, track.sure, start, end))
        left, _, right, bottom = track.boxes[theirs].T
        feet = np.round(np.column_stack([(left + right) / 2, np.minimum(bottom, 1.0)]), 4)
        return EventTrack(
            tracked.roles[number],
            float(tracked.staff[number]),
            tuple(map(tuple, feet.tolist())),
            float(times[theirs[0]]),
            float(times[theirs[-1]]),
        )

    return tuple(told(number) for number in sorted(concerned.tracks))
