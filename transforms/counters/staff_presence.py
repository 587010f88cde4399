"""Staff presence: the service hours of a counter, divided into serving, idle, unattended and unknown."""

from dataclasses import dataclass
from typing import Literal

from pantau.transforms.counters.sessions import ServiceSession
from pantau.transforms.counters.staffing import Staffing, StaffingInterval
from pantau.transforms.intervals import Interval, Intervals, intersect, length
from pantau.transforms.zones.spans import Edge, Span, commons, exact_spans

State = Literal["serving", "idle", "unattended", "unknown"]


@dataclass(frozen=True)
class Presence:
    """A stretch of the service hours in one state. `customers_waiting` is the mean number, `None` where unknown."""

    span: Span
    state: State
    customers_waiting: float | None
    frame_agreement: float


def presence_of(
    staffing: list[StaffingInterval],
    sessions: list[ServiceSession],
    waiting: list[Interval],
    hours: Intervals,
    known: Intervals,
) -> list[Presence]:
    """The states of a counter over its service hours, in order, without hole or overlap.

    `waiting` has an interval for each person and time waiting, at the counter or in its queue.
    """
    pieces: list[tuple[Span, State, float]] = []
    for stretch in staffing:
        for span in commons([stretch.span], exact_spans(hours)):
            pieces += [(part, state, stretch.agreement) for part, state in _divided(span, stretch.state, sessions)]
    return [_presence(span, state, agreement, waiting, known) for span, state, agreement in _joined(pieces)]


def _divided(span: Span, staffing: Staffing, sessions: list[ServiceSession]) -> list[tuple[Span, State]]:
    if staffing != "present":
        return [(span, "unattended" if staffing == "absent" else "unknown")]
    parts: list[tuple[Span, State]] = []
    edge: Edge = span.start
    for served in commons([span], [session.span for session in sessions]):
        if edge.at < served.start.at:
            parts.append((Span(edge, served.start), "idle"))
        parts.append((served, "serving"))
        edge = served.end
    if edge.at < span.end.at:
        parts.append((Span(edge, span.end), "idle"))
    return parts


def _joined(pieces: list[tuple[Span, State, float]]) -> list[tuple[Span, State, float]]:
    """Neighbours of one state become one, unless a session ends and the next begins between them."""
    result: list[tuple[Span, State, float]] = []
    for span, state, agreement in pieces:
        if result and state != "serving" and result[-1][1] == state and result[-1][0].end.at == span.start.at:
            last, _, before = result[-1]
            result[-1] = (Span(last.start, span.end), state, min(before, agreement))
        else:
            result.append((span, state, agreement))
    return result


def _presence(span: Span, state: State, agreement: float, waiting: list[Interval], known: Intervals) -> Presence:
    seen = length(intersect([span.interval], known))
    start, end = span.interval
    there = [one for one in waiting if one[0] < end and one[1] > start]
    people = sum(length(intersect(intersect([one], [span.interval]), known)) for one in there)
    return Presence(span, state, people / seen if seen else None, agreement)
