"""Somebody waits for very long."""

from collections.abc import Mapping

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate, agency_of
from pantau.transforms.counters.waiting import WaitingVisit


def long_wait(waits: list[WaitingVisit], agencies: Mapping[str, str], thresholds: Thresholds) -> list[Candidate]:
    """Waiting visits of at least `long_wait_s`, however they ended; of a censored one what was seen.

    `agencies` names the agency of each counter.
    """
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
            agency=agency_of(one.counters, agencies),
        )
        for one in waits
        if one.span.duration >= limit
    ]
