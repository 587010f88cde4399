"""Whom an event is about: their tracks, and the seats of its officer. In doubt somebody is not concerned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.evidence.event import Event
from pantau.transforms.zones.dwells import Dwell

SAME_TIME_S = 0.001
"""Rows have times to the millisecond."""

MOSTLY = 0.5
"""Somebody is concerned who is in the event's zone for this share of the event or of their dwell, whichever is shorter.
Chosen: as two people are one party (`counters.sessions.PARTY_OVERLAP`)."""

SURE_LINK = 0.95
"""Before an event and after it somebody is shown along links of their track that are as sure. Chosen: of 27,000 people
on frames of rendered offices two were shown whom the event was not about, after links of 0.91 and 0.92 across which two
people were taken for one (`benchmarks/pixelation.py`)."""

_SERVED = frozenset({"service_time", "service_out_of_hours", "long_service", "short_service"})
_WAITING = frozenset({"waiting_visits", "long_wait"})
_IN_ITS_ZONE = frozenset({"visitor_in_staff_area", "unattended_waiting", "motionless"})
_ANYBODY = frozenset({"presence_restricted", "presence_out_of_hours"})
_WITH_OFFICER = frozenset({*_SERVED, "waiting_visits", "serving", "idle"})
"""Tables, kinds and states. Of all others nobody is concerned: a recorder did it, nobody was there, or a crowd was."""


@dataclass(frozen=True)
class Concerned:
    """`tracks`: their numbers on the camera day. `seats`: zones in which nobody else sits."""

    tracks: frozenset[int] = frozenset()
    seats: tuple[Zone, ...] = ()


def people_concerned(tracked: TrackedCameraDay, event: Event) -> Concerned:
    """Of a service and of waiting the party and the officer at the counter, of a candidate whom it tells of.

    The tracks are those of today's program and site file. A row that others wrote may find nobody among them. Where
    nothing is known of the event's time, as its detections were deleted, nobody is, and no seat has its officer.
    """
    what, row = _what(event), event.row
    if not _in_time(tracked.day.times, row).any():
        return Concerned()
    dwells: list[Dwell] = []
    if what in _SERVED:
        dwells = _mostly(tracked.dwells(("customer",), "visitor", 0.0, row["counter_id"]), row)
    elif what in _WAITING:
        dwells = _begun(_in_zone(tracked, row["zone_id"], "visitor"), row)
    elif what == "repeated_approaches":
        dwells = _begun(tracked.dwells(("customer",), "visitor", 0.0), row)
    elif what in _IN_ITS_ZONE:
        dwells = _mostly(_in_zone(tracked, row["zone_id"], "visitor"), row)
    tracks = {dwell.track for dwell in dwells}
    if what in _ANYBODY:
        tracks = {number for number in range(len(tracked.tracks)) if _is_there(tracked, number, row)}
    if what not in _WITH_OFFICER or row["counter_id"] is None:
        return Concerned(frozenset(tracks))
    officers = _mostly(tracked.dwells(("staff",), "staff", 0.0, row["counter_id"]), row)
    return Concerned(
        frozenset(tracks | {dwell.track for dwell in officers}),
        tuple(tracked.view.of("seat", counter=row["counter_id"])),
    )


def surely_theirs(times: np.ndarray, sure: np.ndarray, start: float, end: float) -> np.ndarray:
    """(n,) flags: the detections of a track in an event's time, and those that surely go on from there.

    times (n,), start, end: epoch seconds; sure (n,): as of a `Track`.
    """
    theirs = (times >= start) & (times <= end)
    inside = np.flatnonzero(theirs)
    if len(inside):
        unsure = np.flatnonzero(sure < SURE_LINK)
        before, after = unsure[unsure <= inside[0]], unsure[unsure > inside[-1]]
        theirs[before[-1] if len(before) else 0 : after[0] if len(after) else len(times)] = True
    return theirs


def _what(event: Event) -> str:
    """The kind of a candidate, the state of a counter, else the table."""
    column = {ANOMALIES: "kind", STAFF_PRESENCE: "state"}.get(event.table)
    assert column or event.table in (SERVICE_TIME, WAITING_VISITS), "event tables are these four"
    return event.row[column] if column else event.table.name


def _in_zone(tracked: TrackedCameraDay, zone_id: str, role: str) -> list[Dwell]:
    kinds = tuple(zone.kind for zone in tracked.view.zones if zone.id == zone_id)
    return [dwell for dwell in tracked.dwells(kinds, role, 0.0) if dwell.zone == zone_id]


def _begun(dwells: list[Dwell], row: Mapping[str, Any]) -> list[Dwell]:
    """Those that begin when the row does."""
    begun = row["started_at"].timestamp()
    return [dwell for dwell in dwells if abs(dwell.span.start.at - begun) <= SAME_TIME_S]


def _mostly(dwells: list[Dwell], row: Mapping[str, Any]) -> list[Dwell]:
    start, end = row["started_at"].timestamp(), row["ended_at"].timestamp()
    found = []
    for dwell in dwells:
        first, last = dwell.span.interval
        common = min(end, last) - max(start, first)
        if common > 0 and common >= MOSTLY * min(end - start, last - first):
            found.append(dwell)
    return found


def _is_there(tracked: TrackedCameraDay, number: int, row: Mapping[str, Any]) -> bool:
    return bool(_in_time(tracked.day.times[tracked.tracks[number].samples], row).any())


def _in_time(times: np.ndarray, row: Mapping[str, Any]) -> np.ndarray:
    """(n,) flags: which times, epoch seconds, are in those of a row."""
    return (times >= row["started_at"].timestamp()) & (times <= row["ended_at"].timestamp())
