"""Absences at a counter, and whether they hold at an opening or at a closing."""

from collections.abc import Iterator
from typing import NamedTuple

from pantau.transforms.intervals import Intervals
from pantau.transforms.zones.spans import Span, commons, exact_spans


class CounterAbsence(NamedTuple):
    """Time in one stretch of service hours with certainly no officer; `opening`, `closing`: it holds then."""

    span: Span
    opening: bool
    closing: bool


def absences_in_hours(absent: list[Span], hours: Intervals, short_s: float) -> Iterator[CounterAbsence]:
    """Of each stretch of service hours, epoch seconds; a break between two is none of them.

    What begins less than `short_s` after an opening holds at it, as does what ends so before a closing: presence that
    is shorter does not count anywhere.
    """
    for opens, closes in hours:
        for span in commons(absent, exact_spans([(opens, closes)])):
            yield CounterAbsence(span, span.start.at < opens + short_s, span.end.at > closes - short_s)
