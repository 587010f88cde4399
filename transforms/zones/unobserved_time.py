"""Changes that were seen beside time that nobody observed, and may have been none.

Whoever leaves a counter and comes back within `service_merge_s` has not left. So somebody who was seen leaving, sooner
than that before unobserved time, may have come back in it and stayed: the end is censored. It keeps its estimate, the
last that was seen, and may lie as late as the unobserved time ends. So it is, the other way round, with whoever is seen
coming soon after unobserved time.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from pantau.transforms.intervals import Interval, Intervals, intersect, length, merge_gaps
from pantau.transforms.zones.spans import Edge, Span

_ROUNDING_S = 1e-6
"""Times of one moment, reckoned in two ways, differ by less. Chosen."""


@dataclass(frozen=True)
class UnobservedTime:
    """Time that nobody observed, sorted and disjoint, and the midnights of the camera day: epoch seconds UTC."""

    times: Intervals
    bounds: Interval
    _joined: dict[float, Intervals] = field(default_factory=dict, repr=False)

    def censored(self, span: Span, within_s: float) -> Span:
        """The span with its start censored where unobserved time ended at most so many seconds before it, and its end
        where unobserved time begins at most so many seconds after it.

        Edges that are censored already stay as they are.
        """
        return Span(self._start(span.start, within_s), self._end(span.end, within_s))

    def touches(self, start: float, end: float) -> bool:
        """Whether any of the time between two moments was not observed."""
        return length(intersect([(start, end)], self.times)) > _ROUNDING_S if start < end else False

    def _start(self, edge: Edge, within_s: float) -> Edge:
        times = self._in_reach(within_s)
        last = bisect_left(times, (edge.at - _ROUNDING_S,)) - 1
        if edge.censored or last < 0 or times[last][1] < edge.at - within_s - _ROUNDING_S:
            return edge
        earliest = max(times[last][0], self.bounds[0])
        return Edge(edge.at, min(edge.lo, earliest), edge.hi, censored=True)

    def _end(self, edge: Edge, within_s: float) -> Edge:
        times = self._in_reach(within_s)
        first = bisect_right(times, edge.at + _ROUNDING_S, key=lambda time: time[1])
        if edge.censored or first == len(times) or times[first][0] > edge.at + within_s + _ROUNDING_S:
            return edge
        latest = min(times[first][1], self.bounds[1])
        return Edge(edge.at, edge.lo, max(edge.hi, latest), censored=True)

    def _in_reach(self, within_s: float) -> Intervals:
        """The times, joined where too little was observed in between to show that somebody stayed away."""
        if within_s not in self._joined:
            self._joined[within_s] = merge_gaps(self.times, within_s)
        return self._joined[within_s]
