"""Something was left in an objects zone, or something that was there is gone: what the cells of a camera day tell."""

from collections.abc import Iterator

import numpy as np

from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.candidates.of_objects.lasting_changes import lasting_changes
from pantau.transforms.candidates.of_objects.objects import FoundObject, PeopleNearby, found_objects
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.detection.camera_view.zone_cells import cells_inside, unpacked_cells
from pantau.transforms.detection.cells import CELLS_ACROSS
from pantau.transforms.detection.observation_rows import DECIMALS
from pantau.transforms.intervals import intersect, length
from pantau.transforms.tracking.tracks import boxes_of, samples_of
from pantau.transforms.zones.spans import Edge, Span, between

KINDS = ("object_left", "object_taken")


def left_and_taken(tracked: TrackedCameraDay) -> Iterator[Candidate]:
    """Of each objects zone; none where cells were not taken.

    After unobserved time of more than `object_s` it is begun anew: what was there before is not known then. What
    changed over unobserved time is not told. What is as it became until nothing is known has a censored end.
    """
    day, zones, least_s = tracked.day, tuple(tracked.view.of("objects")), tracked.thresholds.object_s
    if not zones or not day.cells:
        return
    rows = max(1, round(CELLS_ACROSS / day.aspect))
    inside = cells_inside(zones, rows)
    # Of a recording of another shape the cells are others.
    fits = np.flatnonzero([len(one) == np.count_nonzero(inside) for one in day.cells])
    if not len(fits):
        return
    times, frames = day.cell_times[fits], unpacked_cells([day.cells[place] for place in fits.tolist()], inside)
    people = _people(tracked)
    for zone in zones:
        mine = cells_inside((zone,), rows)
        for part in _parts(tracked, times, least_s):
            changes = lasting_changes(times[part], np.where(mine, frames[part], 0), least_s)
            for found in found_objects(changes, people, day.sampled, least_s, day.aspect):
                span = _span(found, float(times[part][-1]))
                if span.duration >= least_s and not tracked.unobserved.touches(*found.came):
                    yield _candidate(found, span, zone.id, least_s)


def _candidate(found: FoundObject, span: Span, zone: str, least_s: float) -> Candidate:
    return Candidate(
        KINDS[0] if found.left else KINDS[1],
        span,
        None,
        zone,
        least_s,
        None,
        box=tuple(found.box.round(DECIMALS).tolist()),
        edges=tuple(round(edge, 1) for edge in found.edges),
        people_near=found.people,
    )


def _span(found: FoundObject, last_s: float) -> Span:
    """What is as it became at `last_s`, when the cells were seen last, may be so for longer."""
    end = Edge(last_s, last_s, last_s, censored=True) if found.went is None else between(*found.went)
    return Span(between(*found.came), end)


def _people(tracked: TrackedCameraDay) -> PeopleNearby:
    times = tracked.day.times[samples_of(tracked.tracks)]
    numbers = np.repeat(np.arange(len(tracked.tracks)), [len(track.samples) for track in tracked.tracks])
    order = np.argsort(times, kind="stable")
    return PeopleNearby(times[order], boxes_of(tracked.tracks)[order], numbers[order])


def _parts(tracked: TrackedCameraDay, times: np.ndarray, longest_s: float) -> list[slice]:
    """The times (n,) between stretches of unobserved time of more than so many seconds."""
    gaps = [
        place
        for place, (one, other) in enumerate(zip(times.tolist(), times[1:].tolist(), strict=False), start=1)
        if other - one > longest_s and length(intersect([(one, other)], tracked.unobserved.times)) > longest_s
    ]
    return [slice(start, end) for start, end in zip([0, *gaps], [*gaps, len(times)], strict=True)]
