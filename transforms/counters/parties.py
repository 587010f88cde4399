"""Who waits together: people followed one by one, as parties."""

from dataclasses import replace

from pantau.transforms.counters.reneging import TOGETHER_S
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.zones.spans import Span, later

COMPANY_S = 10.0
"""Who joins within this time of others and leaves the queue as these are called is of their party; one who stands
behind others is seen late, and one who is served at the counter's side stands outside of its zone. Chosen."""

PARTY_S = 5.0
"""Who joins within this time of others and gives up together with them is of their party. Chosen."""


def as_parties(waits: list[WaitingVisit]) -> list[WaitingVisit]:
    """The waiting of parties, in order, from that of those who were served together and of all others one by one.

    Whoever leaves the queue as others are called with whom they joined goes with them; so does who is lost from sight
    beside several who are served. Those who joined together and gave up together are a party. Whose joining was not
    seen stays alone.
    """
    served, alone = _with_company([w for w in waits if w.session], [w for w in waits if not w.session])
    return sorted([*served, *_parties(alone)], key=lambda wait: (wait.span.interval, wait.zone))


def _with_company(
    served: list[WaitingVisit], unserved: list[WaitingVisit]
) -> tuple[list[WaitingVisit], list[WaitingVisit]]:
    """Those who left the queue with a party that was called are of it, and it waits since the first of them joined."""
    found, alone = list(served), []
    for wait in unserved:
        at = next((i for i, party in enumerate(served) if _of_company(wait, party)), None)
        if at is None:
            alone.append(wait)
        elif wait.span.start.at < found[at].span.start.at:
            party = found[at]
            found[at] = replace(
                party,
                span=Span(wait.span.start, party.span.end),
                zone=wait.zone,
                identity_confidence=party.identity_confidence * wait.identity_confidence,
            )
    return found, alone


def _of_company(wait: WaitingVisit, party: WaitingVisit) -> bool:
    if party.counter not in wait.counters or not party.span.duration:
        return False
    called = _joined_within(COMPANY_S, wait, party) and abs(wait.span.end.at - party.span.end.at) <= TOGETHER_S
    hidden = wait.lost and party.party_size > 1 and wait.span.end.at <= party.span.end.at
    return called or (hidden and _joined_within(PARTY_S, wait, party))


def _joined_within(seconds: float, first: WaitingVisit, second: WaitingVisit) -> bool:
    seen = not (first.span.start.censored or second.span.start.censored)
    return seen and abs(first.span.start.at - second.span.start.at) <= seconds


def _parties(waits: list[WaitingVisit]) -> list[WaitingVisit]:
    """Those who joined together and left together as one."""
    found: list[WaitingVisit] = []
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
                detection_score=(other.detection_score * other.party_size + wait.detection_score) / size,
                identity_confidence=other.identity_confidence * wait.identity_confidence,
                role_probability=(other.role_probability * other.party_size + wait.role_probability) / size,
            )
    return found


def _one_party(first: WaitingVisit, second: WaitingVisit) -> bool:
    return (
        first.outcome == second.outcome
        and first.counters == second.counters
        and _joined_within(PARTY_S, first, second)
        and abs(first.span.end.at - second.span.end.at) <= TOGETHER_S
    )
