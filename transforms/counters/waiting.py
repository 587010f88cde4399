"""Waiting visits: who waited for a counter, from joining to the start of the service or to giving up.

A party waits from the moment its first member joins: enters a queue or waiting zone, for a dwell of at least
`queue_min_s`, or comes to a counter while no officer is there or the party before is still leaving. It waits until its
service begins, or until its last member has left unserved. Pauses of at most `service_merge_s` do not end the waiting,
be it a step out of the queue, a change to another one or the way to the counter. What follows a service within
`service_merge_s` and leads to no other one is leaving. A waiting shorter than `queue_min_s` is none.

Whoever has left unserved has `reneged` only if the camera observed all of the `reneged_after_s` that followed, and they
came neither to a counter nor back to a queue in it; nor was anybody served who may have been them. Else the outcome is
`unknown`. `simulation.truth.waiting` goes by the same definitions.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from math import inf
from typing import Literal

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.queue_stitching import StitchedIdentities
from pantau.transforms.counters.reneging import Afterwards, arrivals
from pantau.transforms.counters.sessions import ServiceSession
from pantau.transforms.counters.waiting_segments import (
    ONE_PERSON,
    WaitingSegment,
    identity_confidence_over,
    leading_to,
    led_to,
    waiting_segments_of,
)
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import Span
from pantau.transforms.zones.unobserved_time import UnobservedTime

Outcome = Literal["served", "reneged", "unknown"]


@dataclass(frozen=True)
class WaitingVisit:
    """A party that waited. `counters`: those that its place of waiting leads to; `session`: what it was served in.

    `counter`: the one that served, or the only one it can have waited for. `role_probability`: that its people are
    visitors, mean over their time. `lost`: where it waited it was lost from sight.
    """

    span: Span
    outcome: Outcome
    zone: str
    counter: str | None
    counters: tuple[str, ...]
    session: ServiceSession | None
    party_size: int
    detection_score: float
    identity_confidence: float
    role_probability: float = 1.0
    lost: bool = False


def waits_of(
    counter_days: list[CounterDay],
    queueing: list[Dwell],
    leads_to: Mapping[str, tuple[str, ...]],
    rooms: Set[str],
    followed: StitchedIdentities,
    thresholds: Thresholds,
    unobserved: UnobservedTime,
) -> list[WaitingVisit]:
    """The waiting on one camera, in order: of each party that was served, and of each person who was not.

    Each session has one, of no length where a party walked straight up, unless its beginning was not seen at all, or no
    queue is drawn in which it could have been seen; the start is censored where only a part was. `queueing`: stays in
    queue and waiting zones, and `leads_to` the counters of each zone, `rooms` those for waiting; who left a queue for a
    counter that the camera does not see may have been served there. Whoever was not served and of whom no two
    detections reach `person_score` is taken for nobody.
    Of waiting that led to no service only that counts which more probably is of one person than of two, for nobody can
    say how long anybody waited before, unless somebody was seen to join a queue. As time with somebody waiting counts
    all of it.
    """
    merge_s = thresholds.service_merge_s
    of_person = waiting_segments_of(counter_days, queueing, leads_to, rooms, followed)
    queued = frozenset(counter for counters in leads_to.values() for counter in counters)
    found, taken = [], set()
    unexplained: list[tuple[str, float]] = []
    served: dict[int, list[ServiceSession]] = {}
    sessions = [(counter_day, session) for counter_day in counter_days for session in counter_day.sessions]
    for counter_day, session in sorted(sessions, key=lambda pair: pair[1].span.interval):
        party = sorted({followed.person(track) for track in session.visit.tracks})
        before = [
            segment
            for one in party
            for segment in of_person.get(one, [])
            if _last_end(served.get(one, [])) <= segment.span.start.at < session.span.start.at
        ]
        led_up = leading_to(session.span.start.at, before, counter_day.counter, followed, merge_s)
        wait = _of_session(counter_day, session, led_up, followed, queued)
        if wait is not None:
            found.append(wait)
            taken |= set(led_up)
        if wait is None or wait.span.start.censored:
            unexplained.append((counter_day.counter, session.span.start.at))
        for one in party:
            served.setdefault(one, []).append(session)

    afterwards = Afterwards(
        here=frozenset(counter_day.counter for counter_day in counter_days),
        came=arrivals(counter_days, queueing, served, followed),
        unexplained=unexplained,
        unobserved=unobserved,
        after_s=max(thresholds.reneged_after_s, merge_s),
    )
    unserved = [
        wait
        for person, all_segments in of_person.items()
        if max(segment.sure for segment in all_segments) >= thresholds.person_score
        for wait in _unserved(
            [s for s in all_segments if s not in taken], served.get(person, []), afterwards, followed, merge_s
        )
    ]
    return sorted([*found, *unserved], key=lambda wait: (wait.span.interval, wait.zone))


def _last_end(sessions: list[ServiceSession]) -> float:
    return max((session.span.end.at for session in sessions), default=-inf)


def _of_session(
    counter_day: CounterDay,
    session: ServiceSession,
    segments: list[WaitingSegment],
    followed: StitchedIdentities,
    queued: Set[str],
) -> WaitingVisit | None:
    start = session.span.start
    if start.censored:
        return None
    if segments:
        first = min(segments, key=lambda segment: segment.span.start.at)
        joined, zone = first.span.start, first.zone
    else:
        came = min(session.visit.dwells, key=lambda dwell: dwell.span.start.at)
        if came.born or counter_day.counter not in queued:
            return None
        joined, zone = start, counter_day.zone
    at_counter = {(dwell.track, dwell.zone) for dwell in session.visit.dwells}
    before = [segment for segment in segments if (segment.track, segment.zone) not in at_counter]
    return WaitingVisit(
        span=Span(joined, start),
        outcome="served",
        zone=zone,
        counter=counter_day.counter,
        counters=led_to(segments) if segments else (counter_day.counter,),
        session=session,
        party_size=session.party_size,
        detection_score=_detection_score(segments) if segments else session.detection_score,
        identity_confidence=session.visit.identity_confidence
        * identity_confidence_over(before, followed, start.at)
        * followed.identity_confidence(session.visit.tracks),
        role_probability=_visitors(segments) if segments else session.role_probability,
    )


def _unserved(
    segments: list[WaitingSegment],
    sessions: list[ServiceSession],
    afterwards: Afterwards,
    followed: StitchedIdentities,
    merge_s: float,
) -> list[WaitingVisit]:
    """The waiting of one person that led to no session, in order."""
    chains: list[list[WaitingSegment]] = []
    for segment in segments:
        if any(s.span.start.at <= segment.span.start.at < s.span.end.at for s in sessions):
            continue
        if chains and not _parted(chains[-1], segment, sessions, merge_s):
            chains[-1].append(segment)
        else:
            chains.append([segment])
    found = []
    for whole in chains:
        chained = _of_one(whole, followed)
        if not chained:
            continue
        start, last = chained[0].span.start, max(chained, key=lambda segment: segment.span.end.at)
        if any(0 <= whole[0].span.start.at - session.span.end.at <= merge_s for session in sessions):
            continue
        counters = led_to(chained)
        seen = not last.lost and not last.span.end.censored
        unseen = not (seen and afterwards.show_reneging(last.person, last.span.end.at, counters))
        found.append(
            WaitingVisit(
                span=Span(
                    replace(start, censored=start.censored or len(chained) < len(whole)),
                    replace(last.span.end, censored=unseen),
                ),
                outcome="unknown" if unseen else "reneged",
                zone=chained[0].zone,
                counter=counters[0] if len(counters) == 1 else None,
                counters=counters,
                session=None,
                party_size=1,
                detection_score=_detection_score(chained),
                identity_confidence=identity_confidence_over(chained, followed),
                role_probability=_visitors(chained),
                lost=last.lost and not last.span.end.censored,
            )
        )
    return found


def _of_one(segments: list[WaitingSegment], followed: StitchedIdentities) -> list[WaitingSegment]:
    """The segments from that on since which they more probably are of one person; all if a queue was seen to be joined.

    Who more probably is somebody else than before joined at a time that was not seen.
    """
    if segments[0].joined:
        return segments
    return next(
        (segments[i:] for i in range(len(segments)) if identity_confidence_over(segments[i:], followed) >= ONE_PERSON),
        [],
    )


def _parted(
    segments: list[WaitingSegment], segment: WaitingSegment, sessions: list[ServiceSession], merge_s: float
) -> bool:
    """Whether somebody left, or was served, between earlier segments and another one."""
    end, start = max(earlier.span.end.at for earlier in segments), segment.span.start.at
    return start - end > merge_s or any(end <= session.span.start.at <= start for session in sessions)


def _visitors(segments: list[WaitingSegment]) -> float:
    return over_time((segment.span, segment.role_probability) for segment in segments)


def _detection_score(segments: list[WaitingSegment]) -> float:
    return sum(segment.score for segment in segments) / len(segments) * _visitors(segments)
