"""One camera day from what was seen to rows of events: tracks, zones, states."""

from dataclasses import dataclass, field

import numpy as np

from schemas.site import Site
from schemas.site.counters import Counter
from transforms.events import anomalies
from transforms.events.camera_day import CameraDay
from transforms.events.presence import presence_of
from transforms.events.rows import Place, Provenance, Row, RowMaker
from transforms.events.scene import Scene, scene_of
from transforms.events.service import sessions_of, visits_of
from transforms.events.spans import Span, commons, merged, within
from transforms.events.staffing import Stretch, times_in
from transforms.events.stays import Stay
from transforms.hours import ONE_DAY, camera_hours, recording_schedule, service_hours


@dataclass
class Events:
    """The rows of one camera day."""

    service_time: list[Row] = field(default_factory=list)
    staff_presence: list[Row] = field(default_factory=list)
    anomalies: list[Row] = field(default_factory=list)


def find_events(site: Site, place: Place, provenance: Provenance, day: CameraDay) -> Events:
    """The events of one camera day, from its people and the zones that held on that date."""
    camera = site.camera(place.camera_id)
    scene = scene_of(day, camera.view(place.service_date), site.thresholds_on(place.service_date))
    maker, events = RowMaker(place, provenance, day), Events()
    candidates: list[anomalies.Candidate] = []

    for counter in site.counters_on(camera, place.service_date):
        candidates += _counter_events(scene, site, maker, counter, events)
    candidates += _camera_candidates(scene, site, place)
    agencies = {counter.id: counter.agency(place.service_date) for counter in site.counters}
    related = [*events.service_time, *events.staff_presence]
    events.anomalies = [
        maker.anomaly(candidate, agencies.get(candidate.counter) or camera.agency, related) for candidate in candidates
    ]
    return events


def _counter_events(
    scene: Scene, site: Site, maker: RowMaker, counter: Counter, events: Events
) -> list[anomalies.Candidate]:
    thresholds, date = scene.thresholds, maker.place.service_date
    agency = counter.agency(date)
    hours = service_hours(site, agency, date)
    customers = scene.stays(("customer",), "visitor", thresholds.service_min_s, counter.id)
    queueing = scene.stays(("queue", "waiting"), "visitor", thresholds.queue_min_s, counter.id)
    staffing = scene.staffing(counter.id)
    sessions = sessions_of(
        visits_of(customers, thresholds, scene.may_be_same), queueing, staffing, maker.known, thresholds
    )
    waiting = _waiting(customers, queueing, staffing)
    states = presence_of(staffing, sessions, [span.interval for span in waiting], hours, maker.known)
    zone = scene.view.of("customer", counter=counter.id)[0].id
    events.service_time += [maker.service(session, agency, counter.id, zone) for session in sessions]
    events.staff_presence += [maker.presence(state, agency, counter.id, zone) for state in states]
    return anomalies.unattended_waiting(counter.id, times_in(staffing, "absent"), waiting, hours, thresholds)


def _waiting(customers: list[Stay], queueing: list[Stay], staffing: list[Stretch]) -> list[Span]:
    """A span for each person and time waiting: in the queue until served, or at the counter with nobody there."""
    absent = times_in(staffing, "absent")
    times = [(stay.track, stay.span) for stay in queueing]
    times += [(stay.track, span) for stay in customers for span in commons([stay.span], absent)]
    tracks = sorted({track for track, _ in times})
    # Zones may overlap: somebody in two of them is one person.
    return [span for one in tracks for span in merged((s for track, s in times if track == one), within(0.0))]


def _camera_candidates(scene: Scene, site: Site, place: Place) -> list[anomalies.Candidate]:
    day, thresholds = scene.day, scene.thresholds
    camera = site.camera(place.camera_id)
    today = place.service_date
    before, hours, after = (camera_hours(site, camera, near) for near in (today - ONE_DAY, today, today + ONE_DAY))
    scheduled = recording_schedule(site, camera, today)
    counters = [counter.id for counter in site.counters_on(camera, today)]
    inside = [
        stay
        for stay in scene.stays(("staff", "restricted"), "visitor", thresholds.staff_area_s)
        if stay.sure >= thresholds.person_score
    ]
    counter_of = {zone.id: zone.counters[0] if len(zone.counters) == 1 else None for zone in scene.view.zones}
    return [
        *anomalies.presence_out_of_hours(_presences(scene, counters), (before, hours, after), day.bounds, thresholds),
        *anomalies.visitor_in_staff_area(inside, counter_of, thresholds),
        *anomalies.footage_missing(day.recorded, scheduled, hours, thresholds),
    ]


def _presences(scene: Scene, counters: list[str]) -> list[tuple[Span, float]]:
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
