"""The recorder's clock was set while it recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Interval
from pantau.transforms.zones.spans import Edge, Span


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
            found.append(Candidate("clock_jump", span, None, None, thresholds.clock_jump_s, None, measured_value=step))
    return found
