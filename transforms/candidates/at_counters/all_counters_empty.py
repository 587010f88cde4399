"""No officer is at any counter of an agency while it is open."""

from collections.abc import Sequence
from functools import reduce

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.spans import Span, commons, exact_spans


def all_counters_empty(
    agency: str, absent: Sequence[list[Span]], hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours with certainly no officer at any of the counters; `absent` has those of each.

    Of two counters or more: of one alone `late_opening`, `early_closing` and `officer_away` tell.
    """
    if len(absent) < 2:
        return []
    limit = thresholds.all_counters_empty_s
    return [
        Candidate("all_counters_empty", span, None, None, limit, None, agency=agency)
        for span in reduce(commons, absent, exact_spans(hours))
        if span.duration >= limit
    ]
