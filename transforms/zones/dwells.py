"""Dwells: when a person was in a zone."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.intervals import Intervals
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.parameters import SHIFT_SPREAD
from pantau.transforms.tracking.tracks import Track, boxes_of, clear_score, for_each, samples_of
from pantau.transforms.zones.crossings import crossings
from pantau.transforms.zones.membership import members
from pantau.transforms.zones.spans import Edge, Span, between, merged


@dataclass(frozen=True)
class Dwell:
    """One person in one zone. `track` is their number on the camera day.

    `score` is the mean of its detections, `sure` the score that two of them reach. `born` and `lost`: the person was
    not seen coming, or going: before it, or after, they were seen nowhere else. `identity_confidence`: probability that
    all of its detections are of the same person; `role_probability`: that they are of the role they are taken for.
    """

    track: int
    zone: str
    span: Span
    score: float
    sure: float
    born: bool
    lost: bool
    identity_confidence: float = 1.0
    role_probability: float = 1.0


def over_time(parts: Iterable[tuple[Span, float]]) -> float:
    """The mean of values, each weighted by the duration of its span; the plain one where none has any."""
    spans, values = zip(*parts, strict=True)
    seconds = [span.duration for span in spans]
    return float(np.average(values, weights=seconds if any(seconds) else None))


class Visibility:
    """What the camera could see, for finding the edges of what it saw."""

    def __init__(self, day: CameraDay) -> None:
        self.times, self.aspect = day.times, day.aspect
        self.known: Intervals = day.known
        self._ends = [end + 1e-6 for _, end in self.known]
        self.bounds = day.bounds
        self.reach = 2.5 * day.cadence_s

    def parted(self, before: np.ndarray, after: np.ndarray, merge_s: float) -> np.ndarray:
        """Whether who was seen at `before` and next at `after` (both (n,), epoch seconds) may have been away in between
        for longer than `merge_s`, since a part of that time is unknown.
        """
        return (after - before > merge_s) & (np.searchsorted(self._ends, before) != np.searchsorted(self._ends, after))

    def joins(self, merge_s: float) -> Callable[[Span, Span], bool]:
        """Joins spans whose gap is at most `merge_s`, and was seen to be."""
        return lambda first, second: (
            second.start.at - first.end.at <= merge_s and not self.parted(first.end.lo, second.start.hi, merge_s)
        )

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


def dwells_in(
    zone: Zone,
    tracks: list[Track],
    visibility: Visibility,
    merge_s: float,
    minimum_s: float,
    unsure: Callable[[Track], np.ndarray] | None = None,
) -> list[Dwell]:
    """All dwells of at least `minimum_s` in a zone, absences of at most `merge_s` included, in order of time.

    Where nothing is known for so long that somebody may have been away for longer than `merge_s`, a dwell ends, and
    another begins when they are seen there again.
    `unsure(track)` flags detections whose feet are not seen: they count where the last sure one before them was inside.
    """
    inside = _inside(zone, tracks, unsure)
    spans: dict[int, list[Span]] = {}
    for number, span in _spans(zone, tracks, inside, visibility, merge_s):
        spans.setdefault(number, []).append(span)
    found = [
        _dwell(number, tracks[number], zone, span, visibility)
        for number, of_track in spans.items()
        for span in merged(of_track, visibility.joins(merge_s))
        if span.duration >= minimum_s
    ]
    return sorted(found, key=lambda dwell: (dwell.span.interval, dwell.track))


def _inside(zone: Zone, tracks: list[Track], unsure: Callable[[Track], np.ndarray] | None) -> np.ndarray:
    """(detections of all tracks,) flags: those in the zone, one track after the other."""
    inside = members(zone, boxes_of(tracks))
    if unsure is not None:
        for track, here in zip(tracks, for_each(tracks, inside), strict=True):
            if here.any():
                here &= _as_last_sure(here, ~unsure(track))
    return inside


def _as_last_sure(inside: np.ndarray, sure: np.ndarray) -> np.ndarray:
    """(n,) what the last sure one says up to each detection of a track; none before the first."""
    last = np.maximum.accumulate(np.where(sure, np.arange(len(sure)), -1))
    return (last >= 0) & inside[last]


def _spans(
    zone: Zone, tracks: list[Track], inside: np.ndarray, visibility: Visibility, merge_s: float
) -> Iterator[tuple[int, Span]]:
    """Each time without a detection elsewhere or long unknown time, with the number of its track, in order."""
    begin = np.cumsum([0, *(len(track.samples) for track in tracks)])
    begins, ends = np.zeros(len(inside), dtype=bool), np.zeros(len(inside), dtype=bool)
    begins[begin[:-1]] = ends[begin[1:] - 1] = True
    boxes, samples = boxes_of(tracks), samples_of(tracks)
    times = visibility.times[samples]
    parted = visibility.parted(times[:-1], times[1:], merge_s)
    begins[1:] |= parted
    ends[:-1] |= parted
    first = np.flatnonzero(inside & (begins | ~np.roll(inside, 1)))
    last = np.flatnonzero(inside & (ends | ~np.roll(inside, -1)))
    came, went = first[~begins[first]], last[~ends[last]]
    before, after = np.concatenate([came - 1, went]), np.concatenate([came, went + 1])
    crossed = crossings(zone, boxes[before], boxes[after], times[before], times[after])
    entered = dict(zip(came.tolist(), crossed[: len(came)], strict=True))
    left = dict(zip(went.tolist(), crossed[len(came) :], strict=True))
    whose = np.searchsorted(begin, first, side="right") - 1
    for number, one, other in zip(whose.tolist(), first.tolist(), last.tolist(), strict=True):
        start = entered.get(one) or visibility.appearance(int(samples[one]))
        yield number, Span(start, left.get(other) or visibility.disappearance(int(samples[other])))


def _dwell(number: int, track: Track, zone: Zone, span: Span, visibility: Visibility) -> Dwell:
    times = visibility.times[track.samples]
    seen = slice(np.searchsorted(times, span.start.at), np.searchsorted(times, span.end.at, side="right"))
    scores = track.scores[seen]
    return Dwell(
        track=number,
        zone=zone.id,
        span=span,
        score=float(scores.mean()),
        sure=clear_score(scores),
        born=not _elsewhere(track.boxes[: seen.start], track.boxes[seen.start], visibility.aspect),
        lost=not _elsewhere(track.boxes[seen.stop :], track.boxes[seen.stop - 1], visibility.aspect),
        identity_confidence=float(track.sure[seen][1:].prod()),
    )


def _elsewhere(boxes: np.ndarray, box: np.ndarray, aspect: float) -> bool:
    """Whether any of these boxes (n, 4) is farther from one than people shift who stay: beside the border of a zone a
    box is in or out of it as it trembles. By heads, since feet are hidden now and then."""
    across, down = (boxes[:, 0] + boxes[:, 2] - box[0] - box[2]) / 2 * aspect, boxes[:, 1] - box[1]
    return bool((np.hypot(across, down) > SHIFT_SPREAD * (box[3] - box[1])).any())
