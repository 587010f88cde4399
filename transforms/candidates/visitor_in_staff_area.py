"""A visitor stays in a staff or restricted area."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import common, merged, within


def visitor_in_staff_area(
    stays: list[Dwell], counters: dict[str, str | None], thresholds: Thresholds
) -> list[Candidate]:
    """Times with visitors who stay in a staff or restricted zone; those who are there together are one candidate.

    `counters` names the counter of each zone, if it has one.
    """
    long = [stay for stay in stays if stay.span.duration >= thresholds.staff_area_s]
    found = []
    for zone in dict.fromkeys(stay.zone for stay in long):
        here = [stay for stay in long if stay.zone == zone]
        for span in merged((stay.span for stay in here), within(0.0)):
            inside = [stay for stay in here if common(stay.span, span)]
            visitors = over_time((stay.span, stay.role_probability) for stay in inside)
            score = sum(stay.score for stay in inside) / len(inside) * visitors
            limit = thresholds.staff_area_s
            found.append(Candidate("visitor_in_staff_area", span, counters[zone], zone, limit, score, visitors))
    return found
