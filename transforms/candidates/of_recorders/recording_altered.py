"""A file that was written otherwise than those before and after it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval
from pantau.transforms.zones.spans import Span, exact

UNIT = "properties"


def recording_altered(
    recordings: Sequence[Mapping[str, Any]], bounds: Interval, thresholds: Thresholds
) -> list[Candidate]:
    """Recordings that begin on the date and are unlike their neighbours; see `compared.unlike_neighbours`.

    Measured is in how many of container, written_by and coded_with.
    """
    limit = float(thresholds.altered_properties)
    found = []
    for recording in recordings:
        start, end = recording["started_at"].timestamp(), min(recording["ended_at"].timestamp(), bounds[1])
        unlike = float(len(recording["unlike_neighbours"] or ()))
        if unlike >= limit and bounds[0] <= start < bounds[1]:
            span = Span(exact(start), exact(end))
            found.append(
                Candidate("recording_altered", span, None, None, limit, None, measured_value=unlike, unit=UNIT)
            )
    return found
