"""All review candidates of one camera day: each kind is asked once."""

from collections.abc import Iterator, Mapping

import numpy as np

from pantau.schemas.site import Site
from pantau.transforms.baselines.standing_baselines import Baselines
from pantau.transforms.candidates.at_counters.all_counters_empty import all_counters_empty
from pantau.transforms.candidates.at_counters.counter_absence import CounterHours
from pantau.transforms.candidates.at_counters.early_closing import early_closing
from pantau.transforms.candidates.at_counters.late_opening import late_opening
from pantau.transforms.candidates.at_counters.long_wait import long_wait
from pantau.transforms.candidates.at_counters.officer_away import officer_away
from pantau.transforms.candidates.at_counters.queue_surge import queue_surge
from pantau.transforms.candidates.at_counters.repeated_approaches import repeated_approaches
from pantau.transforms.candidates.at_counters.service_out_of_hours import service_out_of_hours
from pantau.transforms.candidates.at_counters.unattended_waiting import unattended_waiting
from pantau.transforms.candidates.at_counters.unusual_service import unusual_service
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.in_places.crowding import crowding
from pantau.transforms.candidates.in_places.motionless import motionless
from pantau.transforms.candidates.in_places.presence_out_of_hours import presence_out_of_hours
from pantau.transforms.candidates.in_places.presence_restricted import presence_restricted
from pantau.transforms.candidates.in_places.visitor_in_staff_area import visitor_in_staff_area
from pantau.transforms.candidates.of_cameras.camera_moved import camera_moved
from pantau.transforms.candidates.of_cameras.image_faults import image_faults
from pantau.transforms.candidates.of_objects.left_and_taken import left_and_taken
from pantau.transforms.candidates.of_recorders.clock_jumps import clock_jumps
from pantau.transforms.candidates.of_recorders.footage_missing import footage_missing
from pantau.transforms.candidates.of_recorders.footage_repeated import footage_repeated
from pantau.transforms.candidates.of_recorders.recording_altered import recording_altered
from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.hours import ONE_DAY, camera_hours, recording_schedule, service_hours
from pantau.transforms.intervals import Intervals, intersect, union
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track, clear_score
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span

CLEARLY_VISITOR = 0.8
"""Probability of being a visitor from which on somebody in a staff area is a review candidate."""


def candidates_of(
    tracked: TrackedCameraDay,
    everybody: TrackedCameraDay,
    counter_days: list[CounterDay],
    waits: list[WaitingVisit],
    agencies: Mapping[str, str],
    site: Site,
    place: CameraDate,
    arrived_s: float,
    usual: Baselines,
) -> list[Candidate]:
    """Of the kinds that the site file does not switch off.

    `everybody` has also those of the time in which the zones were void. `agencies` names the agency of each counter,
    `usual` what is usual at it. See `find_events` for `arrived_s`.
    """
    found = [
        *(
            one
            for counter_day in counter_days
            for one in _at_counter(counter_day, tracked, agencies, site, place, arrived_s, usual)
        ),
        *_at_no_counter(counter_days, tracked, agencies, site, place),
        *long_wait(waits, agencies, tracked.thresholds),
        *queue_surge(waits, agencies, tracked.thresholds),
        *_of_camera(tracked, everybody, site, place, arrived_s),
    ]
    return [candidate for candidate in found if site.looked_for(candidate.kind, place.service_date)]


def begun(hours: Intervals, day: CameraDay, arrived_s: float) -> Intervals:
    """What of some hours has been: all until then, and what was recorded later all the same."""
    begins, ends = day.bounds
    return intersect(hours, union([(begins, min(max(arrived_s, begins), ends)), *day.recorded]))


def _at_counter(
    counter_day: CounterDay,
    tracked: TrackedCameraDay,
    agencies: Mapping[str, str],
    site: Site,
    place: CameraDate,
    arrived_s: float,
    usual: Baselines,
) -> Iterator[Candidate]:
    counter, limits = counter_day.counter, tracked.thresholds
    agency, sessions, today = agencies[counter], counter_day.sessions, place.service_date
    near = [service_hours(site, agency, day) for day in (today - ONE_DAY, today, today + ONE_DAY)]
    hours = near[1]
    waiting = begun(hours, tracked.day, arrived_s)
    yield from unattended_waiting(counter, counter_day.absent, counter_day.waiting, waiting, limits)
    when = CounterHours(hours, near[0], near[2], arrived_s)
    for kind in (late_opening, early_closing, officer_away):
        yield from kind(counter, counter_day.staffing, when, limits)
    yield from service_out_of_hours(counter, sessions, near, tracked.day.bounds, limits)
    yield from unusual_service(agency, counter, counter_day.zone, sessions, usual)


