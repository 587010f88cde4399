"""Segments of waiting: each person in each place, which together make up the waiting of a party."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from math import prod

from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.queue_stitching import StitchedIdentities
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span, commons

ONE_PERSON = 0.5
"""More probably than this, detections are of one person. Chosen: more probable than not."""


@dataclass(frozen=True)
class WaitingSegment:
    """A person waiting in one place. `sure`: the score that two detections of the dwell reach.

    `joined`: they were seen to come, and not into a waiting room, where those who sit and those who stand before them
    are taken for each other.
    """

    person: int
    track: int
    span: Span
    zone: str
    counters: tuple[str, ...]
    score: float
    sure: float
    identity_confidence: float
    role_probability: float
    lost: bool
    joined: bool


def waiting_segments_of(
    counter_days: list[CounterDay],
    queueing: list[Dwell],
    leads_to: Mapping[str, tuple[str, ...]],
    rooms: Set[str],
    followed: StitchedIdentities,
) -> dict[int, list[WaitingSegment]]:
    """By person, their segments in order. `queueing`: in queue and waiting zones; `leads_to`: the counters of a zone;
    `rooms`: the waiting zones, where who was first seen in them came earlier."""
    found: dict[int, list[WaitingSegment]] = {}
    segments = []
    for dwell in queueing:
        in_room = dwell.zone in rooms
        span = _seen_coming(dwell, dwell.span, followed) if in_room else dwell.span
        segment = _segment(dwell, span, leads_to[dwell.zone], followed)
        segments.append(replace(segment, joined=False) if in_room else segment)
    queued = {counter for counters in leads_to.values() for counter in counters}
    for counter_day in counter_days:
        at_counter = _at_counter(counter_day, followed)
        # Where no queue is drawn nobody is seen to come: they may have stood anywhere before.
        segments += at_counter if counter_day.counter in queued else [_came_earlier(one) for one in at_counter]
    for segment in sorted(segments, key=lambda segment: (segment.span.interval, segment.zone)):
        found.setdefault(segment.person, []).append(segment)
    return found


def _segment(dwell: Dwell, span: Span, counters: tuple[str, ...], followed: StitchedIdentities) -> WaitingSegment:
    return WaitingSegment(
        person=followed.person(dwell.track),
        track=dwell.track,
        span=span,
        zone=dwell.zone,
        counters=counters,
        score=dwell.score,
        sure=dwell.sure,
        identity_confidence=dwell.identity_confidence,
        role_probability=dwell.role_probability,
        lost=dwell.lost and span.end == dwell.span.end,
        joined=not dwell.born,
    )


def _at_counter(counter_day: CounterDay, followed: StitchedIdentities) -> list[WaitingSegment]:
    """Waiting at the counter: before the service begins, and without one while no officer is there."""
    of_visit = {session.visit: session for session in counter_day.sessions}
    found = []
    for visit in counter_day.visits:
        session = of_visit.get(visit)
        for dwell in visit.dwells:
            if session is None:
                spans = commons([dwell.span], counter_day.absent)
            elif dwell.span.start.at < session.span.start.at:
                spans = [Span(dwell.span.start, session.span.start)]
            else:
                spans = []
            found += [
                _segment(dwell, _seen_coming(dwell, span, followed), (counter_day.counter,), followed) for span in spans
            ]
    return found


def _came_earlier(segment: WaitingSegment) -> WaitingSegment:
    start, end = segment.span.start, segment.span.end
    return replace(segment, span=Span(replace(start, censored=True), end))


def _seen_coming(dwell: Dwell, span: Span, followed: StitchedIdentities) -> Span:
    """Somebody first seen in a place came earlier, unless they were followed from another one."""
    if dwell.born and followed.person(dwell.track) == dwell.track and span.start == dwell.span.start:
        return Span(replace(span.start, censored=True), span.end)
    return span


def leading_to(
    at: float, segments: Iterable[WaitingSegment], counter: str, followed: StitchedIdentities, merge_s: float
) -> list[WaitingSegment]:
    """The segments that lead up to a moment at a counter without a pause longer than `merge_s`.

    What somebody did in a place that leads to other counters counts only where they more probably were the same person.
    """
    found: list[WaitingSegment] = []
    for segment in sorted(segments, key=lambda segment: -segment.span.end.at):
        sure = segment.identity_confidence * followed.linked(segment.track, segment.span.end.at, at)
        if at - segment.span.end.at <= merge_s and (counter in segment.counters or sure >= ONE_PERSON):
            found.append(segment)
            at = min(at, segment.span.start.at)
    return found


def led_to(segments: Iterable[WaitingSegment]) -> tuple[str, ...]:
    """The counters that all the places of a waiting lead to; of two without any in common, the later one's."""
    counters: tuple[str, ...] = ()
    for segment in sorted(segments, key=lambda segment: segment.span.interval):
        counters = tuple(counter for counter in segment.counters if counter in counters) or segment.counters
    return counters


def identity_confidence_over(
    segments: list[WaitingSegment], followed: StitchedIdentities, until: float | None = None
) -> float:
    """Probability that the segments are of one person, or one each, and that they are who is there at a moment."""
    of_track: dict[int, list[WaitingSegment]] = {}
    for segment in sorted(segments, key=lambda segment: segment.span.interval):
        of_track.setdefault(segment.track, []).append(segment)
    between = [
        followed.linked(track, one.span.end.at, then)
        for track, some in of_track.items()
        for one, then in zip(some, [*(later.span.start.at for later in some[1:]), until], strict=True)
        if then is not None
    ]
    return (
        prod(segment.identity_confidence for segment in segments)
        * prod(between)
        * followed.identity_confidence(of_track)
    )
