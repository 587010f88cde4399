"""Stays: when a person was in a zone."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from schemas.site.zones import Zone
from transforms.events.camera_day import CameraDay
from transforms.events.crossings import crossing
from transforms.events.membership import members
from transforms.events.spans import Edge, Span, between, merged, within
from transforms.events.tracks import Track, boxes_of, for_each
from transforms.intervals import Intervals


@dataclass(frozen=True)
class Stay:
    """One person in one zone. `track` is their number on the camera day.

    `score` is the mean of its sightings, `sure` the score that two of them reach.
    `born` and `lost`: the person was first, or last, seen in the zone, not seen entering, or leaving it.
    `stitched`: probability that all of its sightings are of the same person; `role_probability`: that they are of the
    role they are taken for.
    """

    track: int
    zone: str
    span: Span
    score: float
    sure: float
    born: bool
    lost: bool
    stitched: float = 1.0
    role_probability: float = 1.0


def over_time(parts: Iterable[tuple[Span, float]]) -> float:
    """The mean of values, each weighted by the duration of its span; the plain one where none has any."""
    spans, values = zip(*parts, strict=True)
    seconds = [span.duration for span in spans]
    return float(np.average(values, weights=seconds if any(seconds) else None))


class Sight:
    """What the camera could see, for finding the edges of what it saw."""

    def __init__(self, day: CameraDay) -> None:
        self.times = day.times
        self.known: Intervals = day.known
        self._ends = [end + 1e-6 for _, end in self.known]
        self.bounds = day.bounds
        self.reach = 2.5 * day.cadence_s

    def appearance(self, sample: int) -> Edge:
        """When somebody first seen on `sample` came: after the sample before, unless nothing is known of then."""
        seen = float(self.times[sample])
        before = float(self.times[sample - 1]) if sample > 0 else -np.inf
        start = self._known_around(seen)[0]
        if seen - before <= self.reach and before >= start - 1e-6:
            return between(before, seen)
        return Edge(min(max(start, seen - self.reach), seen), max(before, self.bounds[0]), seen, censored=True)

    def disappearance(self, sample: int) -> Edge:
        """When somebody last seen on `sample` went: before the sample after, unless nothing is known of then."""
        seen = float(self.times[sample])
        after = float(self.times[sample + 1]) if sample + 1 < len(self.times) else np.inf
        end = self._known_around(seen)[1]
        if after - seen <= self.reach and after <= end + 1e-6:
            return between(seen, after)
        return Edge(max(min(end, seen + self.reach), seen), seen, min(after, self.bounds[1]), censored=True)

    def _known_around(self, at: float) -> tuple[float, float]:
        place = bisect_left(self._ends, at)
        begins = place < len(self._ends) and self.known[place][0] - 1e-6 <= at
        return self.known[place] if begins else (at, at)


def stays_in(
    zone: Zone,
    tracks: list[Track],
    sight: Sight,
    merge_s: float,
    minimum_s: float,
    not_in: Callable[[Track], np.ndarray] | None = None,
) -> list[Stay]:
    """All stays of at least `minimum_s` in a zone, absences of at most `merge_s` included, in order of time.

    `not_in(track)` flags sightings that do not count, wherever they seem to be.
    """
    found = [
        stay
        for number, (track, inside) in enumerate(zip(tracks, _inside(zone, tracks, not_in), strict=True))
        if inside.any()
        for stay in _stays_of(number, track, zone, inside, sight, within(merge_s))
        if stay.span.duration >= minimum_s
    ]
    return sorted(found, key=lambda stay: (stay.span.interval, stay.track))


def _inside(zone: Zone, tracks: list[Track], not_in: Callable[[Track], np.ndarray] | None) -> list[np.ndarray]:
    inside = for_each(tracks, members(zone, boxes_of(tracks)))
    return [here & ~not_in(track) for track, here in zip(tracks, inside, strict=True)] if not_in else inside


def _stays_of(
    number: int, track: Track, zone: Zone, inside: np.ndarray, sight: Sight, may_join: Callable[[Span, Span], bool]
) -> list[Stay]:
    changes = np.flatnonzero(np.diff(inside.astype(int))) + 1
    runs = [run for run in np.split(np.arange(len(inside)), changes) if inside[run[0]]]
    spans = merged((_span(zone, track, run, sight) for run in runs), may_join)
    times = sight.times[track.samples]
    stays = []
    for span in spans:
        seen = (times >= span.start.at) & (times <= span.end.at)
        scores = np.sort(track.scores[seen])
        stays.append(
            Stay(
                track=number,
                zone=zone.id,
                span=span,
                score=float(scores.mean()),
                sure=float(scores[-2]) if len(scores) > 1 else 0.0,
                born=bool(times[0] >= span.start.at),
                lost=bool(times[-1] <= span.end.at),
                stitched=float(track.sure[seen][1:].prod()),
            )
        )
    return stays


def _span(zone: Zone, track: Track, run: np.ndarray, sight: Sight) -> Span:
    first, last = int(run[0]), int(run[-1])
    times = sight.times[track.samples].tolist()

    def crossed(after: int) -> Edge:
        return crossing(zone, track.boxes[after - 1 : after + 1], times[after - 1], times[after])

    return Span(
        crossed(first) if first > 0 else sight.appearance(int(track.samples[first])),
        crossed(last + 1) if last + 1 < len(times) else sight.disappearance(int(track.samples[last])),
    )