def _at_no_counter(
    counter_days: list[CounterDay],
    tracked: TrackedCameraDay,
    agencies: Mapping[str, str],
    site: Site,
    place: CameraDate,
) -> Iterator[Candidate]:
    # Of an agency whose other counters other cameras see, this one does not know enough: see `across_cameras`.
    elsewhere = site.across_cameras(place.service_date)
    for agency in dict.fromkeys(agencies[one.counter] for one in counter_days):
        if agency in elsewhere:
            continue
        staffing = [one.staffing for one in counter_days if agencies[one.counter] == agency]
        hours = service_hours(site, agency, place.service_date)
        yield from all_counters_empty(agency, staffing, hours, tracked.thresholds)


def _of_camera(
    tracked: TrackedCameraDay, everybody: TrackedCameraDay, site: Site, place: CameraDate, arrived_s: float
) -> Iterator[Candidate]:
    day, limits = tracked.day, tracked.thresholds
    camera, today = site.camera(place.camera_id), place.service_date
    near = [camera_hours(site, camera, near) for near in (today - ONE_DAY, today, today + ONE_DAY)]
    people = _presences(tracked, everybody, [counter.id for counter in site.counters_on(camera, today)])
    if camera.zone_type == "restricted":
        yield from presence_restricted(people, everybody.unobserved, limits)
    else:
        yield from presence_out_of_hours(people, near, day.bounds, everybody.unobserved, limits)
    if day.view:
        yield from camera_moved(day.view, limits)
    yield from image_faults(day, near[1], limits)
    counter_of = {zone.id: zone.counters[0] if len(zone.counters) == 1 else None for zone in tracked.view.zones}
    visitors = [track for track, role in zip(tracked.tracks, tracked.roles, strict=True) if role == "visitor"]
    yield from crowding(_visitors(tracked), limits)
    still = tracked.view.of("customer", "queue", "waiting")
    yield from motionless(day, tracked.visibility, visitors, still, counter_of, limits)
    yield from visitor_in_staff_area(_clearly_inside(tracked), counter_of, limits)
    if site.looked_for("repeated_approaches", today):
        short = tracked.dwells(("customer",), "visitor", limits.service_min_s)
        yield from repeated_approaches(short, tracked.tracks, day.times, limits)
    yield from left_and_taken(tracked)
    schedule = recording_schedule(site, camera, today)
    yield from footage_missing(day.recorded, schedule, begun(near[1], day, arrived_s), limits)
    for kind in (clock_jumps, footage_repeated, recording_altered):
        yield from kind(day.recordings, day.bounds, limits)


def _clearly_inside(tracked: TrackedCameraDay) -> list[Dwell]:
    """Stays in staff and restricted zones of who is clearly somebody, and clearly a visitor."""
    limits = tracked.thresholds
    return [
        dwell
        for dwell in tracked.dwells(("staff", "restricted"), "visitor", limits.staff_area_s)
        if dwell.sure >= limits.person_score and dwell.role_probability >= CLEARLY_VISITOR
    ]


def _presences(
    tracked: TrackedCameraDay, everybody: TrackedCameraDay, counters: list[str]
) -> list[tuple[Span, float | None]]:
    """Everybody the camera clearly saw, with a mean score: people followed, and officers whom the seat model alone
    sees. Who is followed counts if two detections reach `person_score`, as of those who wait: one may be of a thing."""
    seated = [
        (stretch.span, _seat_score(tracked, counter, stretch.span))
        for counter in counters
        for stretch in tracked.staffing(counter)
        if stretch.state == "present"
    ]
    return seated + [
        (_seen(everybody, one), float(np.mean(one.scores))) for one in everybody.tracks if _clear(everybody, one)
    ]


def _visitors(tracked: TrackedCameraDay) -> list[tuple[Span, float, float]]:
    """When each visitor was clearly seen, the mean score, and the probability that they are one."""
    return [
        (_seen(tracked, track), float(np.mean(track.scores)), 1 - float(staff))
        for track, role, staff in zip(tracked.tracks, tracked.roles, tracked.staff, strict=True)
        if role == "visitor" and _clear(tracked, track)
    ]


def _clear(tracked: TrackedCameraDay, track: Track) -> bool:
    return clear_score(track.scores) >= tracked.thresholds.person_score


def _seen(tracked: TrackedCameraDay, track: Track) -> Span:
    first, last = int(track.samples[0]), int(track.samples[-1])
    return Span(tracked.visibility.appearance(first), tracked.visibility.disappearance(last))


def _seat_score(tracked: TrackedCameraDay, counter: str, span: Span) -> float | None:
    """The mean score of the detections on the seats of a counter; `None` where there is none."""
    day, seats = tracked.day, [seat.id for seat in tracked.view.of("seat", counter=counter)]
    times = day.times[day.seat_sample]
    mine = np.isin(day.seat_zone.astype(str), seats) & (span.start.at <= times) & (times <= span.end.at)
    scores = day.seat_score[mine & (day.seat_score >= tracked.thresholds.seat_score)]
    return float(scores.mean()) if len(scores) else None
