"""Many wait at once."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.dwells import over_time
from pantau.transforms.zones.spans import common, exact_spans, merged, within


def queue_surge(waits: list[WaitingVisit], thresholds: Thresholds) -> list[Candidate]:
    """Times with at least `queue_people` waiting for the same counters; fewer for `service_merge_s` end none.

    People of a party that waits together count each. Counters that one queue leads to are one line.
    """
    lines: dict[tuple[str, ...], list[WaitingVisit]] = {}
    for wait in waits:
        lines.setdefault(wait.counters, []).append(wait)
    limit, found = thresholds.queue_surge_s, []
    for counters, line in sorted(lines.items()):
        full = merged(exact_spans(_crowded(line, thresholds.queue_people)), within(thresholds.service_merge_s))
        for span in full:
            if span.duration >= limit:
                here = [(both, wait) for wait in line if (both := common(wait.span, span))]
                visitors = over_time((both, wait.role_probability) for both, wait in here)
                score = over_time((both, wait.detection_score) for both, wait in here) * visitors
                counter = counters[0] if len(counters) == 1 else None
                found.append(Candidate("queue_surge", span, counter, here[0][1].zone, limit, score, visitors))
    return found


def _crowded(line: list[WaitingVisit], least: int) -> Intervals:
    """When at least so many people wait, by the best estimates."""
    changes = sorted(
        change
        for wait in line
        for change in ((wait.span.start.at, wait.party_size), (wait.span.end.at, -wait.party_size))
    )
    found, people, since = [], 0, None
    for at, more in changes:
        people += more
        if people >= least and since is None:
            since = at
        elif people < least and since is not None:
            found.append((since, at))
            since = None
    return found
