"""When an officer came to a seat or left it, where seats alone tell that a counter is staffed.

An officer is at the counter from an arm's length before the seat is taken until an arm's length after it is left. The
seat is observed on samples, people also on the frames between them; so the people of the staff who are on the seat
on one frame, and on their way on the next, tell the moment better than two samples do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.places import SEATED_HEIGHTS, on_seats
from pantau.transforms.zones.spans import Edge

PACE = 0.5
"""How far somebody's head gets in a second after leaving a seat, in heights of what is seen of them: half of a walk,
since much of it leads away from the camera.

Against the scripts of rendered offices a change between frames two seconds apart was told with a standard deviation of
0.4 s instead of 0.75 s, between frames half a second apart of 0.25 s instead of 0.6 s. Measured there.
"""

RISING_S, REACH_S = 0.3, 0.6
"""Getting up takes that long where officers sit, and an arm's length, three quarters of a metre, at a walk. Chosen."""

IN_PLACE, FARTHEST = 0.3, 4.0
"""How far the head of somebody on the seat may be from its place, and that of somebody who has left it at most, in
heights of the seat. Chosen."""

SETTLED_S = 4.0
"""The head's place on the seat is where it mostly was so long before they left, or after they came. Chosen."""

SEEN_S = 0.5
"""Half width of the bounds of a change that was seen on both sides from near. Chosen."""


@dataclass(frozen=True)
class Officers:
    """The detections of the staff in order of time: times (n,), epoch seconds, boxes (n, 4) as they were seen, and
    seated (n,), on any seat."""

    times: np.ndarray
    boxes: np.ndarray
    seated: np.ndarray

    def during(self, start: float, end: float) -> "Officers":
        """The detections from a moment to another, both included."""
        seen = slice(np.searchsorted(self.times, start), np.searchsorted(self.times, end, side="right"))
        return Officers(self.times[seen], self.boxes[seen], self.seated[seen])

    def heads(self, aspect: float) -> np.ndarray:
        """(n, 2) the middles of the upper edges, in heights of the frame."""
        x1, y1, x2, _ = self.boxes.T
        return np.stack([(x1 + x2) / 2 * aspect, y1], axis=1)


def officers_of(day: CameraDay, tracks: Sequence[Track], seats: Sequence[Zone], score: float) -> Officers:
    """The detections of tracks of the staff that reach a score; `seats` are all in view."""
    detections = np.concatenate([np.zeros(0, dtype=int), *(track.detections for track in tracks)])
    detections = np.sort(detections[day.person_score[detections] >= score])
    boxes = day.person_box[detections]
    return Officers(day.times[day.person_sample[detections]], boxes, on_seats(seats, boxes))


def reached(seats: Sequence[Zone], day: CameraDay, officers: Officers, change: Edge, leaves: bool) -> Edge:
    """The moment at which a counter's last officer is an arm's length from the seat, or the first one is.

    `change`: between two samples, on one of which the counter is staffed: on the earlier one if somebody `leaves`.
    Where samples with a look at the seat lie in between that do not decide it, others hide it or are taken for the
    officer, so the ways of people tell nothing: on made-up days (seeds 71 to 73 of `hard_staff`) the staffed share was
    wrong by 0.38 points with them, by 0.30 without. Samples without a look hide nothing: where seats are looked at each
    4 and 6 s, it was wrong by 0.20 points instead of 0.23 (seeds 553001 to 553006 of four scenarios).
    """
    way = 1 if leaves else -1
    staffed, empty = sorted((way * change.lo, way * change.hi))
    near = change.lo - SETTLED_S, change.hi + SETTLED_S
    times = way * day.times[(day.times >= near[0]) & (day.times <= near[1])][::way]
    seen = officers.during(*near)
    undecided = (change.lo < day.times) & (day.times < change.hi) & day.seats_looked
    told_by = [] if undecided.any() else seats
    found = [edge for seat in told_by if (edge := _left(seat, day.aspect, seen, times, staffed, way))]
    at, first, last = max(found, default=(way * change.at + REACH_S, staffed, empty + REACH_S))
    return Edge(way * at, *sorted((way * first, way * last)))


def _left(
    seat: Zone, aspect: float, officers: Officers, times: np.ndarray, staffed: float, way: int
) -> tuple[float, float, float] | None:
    """When a seat was left, with the earliest and the latest moment, by the frames at `times` (n,), until which it
    was, the last time on a sample at `staffed`; `None`: people do not tell. `way` is -1 where time runs backwards, and
    who comes goes."""
    on_seat, seen = on_seats([seat], officers.boxes), way * officers.times
    settled = on_seat & (times[0] <= seen) & (seen <= staffed + 1e-6)
    if not settled.any():
        return None
    heads, heights = officers.heads(aspect), officers.boxes[:, 3] - officers.boxes[:, 1]
    height = seat.bounds[3] - seat.bounds[1]
    place = np.median(heads[settled], axis=0)
    away = np.linalg.norm(heads - place, axis=1)
    in_place = on_seat & (away <= IN_PLACE * height)
    taken = np.flatnonzero(np.isin(times, seen[in_place]))
    if not len(taken) or taken[-1] + 1 == len(times):
        return None
    before, after = times[taken[-1] : taken[-1] + 2].tolist()
    elsewhere = in_place | (officers.seated & ~on_seat)
    walking = np.flatnonzero((seen == after) & ~elsewhere & (away <= FARTHEST * height))
    if len(walking):
        one = walking[np.argmin(away[walking])]
        rising = RISING_S if heights[one] > SEATED_HEIGHTS * np.median(heights[settled]) else 0.0
        at = max(before, after - float(away[one] / heights[one]) / PACE + rising + REACH_S)
        return at, min(before, at - SEEN_S), max(after, at + SEEN_S)
    return ((before + after) / 2 + REACH_S, before, after + REACH_S) if before >= staffed - 1e-6 else None
