"""What is worth refining: when somebody comes to a counter or leaves it, and when it is in doubt who is who there.

Edges of stays in queues, and doubts elsewhere, were refined as well before: they took more than a third of the frames,
and no figure was better for them by more than chance (`docs/MEASURED.md`).
"""

from collections.abc import Iterable, Iterator

import numpy as np
from scipy.ndimage import binary_dilation

from pantau.schemas.site import Site
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.intervals import Intervals
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.links import probability
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.membership import in_any
from pantau.transforms.zones.spans import Edge

PLAIN = float(probability(np.array(3.0)))
"""Probability from which on nobody doubts that a detection is of who was there before: a margin of 3, twenty to one
against the next best whole. Chosen, as `PLAIN` of `stitching`."""

LONGEST_CADENCES = 2.5
"""A longer time between two samples is a gap, in which there is nothing to observe. Chosen."""

BORDER = 0.02
"""Share of the frame's sides from which people come in and go out. Chosen."""

NEAR_DETECTIONS = 1
"""Who was at a counter so many detections before or after is near it. Chosen: without, sessions F1 of edited visits of
real people falls from 0.981 to 0.960; with three it stays, at a tenth more windows."""


def refinement_windows(site: Site, place: CameraDate, day: CameraDay) -> tuple[Intervals, Intervals]:
    """Windows between two samples each, epoch seconds UTC: those that the site file's limit allows, and the others.

    First come the edges of stays at the counters, then steps near these on which a visitor may have been taken for
    another, then those on which one appeared or vanished amid the frame. `day` must hold samples alone, so that the
    windows do not depend on what has been refined already. With a share of 0 there are none of either.
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
    minimum_s = tracked.thresholds.service_min_s
    yield _of_edges(tracked.dwells_as_seen(("customer",), "visitor", minimum_s), tracked.day.times)
    # A single frame between two samples shows no way that people took.
    if tracked.day.cadence_s >= 3 * step_s:
        visitors = _near_counters(tracked)
        yield unsure_links(visitors)
        yield _amid_the_frame(visitors, len(tracked.day.times) - 1)


def _of_edges(dwells: list[Dwell], times: np.ndarray) -> Iterator[int]:
    for dwell in dwells:
        for edge in (dwell.span.start, dwell.span.end):
            yield from _steps(edge, times)


def _near_counters(tracked: TrackedCameraDay) -> list[tuple[Track, np.ndarray]]:
    """The visitors, and for each of their detections whether it is near a counter."""
    at_counter = in_any(tracked.view.of("customer"), tracked.day.person_box)
    return [
        (track, binary_dilation(at_counter[track.detections], iterations=NEAR_DETECTIONS))
        for track, role in zip(tracked.tracks, tracked.roles, strict=True)
        if role == "visitor"
    ]


def unsure_links(visitors: list[tuple[Track, np.ndarray]]) -> Iterator[int]:
    """The steps on which a visitor may have been taken for another: of each, whether a detection is near a counter."""
    for track, near in visitors:
        for link in np.flatnonzero((track.sure < PLAIN) & near):
            yield from range(int(track.samples[link - 1]), int(track.samples[link]))


def _amid_the_frame(visitors: list[tuple[Track, np.ndarray]], last: int) -> Iterator[int]:
    """The steps on which a visitor appeared or vanished where nobody comes or goes."""
    for track, near in visitors:
        for end, step in ((0, int(track.samples[0]) - 1), (-1, int(track.samples[-1]))):
            if near[end] and 0 <= step < last and _amid(track.boxes[end]):
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
