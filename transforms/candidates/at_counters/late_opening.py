"""No officer comes to a counter for long after it opens."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import absences_in_hours
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.spans import Span


def late_opening(counter: str, absent: list[Span], hours: Intervals, thresholds: Thresholds) -> list[Candidate]:
    """Absences that hold at an opening, also after a break, and end before the closing."""
    limit = thresholds.late_opening_s
    return [
        Candidate("late_opening", one.span, counter, None, limit, None)
        for one in absences_in_hours(absent, hours, thresholds.presence_merge_s)
        if one.opening and not one.closing and one.span.duration >= limit
    ]
