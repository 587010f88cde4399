"""One camera day from what was seen to rows of events: tracks, zones, states."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from pantau.schemas.site import Site
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.clock_jumps import clock_jumps
from pantau.transforms.candidates.footage_missing import footage_missing
from pantau.transforms.candidates.motionless import motionless
from pantau.transforms.candidates.presence_out_of_hours import presence_out_of_hours
from pantau.transforms.candidates.unattended_waiting import unattended_waiting
from pantau.transforms.candidates.visitor_in_staff_area import visitor_in_staff_area
from pantau.transforms.counters.counter_day import CounterDay, counter_day_of
from pantau.transforms.counters.parties import as_parties
from pantau.transforms.counters.queue_stitching import stitch_in_queue
from pantau.transforms.counters.staff_presence import presence_of
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.counters.waiting import WaitingVisit, waits_of
from pantau.transforms.events.event_rows import Provenance, Row, RowMaker, moment
from pantau.transforms.hours import ONE_DAY, camera_hours, recording_schedule, service_hours
from pantau.transforms.intervals import Intervals, intersect, union
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.zones.spans import Span

CLEARLY_VISITOR = 0.8
"""Probability of being a visitor from which on somebody in a staff area is a review candidate."""


@dataclass
class Events:
    """The rows of one camera day."""

    service_time: list[Row] = field(default_factory=list)
    waiting_visits: list[Row] = field(default_factory=list)
    staff_presence: list[Row] = field(default_factory=list)
    anomalies: list[Row] = field(default_factory=list)


def find_events(
    site: Site, place: CameraDate, provenance: Provenance, day: CameraDay, arrived_s: float = float("inf")
) -> Events:
    """The events of one camera day, from its people and the zones that held on that date.

    Their ids come from their content; see `continued_events` for those that they keep from the run before. Service
    hours of which recordings are yet to come, from `arrived_s` (epoch seconds) on, have not been: nothing is said of
    them.
    """
    camera = site.camera(place.camera_id)
    tracked = track_camera_day(day, camera.view(place.service_date), site.thresholds_on(place.service_date))
    maker, events = RowMaker(place, provenance, day), Events()
    agencies = {counter.id: counter.agency(place.service_date) or camera.agency for counter in site.counters}
    counter_days = [
        counter_day_of(tracked, counter.id, maker.known) for counter in site.counters_on(camera, place.service_date)
    ]
    candidates: list[Candidate] = []

    waits = _waits(tracked, counter_days)
    before = {wait.session: wait for wait in waits if wait.session}
    services = {}
    for counter_day in counter_days:
        agency = agencies[counter_day.counter]
        hours = _begun(service_hours(site, agency, place.service_date), day, arrived_s)
        for session in counter_day.sessions:
            row = maker.service(session, before.get(session), agency, counter_day.counter, counter_day.zone)
            services[session] = row["event_id"]
            events.service_time.append(row)
        states = presence_of(
            counter_day.staffing,
            counter_day.sessions,
            [one.span.interval for one in counter_day.waiting],
            hours,
            maker.known,
        )
        events.staff_presence += [
            maker.presence(state, agency, counter_day.counter, counter_day.zone) for state in states
        ]
        candidates += unattended_waiting(
            counter_day.counter, counter_day.absent, counter_day.waiting, hours, tracked.thresholds
        )
    candidates += _camera_candidates(tracked, site, place, arrived_s)

    twins: Counter[tuple[str, datetime]] = Counter()
    for wait in waits:
        if wait.span.duration >= tracked.thresholds.queue_min_s:
            owners = {agencies[counter] for counter in ([wait.counter] if wait.counter else wait.counters)}
            owner = owners.pop() if len(owners) == 1 else camera.agency
            beginning = wait.zone, moment(wait.span.start.at)
            served = services[wait.session] if wait.session else None
            events.waiting_visits.append(maker.waiting(wait, owner, twins[beginning], served))
            twins[beginning] += 1
    related = [*events.service_time, *events.staff_presence]
    events.anomalies = [
        maker.anomaly(candidate, agencies.get(candidate.counter, camera.agency), related) for candidate in candidates
    ]
    return events


def _waits(tracked: TrackedCameraDay, counter_days: list[CounterDay]) -> list[WaitingVisit]:
    """The waiting of everybody on the camera."""
    limits = tracked.thresholds
    leads_to = {zone.id: zone.counters for zone in tracked.view.of("queue", "waiting") if zone.counters}
    # Whoever is in the queue as it is first observed may have waited for long, however soon they are called.
    queueing = [
        dwell
        for dwell in tracked.dwells(("queue", "waiting"), "visitor", 0.0)
        if dwell.zone in leads_to and (dwell.span.duration >= limits.queue_min_s or dwell.span.start.censored)
    ]
    customers = [dwell for counter_day in counter_days for dwell in counter_day.customers]
    followed = stitch_in_queue(
        tracked.tracks,
        tracked.day.times,
        tracked.day.aspect,
        queueing,
        customers,
        tracked.same,
        limits.service_merge_s,
        limits.walking_m_s,
    )
    rooms = {zone.id for zone in tracked.view.of("waiting")}
    return as_parties(waits_of(counter_days, queueing, leads_to, rooms, followed, limits, tracked.unobserved))


def _begun(hours: Intervals, day: CameraDay, arrived_s: float) -> Intervals:
    """What of some hours has been: all until then, and what was recorded later all the same."""
    begins, ends = day.bounds
    return intersect(hours, union([(begins, min(max(arrived_s, begins), ends)), *day.recorded]))


def _camera_candidates(tracked: TrackedCameraDay, site: Site, place: CameraDate, arrived_s: float) -> list[Candidate]:
    day, thresholds = tracked.day, tracked.thresholds
    camera = site.camera(place.camera_id)
    today = place.service_date
    before, hours, after = (camera_hours(site, camera, near) for near in (today - ONE_DAY, today, today + ONE_DAY))
    scheduled = recording_schedule(site, camera, today)
    counters = [counter.id for counter in site.counters_on(camera, today)]
    inside = [
        dwell
        for dwell in tracked.dwells(("staff", "restricted"), "visitor", thresholds.staff_area_s)
        if dwell.sure >= thresholds.person_score and dwell.role_probability >= CLEARLY_VISITOR
    ]
    counter_of = {zone.id: zone.counters[0] if len(zone.counters) == 1 else None for zone in tracked.view.zones}
    return [
        *presence_out_of_hours(
            _presences(tracked, counters), (before, hours, after), day.bounds, tracked.unobserved, thresholds
        ),
        *motionless(
            day,
            tracked.visibility,
            [track for track, role in zip(tracked.tracks, tracked.roles, strict=True) if role == "visitor"],
            tracked.view.of("customer", "queue", "waiting"),
            counter_of,
            thresholds,
        ),
        *visitor_in_staff_area(inside, counter_of, thresholds),
        *footage_missing(day.recorded, scheduled, _begun(hours, day, arrived_s), thresholds),
        *clock_jumps(day.recordings, day.bounds, thresholds),
    ]


def _presences(tracked: TrackedCameraDay, counters: list[str]) -> list[tuple[Span, float | None]]:
    """Everybody the camera saw, with a mean score: people followed, and officers whom the seat model alone sees."""
    seated = [
        (stretch.span, _seat_score(tracked, counter, stretch.span))
        for counter in counters
        for stretch in tracked.staffing(counter)
        if stretch.state == "present"
    ]
    return seated + [
        (
            Span(
                tracked.visibility.appearance(int(track.samples[0])),
                tracked.visibility.disappearance(int(track.samples[-1])),
            ),
            float(np.mean(track.scores)),
        )
        for track in tracked.tracks
    ]


def _seat_score(tracked: TrackedCameraDay, counter: str, span: Span) -> float | None:
    """The mean score of the detections on the seats of a counter; `None` where there is none."""
    day, seats = tracked.day, [seat.id for seat in tracked.view.of("seat", counter=counter)]
    times = day.times[day.seat_sample]
    mine = np.isin(day.seat_zone.astype(str), seats) & (span.start.at <= times) & (times <= span.end.at)
    scores = day.seat_score[mine & (day.seat_score >= tracked.thresholds.seat_score)]
    return float(scores.mean()) if len(scores) else None
