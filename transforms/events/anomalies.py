"""Review candidates. Each states what was measured and the limit it is compared with; none states a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.site.thresholds import Thresholds
from transforms.events.spans import Edge, Span, common, commons, exact, exact_spans, merged, within
from transforms.events.stays import Stay, over_time
from transforms.intervals import Interval, Intervals, drop_short, intersect, subtract


@dataclass(frozen=True)
class Candidate:
    """Something for a person to look at. Values are in seconds.

    `role_probability`: that its people are the visitors that they are taken for; `None` where that does not matter.
    `measured_s`: what was measured; `None` where that is how long it lasted.
    """

    kind: str
    span: Span
    counter: str | None
    zone: str | None
    expected_s: float
    confidence: float
    role_probability: float | None = None
    measured_s: float | None = None

    @property
    def observed_s(self) -> float:
        return self.span.duration if self.measured_s is None else self.measured_s

    @property
    def severity(self) -> str:
        """By how many times the limit is exceeded: below 2 low, below 5 medium, else high."""
        times = abs(self.observed_s) / self.expected_s if self.expected_s else float("inf")
        return "low" if times < 2 else "medium" if times < 5 else "high"


def unattended_waiting(
    counter: str, absent: list[Span], waiting: list[tuple[Span, float]], hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours with certainly no officer while at least one person waits.

    `waiting` has (span, probability of being a visitor) of each person. Gaps of at most `service_merge_s` between two
    who wait do not interrupt.
    """
    somebody = merged((span for span, _ in waiting), within(thresholds.service_merge_s))
    limit, found = thresholds.unattended_waiting_s, []
    for span in commons(commons(absent, exact_spans(hours)), somebody):
        if span.duration >= limit:
            here = [(both, visitor) for one, visitor in waiting if (both := common(one, span))]
            visitors = over_time(here)
            found.append(Candidate("unattended_waiting", span, counter, None, limit, visitors, visitors))
    return found


def presence_out_of_hours(
    sightings: list[tuple[Span, float]], days: Iterable[Intervals], bounds: Interval, thresholds: Thresholds
) -> list[Candidate]:
    """Times when the office is closed with anybody in the picture; (span, score) of each person.

    `days` has the service hours of the date and of those beside it, whose margin may reach over midnight. Between the
    first opening and the last closing of a day, breaks included, the office is not closed.
    """
    margin = thresholds.out_of_hours_margin_s
    closed = subtract([bounds], [(hours[0][0] - margin, hours[-1][1] + margin) for hours in days if hours])
    people = merged((span for span, _ in sightings), within(thresholds.track_gap_s))
    found = []
    for span in commons(people, exact_spans(closed)):
        if span.duration >= thresholds.out_of_hours_min_s:
            scores = [score for other, score in sightings if common(other, span)]
            found.append(
                Candidate(
                    "presence_out_of_hours", span, None, None, thresholds.out_of_hours_min_s, sum(scores) / len(scores)
                )
            )
    return found


def visitor_in_staff_area(
    stays: list[Stay], counters: dict[str, str | None], thresholds: Thresholds
) -> list[Candidate]:
    """Times with visitors who stay in a staff or restricted zone; those who are there together are one candidate.

    `counters` names the counter of each zone, if it has one.
    """
    long = [stay for stay in stays if stay.span.duration >= thresholds.staff_area_s]
    found = []
    for zone in dict.fromkeys(stay.zone for stay in long):
        here = [stay for stay in long if stay.zone == zone]
        for span in merged((stay.span for stay in here), within(0.0)):
            inside = [stay for stay in here if common(stay.span, span)]
            visitors = over_time((stay.span, stay.role_probability) for stay in inside)
            score = sum(stay.score for stay in inside) / len(inside) * visitors
            limit = thresholds.staff_area_s
            found.append(Candidate("visitor_in_staff_area", span, counters[zone], zone, limit, score, visitors))
    return found


def footage_missing(
    recorded: Intervals, scheduled: Intervals, hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours, and scheduled to be recorded, for which there is no footage."""
    missing = subtract(intersect(hours, scheduled), recorded)
    return [
        Candidate("footage_missing", Span(exact(start), exact(end)), None, None, thresholds.footage_missing_s, 1.0)
        for start, end in drop_short(missing, thresholds.footage_missing_s)
    ]


def clock_jumps(recordings: Sequence[Mapping[str, Any]], bounds: Interval, thresholds: Thresholds) -> list[Candidate]:
    """Recordings that begin on the date and during which the recorder's clock was set, at a moment nobody can tell.

    So start and end are those of the recording, and each may be anywhere in it. A negative value: it was set back.
    """
    found = []
    for recording in recordings:
        step = recording["clock_step_s"]
        start, end = recording["started_at"].timestamp(), min(recording["ended_at"].timestamp(), bounds[1])
        if step is not None and abs(step) >= thresholds.clock_jump_s and bounds[0] <= start < bounds[1]:
            span = Span(Edge(start, start, end), Edge(end, start, end))
            found.append(Candidate("clock_jump", span, None, None, thresholds.clock_jump_s, 1.0, measured_s=step))
    return found
