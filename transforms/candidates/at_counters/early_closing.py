"""The last officer leaves a counter long before it closes."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import CounterHours, absences_in_hours
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staffing import StaffingInterval


def early_closing(
    counter: str, staffing: list[StaffingInterval], when: CounterHours, thresholds: Thresholds
) -> list[Candidate]:
    """Absences that hold at a closing, also before a break, and begin after the opening."""
    limit = thresholds.early_closing_s
    return [
        Candidate("early_closing", one.span, counter, None, limit, None)
        for one in absences_in_hours(staffing, when, thresholds.presence_merge_s)
        if one.closing and not one.opening and one.span.duration >= limit
    ]
