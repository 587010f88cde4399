"""One camera day from what was seen to rows of events: tracks, zones, states."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

from pantau.schemas.site import Site
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.clock_jumps import clock_jumps
from pantau.transforms.candidates.footage_missing import footage_missing
from pantau.transforms.candidates.presence_out_of_hours import presence_out_of_hours
from pantau.transforms.candidates.unattended_waiting import unattended_waiting
from pantau.transforms.candidates.visitor_in_staff_area import visitor_in_staff_area
from pantau.transforms.counters.counter_day import CounterDay, counter_day_of
from pantau.transforms.counters.parties import as_parties
from pantau.transforms.counters.presence import presence_of
from pantau.transforms.counters.queue_stitching import stitch_in_queue
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.counters.waiting import WaitingVisit, waits_of
from pantau.transforms.events.rows import Provenance, Row, RowMaker
from pantau.transforms.hours import ONE_DAY, camera_hours, recording_schedule, service_hours
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


def find_events(site: Site, place: CameraDate, provenance: Provenance, day: CameraDay) -> Events:
    """The events of one camera day, from its people and the zones that held on that date."""
    camera = site.camera(place.camera_id)
    scene = track_camera_day(day, camera.view(place.service_date), site.thresholds_on(place.service_date))
    maker, events = RowMaker(place, provenance, day), Events()
    agencies = {counter.id: counter.agency(place.service_date) or camera.agency for counter in site.counters}
    desks = [counter_day_of(scene, counter.id, maker.known) for counter in site.counters_on(camera, place.service_date)]
    candidates: list[Candidate] = []

    waits = _waits(scene, desks)
    before = {wait.session: wait for wait in waits if wait.session}
    services = {}
    for desk in desks:
        agency = agencies[desk.counter]
        hours = service_hours(site, agency, place.service_date)
        for session in desk.sessions:
            row = maker.service(session, before.get(session), agency, desk.counter, desk.zone)
            services[session] = row["event_id"]
            events.service_time.append(row)
        states = presence_of(
            desk.staffing, desk.sessions, [span.interval for span, _ in desk.waiting], hours, maker.known
        )
        events.staff_presence += [maker.presence(state, agency, desk.counter, desk.zone) for state in states]
        candidates += unattended_waiting(desk.counter, desk.absent, desk.waiting, hours, scene.thresholds)
    candidates += _camera_candidates(scene, site, place)

    twins: Counter[tuple[str, float]] = Counter()
    for wait in waits:
        if wait.span.duration >= scene.thresholds.queue_min_s:
            owners = {agencies[counter] for counter in ([wait.counter] if wait.counter else wait.counters)}
            owner = owners.pop() if len(owners) == 1 else camera.agency
            beginning = wait.zone, wait.span.start.at
            served = services[wait.session] if wait.session else None
            events.waiting_visits.append(maker.waiting(wait, owner, twins[beginning], served))
            twins[beginning] += 1
    related = [*events.service_time, *events.staff_presence]
    events.anomalies = [
        maker.anomaly(candidate, agencies.get(candidate.counter, camera.agency), related) for candidate in candidates
    ]
    return events


def _waits(scene: TrackedCameraDay, desks: list[CounterDay]) -> list[WaitingVisit]:
    """The waiting of everybody on the camera."""
    limits = scene.thresholds
    leads_to = {zone.id: zone.counters for zone in scene.view.of("queue", "waiting") if zone.counters}
    queueing = [
        stay for stay in scene.stays(("queue", "waiting"), "visitor", limits.queue_min_s) if stay.zone in leads_to
    ]
    customers = [stay for desk in desks for stay in desk.customers]
    followed = stitch_in_queue(
        scene.tracks,
        scene.day.times,
        scene.day.aspect,
        queueing,
        customers,
        scene.same,
        limits.service_merge_s,
        limits.walking_m_s,
    )
    rooms = {zone.id for zone in scene.view.of("waiting")}
    return as_parties(waits_of(desks, queueing, leads_to, rooms, followed, limits))


def _camera_candidates(scene: TrackedCameraDay, site: Site, place: CameraDate) -> list[Candidate]:
    day, thresholds = scene.day, scene.thresholds
    camera = site.camera(place.camera_id)
    today = place.service_date
    before, hours, after = (camera_hours(site, camera, near) for near in (today - ONE_DAY, today, today + ONE_DAY))
    scheduled = recording_schedule(site, camera, today)
    counters = [counter.id for counter in site.counters_on(camera, today)]
    inside = [
        stay
        for stay in scene.stays(("staff", "restricted"), "visitor", thresholds.staff_area_s)
        if stay.sure >= thresholds.person_score and stay.role_probability >= CLEARLY_VISITOR
    ]
    counter_of = {zone.id: zone.counters[0] if len(zone.counters) == 1 else None for zone in scene.view.zones}
    return [
        *presence_out_of_hours(_presences(scene, counters), (before, hours, after), day.bounds, thresholds),
        *visitor_in_staff_area(inside, counter_of, thresholds),
        *footage_missing(day.recorded, scheduled, hours, thresholds),
        *clock_jumps(day.recordings, day.bounds, thresholds),
    ]


def _presences(scene: TrackedCameraDay, counters: list[str]) -> list[tuple[Span, float]]:
    """Everybody the camera saw, with a score: people followed, and officers whom the seat model alone sees."""
    seated = [
        (stretch.span, stretch.agreement)
        for counter in counters
        for stretch in scene.staffing(counter)
        if stretch.state == "present"
    ]
    return seated + [
        (
            Span(scene.sight.appearance(int(track.samples[0])), scene.sight.disappearance(int(track.samples[-1]))),
            float(np.mean(track.scores)),
        )
        for track in scene.tracks
    ]
