"""One camera day from what was seen to rows of events: tracks, zones, states."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

import numpy as np

from pantau.schemas.site import Site
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.transforms.baselines.standing_baselines import Baselines
from pantau.transforms.candidates.found_on_day import begun, candidates_of
from pantau.transforms.counters.counter_day import CounterDay, counter_day_of
from pantau.transforms.counters.parties import as_parties
from pantau.transforms.counters.queue_stitching import stitch_in_queue
from pantau.transforms.counters.staff_presence import presence_of
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.counters.waiting import WaitingVisit, waits_of
from pantau.transforms.events.event_rows import Provenance, Row, RowMaker, moment
from pantau.transforms.hours import service_hours
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.static_figures.known_figures import StoodBefore, known_figures, of_figures


@dataclass
class Events:
    """The rows of one camera day by their tables; and the places of known figures, (4,) edges each, which are none."""

    service_time: list[Row] = field(default_factory=list)
    waiting_visits: list[Row] = field(default_factory=list)
    staff_presence: list[Row] = field(default_factory=list)
    anomalies: list[Row] = field(default_factory=list)
    figures: list[np.ndarray] = field(default_factory=list)


def find_events(
    site: Site,
    place: CameraDate,
    provenance: Provenance,
    day: CameraDay,
    arrived_s: float = float("inf"),
    usual: Baselines = MappingProxyType({}),
    anywhere: CameraDay | None = None,
    stood_before: StoodBefore = lambda _: False,
) -> Events:
    """The events of one camera day, from its people and the zones that held on that date.

    Their ids come from their content; see `continued_events` for those that they keep from the run before. Service
    hours of which recordings are yet to come, from `arrived_s` (epoch seconds) on, have not been: nothing is said of
    them. `usual` has the baselines that hold on the date. `anywhere`: the same day with the people of the time in which
    the zones were void, since the camera had moved; for what needs no zones. `stood_before`: what stood still on dates
    before; where it still does it is nobody.
    """
    camera = site.camera(place.camera_id)
    limits = site.thresholds_on(place.service_date)
    tracked, figures = _people(day, camera.view(place.service_date), limits, stood_before)
    maker, events = RowMaker(place, provenance, day), Events(figures=figures)
    agencies = {counter.id: counter.agency(place.service_date) or camera.agency for counter in site.counters}
    counter_days = [
        counter_day_of(tracked, counter.id, maker.known) for counter in site.counters_on(camera, place.service_date)
    ]

    waits = _waits(tracked, counter_days)
    before = {wait.session: wait for wait in waits if wait.session}
    services = {}
    for counter_day in counter_days:
        agency = agencies[counter_day.counter]
        hours = begun(service_hours(site, agency, place.service_date), day, arrived_s)
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

    twins: Counter[tuple[str, datetime]] = Counter()
    for wait in waits:
        if wait.span.duration >= tracked.thresholds.queue_min_s:
            owners = {agencies[counter] for counter in ([wait.counter] if wait.counter else wait.counters)}
            owner = owners.pop() if len(owners) == 1 else camera.agency
            beginning = wait.zone, moment(wait.span.start.at)
            served = services[wait.session] if wait.session else None
            events.waiting_visits.append(maker.waiting(wait, owner, twins[beginning], served))
            twins[beginning] += 1
    everybody = tracked
    if anywhere is not None and anywhere is not day:
        everybody, _ = _people(anywhere, View(), limits, stood_before)
    candidates = candidates_of(tracked, everybody, counter_days, waits, agencies, site, place, arrived_s, usual)
    related = [*events.service_time, *events.staff_presence]
    in_place, at_large = maker, RowMaker(place, provenance, everybody.day)
    events.anomalies = [
        (in_place if candidate.counter or candidate.zone or candidate.agency else at_large).anomaly(
            candidate, candidate.agency or agencies.get(candidate.counter, camera.agency), related
        )
        for candidate in candidates
    ]
    return events


def _people(
    day: CameraDay, view: View, limits: Thresholds, stood_before: StoodBefore
) -> tuple[TrackedCameraDay, list[np.ndarray]]:
    """Everybody on the camera, and the known figures, which are nobody."""
    tracked = track_camera_day(day, view, limits)
    figures = known_figures(day, tracked.tracks, limits.motionless_s, stood_before)
    if not figures:
        return tracked, figures
    return track_camera_day(day, view, limits, of_figures(day, figures, limits.motionless_s)), figures


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
