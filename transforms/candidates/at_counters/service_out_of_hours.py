"""Somebody is served while the office is closed."""

from collections.abc import Iterable

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.sessions import ServiceSession
from pantau.transforms.intervals import Interval, Intervals, subtract
from pantau.transforms.zones.spans import commons, exact_spans


def service_out_of_hours(
    counter: str, sessions: list[ServiceSession], days: Iterable[Intervals], bounds: Interval, thresholds: Thresholds
) -> list[Candidate]:
    """What of each session lies before the opening or after the closing of the counter, by more than the usual margin.

    `days` has the service hours of the date and of those beside it. Breaks count as open, as does
    `out_of_hours_margin_s`: who came in time is served to the end.
    """
    margin, limit = thresholds.out_of_hours_margin_s, thresholds.service_out_of_hours_s
    closed = subtract([bounds], [(hours[0][0] - margin, hours[-1][1] + margin) for hours in days if hours])
    return [
        Candidate(
            "service_out_of_hours",
            span,
            counter,
            None,
            limit,
            session.detection_score * session.role_probability,
            session.role_probability,
        )
        for session in sessions
        for span in commons([session.span], exact_spans(closed))
        if span.duration >= limit
    ]
