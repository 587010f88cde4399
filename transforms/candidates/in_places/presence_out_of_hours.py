"""Somebody is there while the office is closed."""

from collections.abc import Iterable

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval, Intervals, subtract
from pantau.transforms.zones.spans import Span, common, commons, exact_spans, merged, within
from pantau.transforms.zones.unobserved_time import UnobservedTime


def presence_out_of_hours(
    detections: list[tuple[Span, float | None]],
    days: Iterable[Intervals],
    bounds: Interval,
    unobserved: UnobservedTime,
    thresholds: Thresholds,
) -> list[Candidate]:
    """Times when the office is closed with anybody in the frame; (span, score) of each person.

    `days` has the service hours of the date and of those beside it, whose margin may reach over midnight. Between the
    first opening and the last closing of a day, breaks included, the office is not closed. Somebody last seen
    sooner than `track_gap_s` before unobserved time may still be there in it: the end is censored.
    """
    margin = thresholds.out_of_hours_margin_s
    closed = subtract([bounds], [(hours[0][0] - margin, hours[-1][1] + margin) for hours in days if hours])
    people = [
        unobserved.censored(span, thresholds.track_gap_s)
        for span in merged((span for span, _ in detections), within(thresholds.track_gap_s))
    ]
    found = []
    for span in commons(people, exact_spans(closed)):
        if span.duration >= thresholds.out_of_hours_min_s:
            scores = [score for other, score in detections if score is not None and common(other, span)]
            score = sum(scores) / len(scores) if scores else None
            found.append(Candidate("presence_out_of_hours", span, None, None, thresholds.out_of_hours_min_s, score))
    return found
