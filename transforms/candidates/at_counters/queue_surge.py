"""Many wait at once."""

from collections.abc import Mapping

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate, agency_of
from pantau.transforms.candidates.crowded import crowded
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.zones.dwells import over_time
from pantau.transforms.zones.spans import common, merged, within


def queue_surge(waits: list[WaitingVisit], agencies: Mapping[str, str], thresholds: Thresholds) -> list[Candidate]:
    """Times with at least `queue_people` waiting for the same counters; fewer for `service_merge_s` end none.

    People of a party that waits together count each. Counters that one queue leads to are one line.
    """
    lines: dict[tuple[str, ...], list[WaitingVisit]] = {}
    for wait in waits:
        lines.setdefault(wait.counters, []).append(wait)
    limit, found = thresholds.queue_surge_s, []
    for counters, line in sorted(lines.items()):
        full = merged(
            crowded(((wait.span, wait.party_size) for wait in line), thresholds.queue_people),
            within(thresholds.service_merge_s),
        )
        for span in full:
            if span.duration >= limit:
                here = [(both, wait) for wait in line if (both := common(wait.span, span))]
                visitors = over_time((both, wait.role_probability) for both, wait in here)
                score = over_time((both, wait.detection_score) for both, wait in here) * visitors
                counter = counters[0] if len(counters) == 1 else None
                owner = agency_of(counters, agencies)
                found.append(
                    Candidate("queue_surge", span, counter, here[0][1].zone, limit, score, visitors, agency=owner)
                )
    return found
