"""What really happened of each kind, however short: reckoned from the paths that people walk, and from the recorder."""

from collections.abc import Iterator

import numpy as np

from benchmarks.candidate_kinds.days import LIMITS, MARGIN_S, MINUTES, SHORTENED_MIN
from benchmarks.candidate_kinds.judging import Told
from benchmarks.tracking.made.made_days import MadeDay
from pantau.simulation.recorded_files import recorded
from pantau.simulation.truth.camera_truth import TRACK_GAP_S, in_view, out_of_hours, visitors_in_staff_area
from pantau.simulation.truth.counter_truth import CounterTruth
from pantau.transforms.intervals import Intervals, intersect, merge_gaps, subtract, union


def at_counters(day: MadeDay) -> Iterator[Told]:
    """Absences of officers, and who waits."""
    camera, scenario = day.camera, day.scenario
    opens, closes = scenario.hours
    short = scenario.limits.presence_merge_s
    empty = [scenario.hours]
    for places in camera.hall.counters:
        truth = CounterTruth(places, camera, scenario)
        hours = intersect([scenario.hours], truth.known)
        empty = subtract(intersect(empty, truth.known), truth.attended)
        for start, end in subtract(hours, truth.attended):
            opening, closing = start < opens + short, end > closes - short
            kind = "late_opening" if opening else "early_closing" if closing else "officer_away"
            yield Told(kind, places.id, start, end)
            for waited in intersect([(start, end)], truth.waiting):
                yield Told("unattended_waiting", places.id, *waited)
        for visit in truth.waiting_visits:
            yield Told("long_wait", places.id, visit.start, visit.end)
        waits = [(one.start, one.end, one.party_size) for one in truth.waiting_visits]
        yield from crowded(places.id, waits, LIMITS["queue_people"])
    yield from _all("all_counters_empty", empty)


def in_staff_areas(day: MadeDay) -> Iterator[Told]:
    yield from _all("visitor_in_staff_area", visitors_in_staff_area(day.camera, _unlimited(day)))


def in_the_hall(day: MadeDay) -> Iterator[Told]:
    visitors = [person for person in day.camera.people if person.role == "visitor"]
    spans = [(start, end, 1) for person in visitors for start, end in in_view(person, day.camera.hall)]
    for one in crowded("", spans, LIMITS["crowd_people"]):
        yield Told("crowding", None, one.start, one.end)


def while_closed(day: MadeDay) -> Iterator[Told]:
    yield from _all("presence_out_of_hours", out_of_hours(day.camera, _unlimited(day)))


def at_any_hour(day: MadeDay) -> Iterator[Told]:
    anybody = [interval for person in day.camera.people for interval in in_view(person, day.camera.hall)]
    known = recorded(day.scenario, day.camera.scene)
    yield from _all("presence_restricted", intersect(merge_gaps(anybody, TRACK_GAP_S), known))


def served_late(day: MadeDay) -> Iterator[Told]:
    """Services, as far as they go beyond the margin after the calendar's closing, which comes sooner than the real."""
    opens, closes = day.scenario.hours
    margin = (opens - MARGIN_S, closes - SHORTENED_MIN * 60 + MARGIN_S)
    for places in day.camera.hall.counters:
        for one in CounterTruth(places, day.camera, day.scenario).sessions:
            for start, end in subtract([(one.start, one.end)], [margin]):
                yield Told("service_out_of_hours", places.id, start, end)


def asking_around(day: MadeDay) -> Iterator[Told]:
    """Who comes to counters twice or more without ever staying."""
    limits = day.site.thresholds_on(day.scenario.day)
    for person in day.camera.people:
        if person.role == "visitor":
            came = union(
                [
                    stay
                    for places in day.camera.hall.counters
                    for stay in merge_gaps(person.inside(places.customer_zone), limits.service_merge_s)
                    if stay[1] - stay[0] >= limits.service_min_s
                ]
            )
            if len(came) > 1 and all(end - start < limits.approach_s for start, end in came):
                yield Told("repeated_approaches", None, came[0][0], came[-1][1], len(came), 0.0)


def not_recorded(day: MadeDay) -> Iterator[Told]:
    yield from _all("footage_missing", subtract([day.scenario.hours], recorded(day.scenario, day.camera.scene)))


def crowded(counter: str, waits: list[tuple[float, float, int]], least: int) -> Iterator[Told]:
    """When at least so many are there at once, of (start, end, people): by the second."""
    people = np.zeros(MINUTES * 60 + 1)
    for start, end, size in waits:
        people[round(start) : round(end)] += size
    many = np.flatnonzero(np.diff(np.concatenate([[0], people >= least, [0]])))
    for start, end in many.reshape(-1, 2):
        yield Told("queue_surge", counter, float(start), float(end))


def _all(kind: str, intervals: Intervals) -> Iterator[Told]:
    for start, end in intervals:
        yield Told(kind, None, start, end)


def _unlimited(day: MadeDay):
    limits = day.scenario.limits.model_copy(update={"staff_area_s": 0.0, "out_of_hours_min_s": 0.0})
    return day.scenario.model_copy(update={"limits": limits})
