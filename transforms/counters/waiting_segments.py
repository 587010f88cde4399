"""Spells of waiting: each person in each place, which together make up the waiting of a party."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from math import prod

from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.queue_stitching import StitchedIdentities
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span, commons

ONE_PERSON = 0.5
"""More probably than this, sightings are of one person."""


@dataclass(frozen=True)
class WaitingSegment:
    """A person waiting in one place. `sure`: the score that two sightings of the stay reach.

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
    stitched: float
    role_probability: float
    lost: bool
    joined: bool


def waiting_segments_of(
    desks: list[CounterDay],
    queueing: list[Dwell],
    leads_to: Mapping[str, tuple[str, ...]],
    rooms: Set[str],
    followed: StitchedIdentities,
) -> dict[int, list[WaitingSegment]]:
    """By person, their spells in order. `queueing`: in queue and waiting zones; `leads_to`: the counters of a zone;
    `rooms`: the waiting zones, where who was first seen in them came earlier."""
    found: dict[int, list[WaitingSegment]] = {}
    spells = []
    for stay in queueing:
        in_room = stay.zone in rooms
        span = _seen_coming(stay, stay.span, followed) if in_room else stay.span
        spell = _spell(stay, span, leads_to[stay.zone], followed)
        spells.append(replace(spell, joined=False) if in_room else spell)
    spells += [spell for desk in desks for spell in _at_counter(desk, followed)]
    for spell in sorted(spells, key=lambda spell: (spell.span.interval, spell.zone)):
        found.setdefault(spell.person, []).append(spell)
    return found


def _spell(stay: Dwell, span: Span, counters: tuple[str, ...], followed: StitchedIdentities) -> WaitingSegment:
    return WaitingSegment(
        person=followed.person(stay.track),
        track=stay.track,
        span=span,
        zone=stay.zone,
        counters=counters,
        score=stay.score,
        sure=stay.sure,
        stitched=stay.stitched,
        role_probability=stay.role_probability,
        lost=stay.lost and span.end == stay.span.end,
        joined=not stay.born,
    )


def _at_counter(desk: CounterDay, followed: StitchedIdentities) -> list[WaitingSegment]:
    """Waiting at the counter: before the service begins, and without one while no officer is there."""
    of_visit = {session.visit: session for session in desk.sessions}
    found = []
    for visit in desk.visits:
        session = of_visit.get(visit)
        for stay in visit.stays:
            if session is None:
                spans = commons([stay.span], desk.absent)
            elif stay.span.start.at < session.span.start.at:
                spans = [Span(stay.span.start, session.span.start)]
            else:
                spans = []
            found += [_spell(stay, _seen_coming(stay, span, followed), (desk.counter,), followed) for span in spans]
    return found


def _seen_coming(stay: Dwell, span: Span, followed: StitchedIdentities) -> Span:
    """Somebody first seen in a place came earlier, unless they were followed from another one."""
    if stay.born and followed.person(stay.track) == stay.track and span.start == stay.span.start:
        return Span(replace(span.start, censored=True), span.end)
    return span


def leading_to(
    at: float, spells: Iterable[WaitingSegment], counter: str, followed: StitchedIdentities, merge_s: float
) -> list[WaitingSegment]:
    """The spells that lead up to a moment at a counter without a pause longer than `merge_s`.

    What somebody did in a place that leads to other counters counts only where they more probably were the same person.
    """
    found: list[WaitingSegment] = []
    for spell in sorted(spells, key=lambda spell: -spell.span.end.at):
        sure = spell.stitched * followed.linked(spell.track, spell.span.end.at, at)
        if at - spell.span.end.at <= merge_s and (counter in spell.counters or sure >= ONE_PERSON):
            found.append(spell)
            at = min(at, spell.span.start.at)
    return found


def led_to(spells: Iterable[WaitingSegment]) -> tuple[str, ...]:
    """The counters that all the places of a waiting lead to; of two without any in common, the later one's."""
    counters: tuple[str, ...] = ()
    for spell in sorted(spells, key=lambda spell: spell.span.interval):
        counters = tuple(counter for counter in spell.counters if counter in counters) or spell.counters
    return counters


def stitched_over(spells: list[WaitingSegment], followed: StitchedIdentities, until: float | None = None) -> float:
    """Probability that the spells are of one person, or one each, and that they are those who are there at a moment."""
    of_track: dict[int, list[WaitingSegment]] = {}
    for spell in sorted(spells, key=lambda spell: spell.span.interval):
        of_track.setdefault(spell.track, []).append(spell)
    between = [
        followed.linked(track, one.span.end.at, then)
        for track, some in of_track.items()
        for one, then in zip(some, [*(later.span.start.at for later in some[1:]), until], strict=True)
        if then is not None
    ]
    return prod(spell.stitched for spell in spells) * prod(between) * followed.stitched(of_track)
