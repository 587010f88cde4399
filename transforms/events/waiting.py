"""Waiting visits: who waited for a counter, from joining to the start of the service or to giving up.

A party waits from the moment its first member joins: enters a queue or waiting zone, for a stay of at least
`queue_min_s`, or comes to a counter while no officer is there or the party before is still leaving. It waits until its
service begins, or until its last member has left unserved: it has `reneged`. Pauses of at most `service_merge_s` do not
end the waiting, be it a step out of the queue, a change to another one or the way to the counter. What follows a
service within `service_merge_s` and leads to no other one is leaving. A waiting shorter than `queue_min_s` is none.
`transforms.simulate.waiting` goes by the same definitions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from math import inf, prod
from typing import Literal

from transforms.events.desk import Desk
from transforms.events.following import Followed
from transforms.events.service import Session
from transforms.events.spans import Span, commons, later
from transforms.events.stays import Stay, over_time

Outcome = Literal["served", "reneged", "unknown"]

TOGETHER_S = 3.0
"""People who join within this time and leave within this time of each other, unserved, are one party."""


@dataclass(frozen=True)
class Wait:
    """A party that waited. `counters`: those that its place of waiting leads to; `session`: what it was served in.

    `counter`: the one that served, or the only one it can have waited for. `role_probability`: that its people are
    visitors, mean over their time.
    """

    span: Span
    outcome: Outcome
    zone: str
    counter: str | None
    counters: tuple[str, ...]
    session: Session | None
    party_size: int
    confidence: float
    stitched: float
    role_probability: float = 1.0


@dataclass(frozen=True)
class _Spell:
    """A person waiting in one place."""

    person: int
    track: int
    span: Span
    zone: str
    counters: tuple[str, ...]
    score: float
    stitched: float
    role_probability: float
    lost: bool


def waits_of(
    desks: list[Desk],
    queueing: list[Stay],
    leads_to: Mapping[str, tuple[str, ...]],
    followed: Followed,
    merge_s: float,
) -> list[Wait]:
    """The waiting of everybody on one camera, in order.

    Each session has one, of no length where a party walked straight up, unless its beginning was not seen at all; the
    start is censored where only a part was. `queueing`: stays in queue and waiting zones, and `leads_to` the counters
    of each zone; who left a queue for a counter that the camera does not see may have been served there.
    """
    spells = [_spell(stay, stay.span, leads_to[stay.zone], followed) for stay in queueing]
    spells += [spell for desk in desks for spell in _at_counter(desk, followed)]
    of_person: dict[int, list[_Spell]] = {}
    for spell in sorted(spells, key=lambda spell: (spell.span.interval, spell.zone)):
        of_person.setdefault(spell.person, []).append(spell)

    found, taken = [], set()
    served: dict[int, list[Session]] = {}
    sessions = [(desk, session) for desk in desks for session in desk.sessions]
    for desk, session in sorted(sessions, key=lambda pair: pair[1].span.interval):
        party = sorted({followed.person(track) for track in session.visit.tracks})
        since = max((before.span.end.at for one in party for before in served.get(one, [])), default=-inf)
        mine = chain.from_iterable(of_person.get(one, []) for one in party)
        before = [spell for spell in mine if since <= spell.span.start.at < session.span.start.at]
        led_up = _leading_to(session.span.start.at, before, merge_s)
        wait = _of_session(desk, session, led_up, followed)
        if wait is not None:
            found.append(wait)
            taken |= set(led_up)
        for one in party:
            served.setdefault(one, []).append(session)

    here = {desk.counter for desk in desks}
    unserved = [
        wait
        for person, all_spells in of_person.items()
        for wait in _unserved(
            [s for s in all_spells if s not in taken], served.get(person, []), here, followed, merge_s
        )
    ]
    return sorted([*found, *_parties(unserved)], key=lambda wait: (wait.span.interval, wait.zone))


def _spell(stay: Stay, span: Span, counters: tuple[str, ...], followed: Followed) -> _Spell:
    return _Spell(
        person=followed.person(stay.track),
        track=stay.track,
        span=span,
        zone=stay.zone,
        counters=counters,
        score=stay.score,
        stitched=stay.stitched,
        role_probability=stay.role_probability,
        lost=stay.lost and span.end == stay.span.end,
    )


def _at_counter(desk: Desk, followed: Followed) -> list[_Spell]:
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


def _seen_coming(stay: Stay, span: Span, followed: Followed) -> Span:
    """Somebody first seen at the counter came earlier, unless they were followed from the queue."""
    if stay.born and followed.person(stay.track) == stay.track and span.start == stay.span.start:
        return Span(replace(span.start, censored=True), span.end)
    return span


def _leading_to(at: float, spells: Iterable[_Spell], merge_s: float) -> list[_Spell]:
    """The spells that lead up to a moment without a pause longer than `merge_s`."""
    found: list[_Spell] = []
    for spell in sorted(spells, key=lambda spell: -spell.span.end.at):
        if at - spell.span.end.at <= merge_s:
            found.append(spell)
            at = min(at, spell.span.start.at)
    return found


def _of_session(desk: Desk, session: Session, spells: list[_Spell], followed: Followed) -> Wait | None:
    start = session.span.start
    if start.censored:
        return None
    if spells:
        first = min(spells, key=lambda spell: spell.span.start.at)
        joined, zone = first.span.start, first.zone
    else:
        came = min(session.visit.stays, key=lambda stay: stay.span.start.at)
        if came.born:
            return None
        joined, zone = start, desk.zone
    before = [spell for spell in spells if spell.track not in session.visit.tracks]
    return Wait(
        span=Span(joined, start),
        outcome="served",
        zone=zone,
        counter=desk.counter,
        counters=_led_to(spells) if spells else (desk.counter,),
        session=session,
        party_size=session.party_size,
        confidence=_confidence(spells) if spells else session.confidence,
        stitched=session.visit.stitched * _stitched(before, followed) * followed.stitched(session.visit.tracks),
        role_probability=_visitors(spells) if spells else session.role_probability,
    )


def _unserved(
    spells: list[_Spell], sessions: list[Session], here: set[str], followed: Followed, merge_s: float
) -> list[Wait]:
    """The waiting of one person that led to no session, in order."""
    chains: list[list[_Spell]] = []
    for spell in spells:
        if any(s.span.start.at <= spell.span.start.at < s.span.end.at for s in sessions):
            continue
        if chains and not _parted(chains[-1], spell, sessions, merge_s):
            chains[-1].append(spell)
        else:
            chains.append([spell])
    found = []
    for chained in chains:
        start, last = chained[0].span.start, max(chained, key=lambda spell: spell.span.end.at)
        if any(0 <= start.at - session.span.end.at <= merge_s for session in sessions):
            continue
        counters = _led_to(chained)
        # Whoever is served soon after, and was not seen to be called, was not seen to leave either.
        soon = any(0 <= session.span.start.at - last.span.end.at <= merge_s for session in sessions)
        unseen = last.lost or last.span.end.censored or soon or not here.issuperset(counters)
        found.append(
            Wait(
                span=Span(start, replace(last.span.end, censored=unseen)),
                outcome="unknown" if unseen else "reneged",
                zone=chained[0].zone,
                counter=counters[0] if len(counters) == 1 else None,
                counters=counters,
                session=None,
                party_size=1,
                confidence=_confidence(chained),
                stitched=_stitched(chained, followed),
                role_probability=_visitors(chained),
            )
        )
    return found


def _led_to(spells: Iterable[_Spell]) -> tuple[str, ...]:
    """The counters that all the places of a waiting lead to; of two without any in common, the later one's."""
    counters: tuple[str, ...] = ()
    for spell in sorted(spells, key=lambda spell: spell.span.interval):
        counters = tuple(counter for counter in spell.counters if counter in counters) or spell.counters
    return counters


