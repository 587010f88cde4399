"""No officer is at a counter for long while it is open."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import CounterHours, absences_in_hours
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staffing import StaffingInterval


def officer_away(
    counter: str, staffing: list[StaffingInterval], when: CounterHours, thresholds: Thresholds
) -> list[Candidate]:
    """Absences that hold at no opening and at no closing.

    Where somebody waits meanwhile, `unattended_waiting` says so too.
    """
    limit = thresholds.officer_away_s
    return [
        Candidate("officer_away", one.span, counter, None, limit, None)
        for one in absences_in_hours(staffing, when, thresholds.presence_merge_s)
        if not one.opening and not one.closing and one.span.duration >= limit
    ]
