"""A counter that is unattended while somebody waits."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.counter_day import TimeWaiting
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.dwells import over_time
from pantau.transforms.zones.spans import Span, common, commons, exact_spans, merged, within


def unattended_waiting(
    counter: str, absent: list[Span], waiting: list[TimeWaiting], hours: Intervals, thresholds: Thresholds
) -> list[Candidate]:
    """Times in the service hours with certainly no officer while at least one person waits.

    Gaps of at most `service_merge_s` between two who wait do not interrupt.
    """
    somebody = merged((one.span for one in waiting), within(thresholds.service_merge_s))
    limit, found = thresholds.unattended_waiting_s, []
    for span in commons(commons(absent, exact_spans(hours)), somebody):
        if span.duration >= limit:
            here = [(both, one) for one in waiting if (both := common(one.span, span))]
            visitors = over_time((both, one.role_probability) for both, one in here)
            score = over_time((both, one.score) for both, one in here) * visitors
            found.append(Candidate("unattended_waiting", span, counter, None, limit, score, visitors))
    return found
