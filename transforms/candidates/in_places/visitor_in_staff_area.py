"""A visitor stays in a staff or restricted area."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import common, merged, within


def visitor_in_staff_area(
    dwells: list[Dwell], counters: dict[str, str | None], thresholds: Thresholds
) -> list[Candidate]:
    """Times with visitors who stay in a staff or restricted zone; those who are there together are one candidate.

    `counters` names the counter of each zone, if it has one.
    """
    long = [dwell for dwell in dwells if dwell.span.duration >= thresholds.staff_area_s]
    found = []
    for zone in dict.fromkeys(dwell.zone for dwell in long):
        here = [dwell for dwell in long if dwell.zone == zone]
        for span in merged((dwell.span for dwell in here), within(0.0)):
            inside = [dwell for dwell in here if common(dwell.span, span)]
            visitors = over_time((dwell.span, dwell.role_probability) for dwell in inside)
            score = sum(dwell.score for dwell in inside) / len(inside) * visitors
            limit = thresholds.staff_area_s
            found.append(Candidate("visitor_in_staff_area", span, counters[zone], zone, limit, score, visitors))
    return found
