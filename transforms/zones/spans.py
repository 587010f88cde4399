"""Events over time whose edges are uncertain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pantau.transforms.intervals import Interval, Intervals


@dataclass(frozen=True)
class Edge:
    """A start or an end: the best estimate and the earliest and latest it can be, epoch seconds.

    `censored`: the change was not seen; it lies where nothing is known.
    """

    at: float
    lo: float
    hi: float
    censored: bool = False

    def __post_init__(self) -> None:
        if not self.lo <= self.at <= self.hi:
            raise ValueError(f"edge {self.at} lies outside of its interval {self.lo} to {self.hi}")


def exact(at: float) -> Edge:
    """An edge without doubt, such as an opening hour."""
    return Edge(at, at, at)


def between(before: float, after: float) -> Edge:
    """A change somewhere between two samples; the middle is the estimate with the least greatest error."""
    return Edge((before + after) / 2, before, after)


@dataclass(frozen=True)
class Span:
    """A stretch of time with uncertain edges."""

    start: Edge
    end: Edge

    @property
    def interval(self) -> Interval:
        """The best estimate as a plain interval."""
        return self.start.at, max(self.start.at, self.end.at)

    @property
    def duration(self) -> float:
        """Seconds between the best estimates."""
        return max(0.0, self.end.at - self.start.at)


def later(first: Edge, second: Edge) -> Edge:
    """The later of two edges, which may be either: neither before the later `lo` nor after the later `hi`."""
    binding = first if first.at >= second.at else second
    return Edge(binding.at, max(first.lo, second.lo), max(first.hi, second.hi), binding.censored)


def earlier(first: Edge, second: Edge) -> Edge:
    """The earlier of two edges, which may be either: neither before the earlier `lo` nor after the earlier `hi`."""
    binding = first if first.at <= second.at else second
    return Edge(binding.at, min(first.lo, second.lo), min(first.hi, second.hi), binding.censored)


def common(first: Span, second: Span) -> Span | None:
    """The time in both, with the edge that binds on each side; `None` where there is none."""
    start, end = later(first.start, second.start), earlier(first.end, second.end)
    return Span(start, end) if start.at < end.at else None


def commons(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """All common times of two lists, in order."""
    second = list(second)
    found = [both for a in first for b in second if (both := common(a, b))]
    return sorted(found, key=lambda span: span.interval)


def exact_spans(intervals: Intervals) -> list[Span]:
    """Intervals without doubt as spans."""
    return [Span(exact(start), exact(end)) for start, end in intervals]


def merged(spans: Iterable[Span], may_join: Callable[[Span, Span], bool]) -> list[Span]:
    """Neighbours joined where `may_join(earlier, later)` says so; overlapping spans always are."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.interval):
        if joined and (span.start.at <= joined[-1].end.at or may_join(joined[-1], span)):
            joined[-1] = Span(earlier(joined[-1].start, span.start), later(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def within(seconds: float) -> Callable[[Span, Span], bool]:
    """Joins spans whose gap is at most so long."""
    return lambda first, second: second.start.at - first.end.at <= seconds
