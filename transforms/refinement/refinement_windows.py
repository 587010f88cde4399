"""What is worth refining: times in which an event begins or ends, or it is in doubt who is who."""

from collections.abc import Iterable, Iterator

import numpy as np

from pantau.schemas.site import Site
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.intervals import Intervals
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.links import probability
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Edge

PLAIN = float(probability(np.array(3.0)))
"""Probability from which on nobody doubts that a detection is of who was there before: a margin of 3, twenty to one
against the next best whole. Chosen, as `PLAIN` of `stitching`."""

LONGEST_CADENCES = 2.5
"""A longer time between two samples is a gap, in which there is nothing to observe. Chosen."""

BORDER = 0.02
"""Share of the frame's sides from which people come in and go out. Chosen."""


def refinement_windows(site: Site, place: CameraDate, day: CameraDay) -> tuple[Intervals, Intervals]:
    """Windows between two samples each, epoch seconds UTC: those that the site file's limit allows, and the others.

    First come the edges of stays at the counters, then steps on which a visitor may have been taken for another, then
    the edges of dwells in queues and waiting areas. `day` must hold samples alone, so that the windows do not depend on
    what has been refined already. With a share of 0 there are none of either.
    """
    step_s, share = site.observer.closer_s, site.observer.closer_share
    if not share:
        return [], []
    camera = site.camera(place.camera_id)
    tracked = track_camera_day(day, camera.view(place.service_date), site.thresholds_on(place.service_date))
    wanted: dict[int, None] = {}
    for steps in _by_importance(tracked, step_s):
        wanted |= dict.fromkeys(steps)
    length_s, longest_s = np.diff(day.times), LONGEST_CADENCES * day.cadence_s
    frames = {step: round(length_s[step] / step_s) - 1 for step in wanted if step_s < length_s[step] <= longest_s}
    allowed, taken = share * len(day.times), []
    for step, count in frames.items():
        allowed -= count
        if allowed < 0:
            break
        taken.append(step)
    left = list(frames)[len(taken) :]
    return _windows(taken, day.times), _windows(left, day.times)


def _by_importance(tracked: TrackedCameraDay, step_s: float) -> Iterable[Iterable[int]]:
    thresholds = tracked.thresholds
    customers = tracked.dwells_as_seen(("customer",), "visitor", thresholds.service_min_s)
    queueing = tracked.dwells_as_seen(("queue", "waiting"), "visitor", thresholds.queue_min_s)
    yield _of_edges(customers, tracked.day.times)
    # A single frame between two samples shows no way that people took.
    if tracked.day.cadence_s >= 3 * step_s:
        yield _doubtful(tracked)
    yield _of_edges(queueing, tracked.day.times)


def _of_edges(dwells: list[Dwell], times: np.ndarray) -> Iterator[int]:
    for dwell in dwells:
        for edge in (dwell.span.start, dwell.span.end):
            yield from _steps(edge, times)


def _doubtful(tracked: TrackedCameraDay) -> Iterator[int]:
    """The steps on which a visitor may have been taken for another, was missed, or came or went amid the frame."""
    last = len(tracked.day.times) - 1
    for track, role in zip(tracked.tracks, tracked.roles, strict=True):
        if role != "visitor":
            continue
        missed = np.diff(track.samples, prepend=track.samples[0]) > 1
        for link in np.flatnonzero((track.sure < PLAIN) | missed):
            yield from range(int(track.samples[link - 1]), int(track.samples[link]))
        for end, step in ((0, int(track.samples[0]) - 1), (-1, int(track.samples[-1]))):
            if 0 <= step < last and _amid(track.boxes[end]):
                yield step


def _amid(box: np.ndarray) -> bool:
    return bool(box[0] > BORDER and box[2] < 1 - BORDER and box[3] < 1 - BORDER)


def _steps(edge: Edge, times: np.ndarray) -> range:
    """The steps from one sample to the next that an edge may lie in; none where nothing is known around it."""
    if edge.censored:
        return range(0)
    first, last = np.searchsorted(times, [edge.lo - 1e-6, edge.hi - 1e-6])
    return range(int(first), min(int(last), len(times) - 1))


def _windows(steps: list[int], times: np.ndarray) -> Intervals:
    return [(float(times[step]), float(times[step + 1])) for step in sorted(steps)]
