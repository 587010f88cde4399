"""Many visitors are before one camera at once."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.crowded import crowded
from pantau.transforms.zones.dwells import over_time
from pantau.transforms.zones.spans import Span, common, merged, within


def crowding(visitors: list[tuple[Span, float, float]], thresholds: Thresholds) -> list[Candidate]:
    """Times with at least `crowd_people` visitors; fewer for `service_merge_s` end none.

    (span, mean score, probability of being a visitor) of each. Who stands behind others and is not seen does not count:
    there may have been more.
    """
    limit, found = thresholds.crowd_s, []
    full = crowded(((span, 1) for span, *_ in visitors), thresholds.crowd_people)
    for span in merged(full, within(thresholds.service_merge_s)):
        if span.duration >= limit:
            here = [(both, *sure) for one, *sure in visitors if (both := common(one, span))]
            probability = over_time((both, visitor) for both, _, visitor in here)
            score = over_time((both, score) for both, score, _ in here) * probability
            found.append(Candidate("crowding", span, None, None, limit, score, probability))
    return found