def _parted(spells: list[_Spell], spell: _Spell, sessions: list[Session], merge_s: float) -> bool:
    """Whether somebody left, or was served, between earlier spells and another one."""
    end, start = max(earlier.span.end.at for earlier in spells), spell.span.start.at
    return start - end > merge_s or any(end <= session.span.start.at <= start for session in sessions)


def _stitched(spells: list[_Spell], followed: Followed) -> float:
    """Probability that the spells are of one person, or one each; each track counts once."""
    sure = {spell.track: spell.stitched for spell in spells}
    return prod(sure.values()) * followed.stitched(sure)


def _visitors(spells: list[_Spell]) -> float:
    return over_time((spell.span, spell.role_probability) for spell in spells)


def _confidence(spells: list[_Spell]) -> float:
    return sum(spell.score for spell in spells) / len(spells) * _visitors(spells)


def _parties(waits: list[Wait]) -> list[Wait]:
    """Those who joined together and left together as one; whose joining was not seen stays alone."""
    found: list[Wait] = []
    for wait in sorted(waits, key=lambda wait: (wait.span.interval, wait.zone)):
        at = next((i for i, other in enumerate(found) if _one_party(other, wait)), None)
        if at is None:
            found.append(wait)
        else:
            other = found[at]
            size = other.party_size + wait.party_size
            found[at] = replace(
                other,
                span=Span(other.span.start, later(other.span.end, wait.span.end)),
                party_size=size,
                confidence=(other.confidence * other.party_size + wait.confidence) / size,
                stitched=other.stitched * wait.stitched,
                role_probability=(other.role_probability * other.party_size + wait.role_probability) / size,
            )
    return found


def _one_party(first: Wait, second: Wait) -> bool:
    return (
        first.outcome == second.outcome
        and first.counters == second.counters
        and not (first.span.start.censored or second.span.start.censored)
        and abs(first.span.start.at - second.span.start.at) <= TOGETHER_S
        and abs(first.span.end.at - second.span.end.at) <= TOGETHER_S
    )
