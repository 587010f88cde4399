"""No footage of service hours that were to be recorded."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Intervals, drop_short, intersect, subtract
from pantau.transforms.zones.spans import Span, exact


def footage_missing(
    recorded: Intervals, scheduled: Intervals, hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours, and scheduled to be recorded, for which there is no footage."""
    missing = subtract(intersect(hours, scheduled), recorded)
    return [
        Candidate("footage_missing", Span(exact(start), exact(end)), None, None, thresholds.footage_missing_s, None)
        for start, end in drop_short(missing, thresholds.footage_missing_s)
    ]
