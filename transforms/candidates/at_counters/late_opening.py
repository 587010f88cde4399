"""No officer comes to a counter for long after it opens."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import CounterHours, absences_in_hours
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staffing import StaffingInterval


def late_opening(
    counter: str, staffing: list[StaffingInterval], when: CounterHours, thresholds: Thresholds
) -> list[Candidate]:
    """Absences that hold at an opening, also after a break; through all of the hours too."""
    limit = thresholds.late_opening_s
    return [
        Candidate("late_opening", one.span, counter, None, limit, None)
        for one in absences_in_hours(staffing, when, thresholds.presence_merge_s)
        if one.opening and one.span.duration >= limit
    ]
