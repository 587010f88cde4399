"""No officer is at any counter of an agency while it is open."""

from collections.abc import Sequence
from functools import reduce

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import absences_between
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staffing import StaffingInterval
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.spans import commons


def all_counters_empty(
    agency: str, staffing: Sequence[list[StaffingInterval]], hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours with certainly no officer at any of the counters, whose states `staffing` has.

    Of two counters or more: of one alone `late_opening`, `early_closing` and `officer_away` tell.
    """
    if len(staffing) < 2:
        return []
    limit, short_s = thresholds.all_counters_empty_s, thresholds.presence_merge_s
    return [
        Candidate("all_counters_empty", span, None, None, limit, None, agency=agency)
        for open_hours in hours
        for span in reduce(commons, [absences_between(one, open_hours, short_s) for one in staffing])
        if span.duration >= limit
    ]
