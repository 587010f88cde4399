"""What each sample says by itself of whether an officer was at a counter: by its seats and by who is in its zones."""

import numpy as np
import shapely

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.transforms.roles.roles import role_of
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track, boxes_of, samples_of
from pantau.transforms.zones.membership import in_any, outline
from pantau.transforms.zones.places import on_seats

PRESENT, ABSENT, UNKNOWN = 1, 0, -1

HIDING_SHARE = 0.6
"""A seat of which somebody before it hides more than this cannot be judged empty. Chosen."""

HEAD_SHARE = 0.3
"""Upper part of the box of somebody before a seat in which a head found on the seat is taken to be theirs. Chosen."""

SAME_HEAD_SHARE = 0.1
"""Of the height of a seat: a head that is this near to where it was on the sample before is the same one. Chosen."""

IN_PLACE_HEIGHTS = 0.12
"""How far the head of somebody in place gets from one sample to the next, in body heights. Chosen: what people sway by
(`STANDING_SPREAD`)."""

CERTAINLY_VISITOR = 0.1
"""Who is more probably of the staff than this, and at the officer's place, leaves it unknown instead of empty.
Chosen."""


def occupancy(
    counter: str, day: CameraDay, view: View, tracks: list[Track], staff: np.ndarray, thresholds: Thresholds
) -> np.ndarray:
    """(n,) of PRESENT, ABSENT or UNKNOWN: what each sample says by itself."""
    seats, staff_zones = view.of("seat", counter=counter), view.of("staff", counter=counter)
    tracks = [track.on_samples(day) for track in tracks]
    present, doubtful = np.zeros(len(day.times), dtype=bool), np.zeros(len(day.times), dtype=bool)
    before = [_before(*one, view) for one in zip(tracks, staff, strict=True)] if seats else []
    for seat in seats:
        taken, vetoed = _taken(seat, day, before, thresholds.seat_score)
        present |= taken
        doubtful |= vetoed | _hidden(seat, before, len(day.times)) | _faintly_there(seat, day, thresholds.seat_score)
    if seats:
        doubtful |= ~day.seats_looked
    boxes, samples = boxes_of(tracks), samples_of(tracks)
    staying = np.concatenate([np.zeros(0, dtype=bool), *(_stays(track.boxes, day.aspect) for track in tracks)])
    here = (on_seats(seats, boxes) & staying) | in_any(staff_zones, boxes)
    whose = np.repeat(np.arange(len(tracks)), [len(track.samples) for track in tracks])
    officers = np.array([role_of(probability) == "staff" for probability in staff], dtype=bool)
    scores = np.concatenate([np.zeros(0), *(track.scores for track in tracks)])
    present[samples[here & officers[whose] & (scores >= thresholds.person_score)]] = True
    doubtful[samples[here & (staff > CERTAINLY_VISITOR)[whose]]] = True
    nobody = ABSENT if seats or staff_zones else UNKNOWN
    return np.where(present, PRESENT, np.where(doubtful, UNKNOWN, nobody)).astype(np.int8)


def _stays(boxes: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) flags: boxes of one track whose head is where it was, or will be, on the next sample: nobody who passes."""
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    heights = boxes[:, 3] - boxes[:, 1]
    near = np.hypot(*np.diff(heads, axis=0).T) <= IN_PLACE_HEIGHTS * np.maximum(heights[1:], heights[:-1])
    return np.append(near, False) | np.append(False, near)


def _before(track: Track, probability: float, view: View) -> Track:
    """The part of a track in which somebody is between the camera and the seats: visitors, and staff on their side."""
    if role_of(probability) == "visitor":
        return track
    return track.part(~on_seats(view.of("seat"), track.boxes) & ~in_any(view.of("staff"), track.boxes))


def _taken(seat: Zone, day: CameraDay, before: list[Track], seat_score: float) -> tuple[np.ndarray, np.ndarray]:
    """(n,) flags each: somebody is on the seat; somebody would be, but it is the head of somebody before it."""
    taken, vetoed = np.zeros(len(day.times), dtype=bool), np.zeros(len(day.times), dtype=bool)
    mine = (day.seat_zone == seat.id) & (day.seat_score >= seat_score)
    head = np.full((len(day.times), 2), np.nan)
    head[day.seat_sample[mine]] = day.seat_head[mine]
    taken[day.seat_sample[mine]] = True
    samples, boxes = samples_of(before), boxes_of(before)
    across, down = head[samples].T
    x1, y1, x2, y2 = boxes.T
    theirs = (x1 <= across) & (across <= x2) & (y1 <= down) & (down <= y1 + HEAD_SHARE * (y2 - y1))
    taken[samples[theirs]], vetoed[samples[theirs]] = False, True
    return taken, vetoed


def _faintly_there(seat: Zone, day: CameraDay, seat_score: float) -> np.ndarray:
    """(n,) flags: a head is seen too faintly to count, but where it surely was on a sample before or is on one after,
    and on all samples in between on which seats were looked at.
    """
    rows = np.flatnonzero(day.seat_zone == seat.id)
    flags = np.zeros(len(day.times), dtype=bool)
    if not len(rows):
        return flags
    _, top, _, bottom = seat.bounds
    number = np.cumsum(day.seats_looked)[day.seat_sample[rows]]
    moved = np.diff(day.seat_head[rows], axis=0) * (day.aspect, 1.0)
    apart = np.hypot(*moved.T) > SAME_HEAD_SHARE * (bottom - top)
    run = np.append(0, np.cumsum((np.diff(number) != 1) | apart))
    sure = np.bincount(run, day.seat_score[rows] >= seat_score) > 0
    flags[day.seat_sample[rows[sure[run]]]] = True
    return flags


def _hidden(seat: Zone, before: list[Track], samples: int) -> np.ndarray:
    hidden = np.zeros(samples, dtype=bool)
    polygon, (left, top, right, bottom) = outline(seat.polygon), seat.bounds
    boxes = boxes_of(before)
    # Few boxes reach far enough into the seat's own box to be worth an exact look.
    wide = np.minimum(boxes[:, 2], right) - np.maximum(boxes[:, 0], left)
    high = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    near = np.flatnonzero(np.clip(wide, 0, None) * np.clip(high, 0, None) >= 0.99 * HIDING_SHARE * polygon.area)
    drawn = shapely.box(*boxes[near].T)
    share = shapely.area(shapely.intersection(drawn, polygon)) / polygon.area
    hidden[samples_of(before)[near[share >= HIDING_SHARE]]] = True
    return hidden
