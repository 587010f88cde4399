"""The same footage under two times."""

from collections.abc import Mapping, Sequence
from typing import Any

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval
from pantau.transforms.zones.spans import Edge, Span


def footage_repeated(
    recordings: Sequence[Mapping[str, Any]], bounds: Interval, thresholds: Thresholds
) -> list[Candidate]:
    """Stretches that begin on the date and whose coded frames another recording has at another time.

    They are as long as the first and last frames that are known again are apart, and may begin and end some seconds
    before and after; see `compared.repeats`.
    """
    found, limit = [], thresholds.footage_repeated_s
    for recording in recordings:
        started = recording["started_at"].timestamp()
        names = ("repeats_s", "repeats_of", "repeats_later_s")
        for (earliest, first, last, latest), other, later in zip(
            *(recording[name] or () for name in names), strict=True
        ):
            start = Edge(started + first, started + earliest, started + first)
            span = Span(start, Edge(started + last, started + last, started + latest))
            if span.duration >= limit and bounds[0] <= start.at < bounds[1]:
                same = other, start.at - later
                found.append(Candidate("footage_repeated", span, None, None, limit, None, repeats=same))
    return found
