"""Service sessions: which stays at a counter belong to one party, and when they were served."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.reliability.session_evidence import SessionEvidence
from pantau.transforms.counters.staffing import StaffingInterval, times_in
from pantau.transforms.intervals import Intervals, intersect, length
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import Span, commons, later

PARTY_OVERLAP = 0.5
"""Two people are one party when they are at the counter together for this share of the shorter stay. Chosen."""


@dataclass(frozen=True)
class CounterVisit:
    """A party at a counter, served or not. `identity_confidence`: that nobody in it was taken for somebody else."""

    span: Span
    dwells: tuple[Dwell, ...]
    identity_confidence: float = 1.0

    @property
    def tracks(self) -> set[int]:
        return {dwell.track for dwell in self.dwells}


@dataclass(frozen=True)
class ServiceSession:
    """A visit from its first moment with an officer.

    `role_probability`: that its people are visitors, mean over their time. `evidence`: what was seen of it; `None`
    where no sample lies in it.
    """

    span: Span
    visit: CounterVisit
    staffed_share: float | None
    queue_length: int
    party_size: int
    detection_score: float
    role_probability: float = 1.0
    evidence: SessionEvidence | None = None


def visits_of(
    dwells: list[Dwell], joins: Callable[[Span, Span], bool], same: Callable[[int, int], float]
) -> list[CounterVisit]:
    """Dwells at a counter as visits, in order and without overlap.

    People who are there together for most of the shorter stay are a party. Somebody lost from sight at the counter and
    found again there so soon that it is no end by `joins` is the same customer, if that is more probable than not by
    `same(earlier track, later track)`, 0..1. Where one customer is still leaving as the next arrives, the next visit
    begins when the one before ends.
    """
    visits: list[CounterVisit] = []
    for dwell in sorted(dwells, key=lambda dwell: dwell.span.interval):
        last = visits[-1] if visits else None
        sure = _belongs(last, dwell, joins, same) if last else 0.0
        if last and sure > 0.5:
            span = Span(last.span.start, later(last.span.end, dwell.span.end))
            visits[-1] = CounterVisit(
                span,
                (*last.dwells, dwell),
                last.identity_confidence * sure * dwell.identity_confidence,
            )
        else:
            start = later(dwell.span.start, visits[-1].span.end) if visits else dwell.span.start
            if start.at < dwell.span.end.at:
                visits.append(CounterVisit(Span(start, dwell.span.end), (dwell,), dwell.identity_confidence))
    return visits


def _belongs(
    visit: CounterVisit, dwell: Dwell, joins: Callable[[Span, Span], bool], same: Callable[[int, int], float]
) -> float:
    """Probability that a dwell is of the visit."""
    overlap = visit.span.end.at - dwell.span.start.at
    if overlap > 0 and overlap >= PARTY_OVERLAP * min(dwell.span.duration, visit.span.duration):
        return 1.0
    before = [member for member in visit.dwells if joins(member.span, dwell.span)]
    if overlap <= 0 and any(member.track == dwell.track for member in before):
        return 1.0
    lost = [member for member in before if member.lost] if dwell.born else []
    return max((same(member.track, dwell.track) for member in lost if member.track != dwell.track), default=0.0)


def sessions_of(
    visits: list[CounterVisit],
    queueing: list[Dwell],
    staffing: list[StaffingInterval],
    known: Intervals,
    thresholds: Thresholds,
) -> list[ServiceSession]:
    """The served part of each visit: from the first moment with an officer until the party has left.

    A moment at which the officer cannot be seen counts as served, since absence needs certainty; `staffed_share`
    divides by the time for which staffing is known, and is `None` where there is none.
    """
    possible = times_in(staffing, "present", "unknown")
    present, absent = times_in(staffing, "present"), times_in(staffing, "absent")
    sessions = []
    for visit in visits:
        served = commons([visit.span], possible)
        if not served:
            continue
        span = Span(served[0].start, visit.span.end)
        if span.duration < thresholds.service_min_s:
            continue
        visitors = over_time((dwell.span, dwell.role_probability) for dwell in visit.dwells)
        attended, left = _seconds(span, present, known), _seconds(span, absent, known)
        sessions.append(
            ServiceSession(
                span=span,
                visit=visit,
                staffed_share=attended / (attended + left) if attended + left else None,
                queue_length=_queue_length(span.start.at, visit, queueing),
                party_size=_party_size(visit, thresholds.service_min_s),
                detection_score=sum(dwell.score for dwell in visit.dwells) / len(visit.dwells) * visitors,
                role_probability=visitors,
            )
        )
    return sessions


def _seconds(span: Span, states: list[Span], known: Intervals) -> float:
    return length(intersect([both.interval for both in commons([span], states)], known))


def _queue_length(at: float, visit: CounterVisit, queueing: list[Dwell]) -> int:
    waiting = {dwell.track for dwell in queueing if dwell.span.start.at <= at < dwell.span.end.at}
    return len(waiting - visit.tracks)


def _party_size(visit: CounterVisit, minimum_s: float) -> int:
    """The largest number of people who were at the counter together for `minimum_s`."""
    edges = sorted({at for dwell in visit.dwells for at in dwell.span.interval})
    seconds: dict[int, float] = {}
    for start, end in pairwise(edges):
        there = {dwell.track for dwell in visit.dwells if dwell.span.start.at <= start and end <= dwell.span.end.at}
        for count in range(1, len(there) + 1):
            seconds[count] = seconds.get(count, 0.0) + end - start
    return max((count for count, total in seconds.items() if total >= minimum_s), default=1)
