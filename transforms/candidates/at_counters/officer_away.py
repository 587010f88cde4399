"""No officer is at a counter for long while it is open."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.counter_absence import absences_in_hours
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.spans import Span


def officer_away(counter: str, absent: list[Span], hours: Intervals, thresholds: Thresholds) -> list[Candidate]:
    """Absences amid service hours, and those that last from an opening to the closing.

    Where somebody waits meanwhile, `unattended_waiting` says so too.
    """
    limit = thresholds.officer_away_s
    return [
        Candidate("officer_away", one.span, counter, None, limit, None)
        for one in absences_in_hours(absent, hours, thresholds.presence_merge_s)
        if one.opening == one.closing and one.span.duration >= limit
    ]
