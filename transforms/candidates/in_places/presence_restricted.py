"""Somebody is in a place where nobody ought to be without a reason: what a camera shows that is `restricted`."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.zones.spans import Span, common, merged, within
from pantau.transforms.zones.unobserved_time import UnobservedTime


def presence_restricted(
    detections: list[tuple[Span, float | None]], unobserved: UnobservedTime, thresholds: Thresholds
) -> list[Candidate]:
    """Times, at any hour, with anybody in the frame; (span, score) of each person, whatever their role.

    Who is undetected for at most `track_gap_s` was there. Somebody last seen sooner than that before unobserved time
    may still be there in it: the end is censored.
    """
    limit, found = thresholds.restricted_s, []
    for one in merged((span for span, _ in detections), within(thresholds.track_gap_s)):
        span = unobserved.censored(one, thresholds.track_gap_s)
        if span.duration >= limit:
            scores = [score for other, score in detections if score is not None and common(other, span)]
            score = sum(scores) / len(scores) if scores else None
            found.append(Candidate("presence_restricted", span, None, None, limit, score))
    return found
