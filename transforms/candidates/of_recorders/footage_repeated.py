"""The same footage under two times."""

from collections.abc import Mapping, Sequence
from typing import Any

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval
from pantau.transforms.zones.spans import Span, between


def footage_repeated(
    recordings: Sequence[Mapping[str, Any]], bounds: Interval, thresholds: Thresholds
) -> list[Candidate]:
    """Stretches that begin on the date and whose coded frames another recording has at another time.

    They begin some seconds before the first frame that is known again, and end after the last; see `compared.repeats`.
    """
    found, limit = [], thresholds.footage_repeated_s
    for recording in recordings:
        started = recording["started_at"].timestamp()
        names = ("repeats_s", "repeats_of", "repeats_later_s")
        for (earliest, first, last, latest), other, later in zip(
            *(recording[name] or () for name in names), strict=True
        ):
            span = Span(between(started + earliest, started + first), between(started + last, started + latest))
            if span.duration >= limit and bounds[0] <= span.start.at < bounds[1]:
                same = other, span.start.at - later
                found.append(Candidate("footage_repeated", span, None, None, limit, None, repeats=same))
    return found
