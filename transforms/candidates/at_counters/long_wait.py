"""Somebody waits for very long."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.waiting import WaitingVisit


def long_wait(waits: list[WaitingVisit], thresholds: Thresholds) -> list[Candidate]:
    """Waiting visits of at least `long_wait_s`, however they ended; of a censored one what was seen."""
    limit = thresholds.long_wait_s
    return [
        Candidate(
            "long_wait",
            one.span,
            one.counter,
            one.zone,
            limit,
            one.detection_score * one.role_probability * one.identity_confidence,
            one.role_probability,
        )
        for one in waits
        if one.span.duration >= limit
    ]
