"""Absences at a counter, and whether they hold at an opening or at a closing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pantau.transforms.counters.staffing import StaffingInterval, times_in
from pantau.transforms.intervals import Interval, Intervals
from pantau.transforms.zones.spans import Span, commons, exact_spans, merged


class CounterHours(NamedTuple):
    """Service hours of a counter on a date, and those of the dates `before` and `after` it, epoch seconds.

    An office that is open through midnight does not close then. `arrived_s`: recordings of later times are yet to come.
    """

    hours: Intervals
    before: Intervals
    after: Intervals
    arrived_s: float


class CounterAbsence(NamedTuple):
    """Time in one stretch of service hours with certainly no officer; `opening`, `closing`: it holds then."""

    span: Span
    opening: bool
    closing: bool


def absences_in_hours(
    staffing: Sequence[StaffingInterval], when: CounterHours, short_s: float
) -> Iterator[CounterAbsence]:
    """Of each stretch of service hours; a break between two is none of them.

    What begins at most `short_s` after an opening holds at it, as does what ends so before a closing: presence that is
    shorter does not count anywhere. So unobserved time that is shorter parts no absence; longer one does, and an edge
    at it is anywhere between the officers seen before and after. Of an absence amid the hours that lasts in what has
    arrived so far nothing is told, since nobody knows what it will be.
    """
    others = {edge for interval in (*when.before, *when.after) for edge in interval}
    for opens, closes in when.hours:
        for one in absences_between(staffing, (opens, closes), short_s):
            opening = one.start.at <= opens + short_s and opens not in others
            closing = one.end.at >= closes - short_s and closes not in others
            if opening or one.end.at < min(when.arrived_s, closes) - short_s or when.arrived_s >= closes:
                yield CounterAbsence(one, opening, closing)


def absences_between(staffing: Sequence[StaffingInterval], hours: Interval, short_s: float) -> list[Span]:
    """The time in some hours with certainly no officer, in order.

    Unobserved time of up to `short_s` parts none; an edge at longer one is anywhere until an officer was seen.
    """
    absent = merged(times_in(list(staffing), "absent"), _only_shortly_unknown(staffing, short_s))
    present = times_in(list(staffing), "present")
    return [_with_unknown(one, present, hours) for one in commons(absent, exact_spans([hours]))]


def _only_shortly_unknown(staffing: Sequence[StaffingInterval], short_s: float) -> Callable[[Span, Span], bool]:
    """Joins absences between which nobody was seen to be there, and nobody can have been for `short_s`."""
    present = times_in(list(staffing), "present")

    def joins(first: Span, second: Span) -> bool:
        gap = first.end.at, second.start.at
        return gap[1] - gap[0] <= short_s and not any(gap[0] < one.end.at and one.start.at < gap[1] for one in present)

    return joins


def _with_unknown(span: Span, present: list[Span], hours: tuple[float, float]) -> Span:
    """A censored edge lies between what is known of the absence and when an officer was seen, or the hours end."""
    start, end = span.start, span.end
    if start.censored:
        last = max((one.end.at for one in present if one.end.at <= start.at), default=hours[0])
        start = replace(start, lo=min(start.lo, max(last, hours[0])))
    if end.censored:
        first = min((one.start.at for one in present if one.start.at >= end.at), default=hours[1])
        end = replace(end, hi=max(end.hi, min(first, hours[1])))
    return Span(start, end)
