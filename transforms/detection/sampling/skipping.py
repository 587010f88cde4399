"""The moments of a recording that need not be observed: nothing stirs between two frames that show nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from pantau.transforms.detection.camera_view.zone_cells import CellTaker
from pantau.transforms.detection.frame_detector import (
    AFRESH_BEATS,
    AFRESH_RARE_BEATS,
    FrameDetections,
    FrameDetector,
    changed,
)
from pantau.transforms.detection.image_health import CHANGES, Changes, measure_image_health
from pantau.transforms.detection.observation_rows import Row, sample_row
from pantau.transforms.detection.sampling.cadence import EVERYWHERE, Plan, Slots
from pantau.transforms.detection.sampling.decode import DecodeTally
from pantau.transforms.detection.sampling.sampled_frames import OpenedRecording
from pantau.transforms.detection.sampling.static_intervals import FLOOR_S, StaticInterval, find_static_intervals


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of `samples` for what need not be observed, or was observed already, and the plan for all the rest.

    changes: by grid point, by how much a frame of the rest differs from the one before a skipped static interval.
    seen: by grid point, what was seen in frames of the rest that skipped nothing, though observed.
    """

    rows: list[Row]
    rest: Plan
    changes: dict[int, Changes]
    seen: dict[int, FrameDetections]


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a static interval: its row of `samples`, what was seen, and whether it differs from the other end."""

    row: Row
    sight: FrameDetections
    nobody: bool
    differs: bool


def skip_static(
    opened: OpenedRecording,
    plan: Plan,
    beats: tuple[int, int],
    frame_detector: FrameDetector,
    seat_keep: float,
    shared: Row,
    view_each: int,
    near: Slots = EVERYWHERE,
    own: Slots = EVERYWHERE,
    taker: CellTaker | None = None,
) -> Skipped:
    """Observes the two ends of every static interval; where both show nobody, what lies between is skipped.

    beats: how many grid points a static interval has, and how many at most; first the long ones are tried, then the
    short ones of all the rest. A long one is not skipped if its ends differ: light that changes looks the same as what
    moves. Nobody: neither a person nor somebody on a seat whose detection would be stored. A static interval at whose
    end a frame does not decode is not skipped, nor any near a short one whose ends differ though nothing is said to
    stir between them: where that happens, packet sizes do not tell. What was observed here between two skipped static
    intervals is not observed again.

    Of a segment: only static intervals within the grid points `near` are observed, and rows given for those that are
    its `own`. view_each: each so many grid points the points of the view are taken; `taker`
    takes the cells of objects zones.
    """
    beat, rare = beats
    given = {
        "frame_detector": frame_detector,
        "seat_keep": seat_keep,
        "shared": shared,
        "view_each": view_each,
        "taker": taker,
    }
    look = partial(_look_at_ends, opened, plan, **given)
    static_near = partial(_static_near, near, opened, plan)
    long = static_near(rare) if rare > beat else []
    far = look(long, AFRESH_RARE_BEATS * rare)
    long = [interval for interval in long if _empty(interval, far) and not far[interval.last].differs]
    within = np.zeros(len(plan.keep), dtype=bool)
    for interval in long:
        within[interval.first : interval.last] = True
    short = [interval for interval in static_near(beat) if not within[interval.first]]
    close = look(short, AFRESH_BEATS * beat)
    belied = plan.slots[[place for place, end in close.items() if end.differs]]
    skipped = [
        (interval, ends)
        for intervals, ends in ((long, far), (short, close))
        for interval in intervals
        if _empty(interval, ends) and not _any_near(plan.slots[interval.last], belied, plan.cadence_s)
    ]
    return _skipped(opened, plan, skipped, {**far, **close}, near, own)


def _static_near(near: Slots, opened: OpenedRecording, plan: Plan, beat: int) -> list[StaticInterval]:
    intervals = find_static_intervals(opened.packets, plan, beat)
    return [
        interval
        for interval in intervals
        if near[0] <= plan.slots[interval.first] and plan.slots[interval.last] <= near[1]
    ]


def _skipped(
    opened: OpenedRecording,
    plan: Plan,
    skipped: list[tuple[StaticInterval, dict[int, _End]]],
    ends: dict[int, _End],
    near: Slots,
    own: Slots,
) -> Skipped:
    rest, rows = (plan.slots >= near[0]) & (plan.slots < near[1]), []
    is_own = (plan.slots >= own[0]) & (plan.slots < own[1])
    # Of a frame that ends a static interval, the change is that within the static interval.
    last = {interval.last: of[interval.last] for interval, of in skipped}
    for interval, of in skipped:
        rest[interval.first + 1 : interval.last] = False
        inside = [place for place in range(interval.first + 1, interval.last) if is_own[place]]
        before = last.get(interval.first, of[interval.first]).row
        rows += _still_rows(opened, plan, inside, before, last[interval.last].row)
    for place in {interval.first for interval, _ in skipped} & last.keys():
        rest[place] = False
        rows += [last[place].row] if is_own[place] else []
    changes = {int(plan.slots[place]): _changes(end.row) for place, end in last.items()}
    seen = {int(plan.slots[place]): end.sight for place, end in ends.items() if rest[place]}
    return Skipped(rows, plan.only(rest), changes, seen)


def _empty(interval: StaticInterval, ends: dict[int, _End]) -> bool:
    return all(place in ends and ends[place].nobody for place in (interval.first, interval.last))


def _any_near(slot: int, others: np.ndarray, cadence_s: float) -> bool:
    return bool((np.abs(others - slot) * cadence_s <= FLOOR_S).any())


def _look_at_ends(
    opened: OpenedRecording,
    plan: Plan,
    intervals: list[StaticInterval],
    afresh: int,
    frame_detector: FrameDetector,
    seat_keep: float,
    shared: Row,
    view_each: int,
    taker: CellTaker | None,
) -> dict[int, _End]:
    """The ends of static intervals by their place in the plan; changes are those from the interval's other end.

    Every `afresh`-th grid point is observed whatever has changed.
    """
    places = np.unique([(interval.first, interval.last) for interval in intervals]).astype(np.int64)
    if not len(places):
        return {}
    place_of = {int(plan.slots[place]): int(place) for place in places}
    before_it = {interval.last: interval.first for interval in intervals}
    only_ends = plan.only(places)
    ends: dict[int, _End] = {}
    seen = cells = measured = None
    for frame in opened.frames(only_ends, DecodeTally()):
        place = place_of[frame.slot]
        follows = place in before_it and before_it[place] == measured
        sight = frame_detector.detect(frame.bgr, afresh=not follows or frame.slot % afresh == 0)
        people = sight.boxes(frame_detector.seats, seat_keep)
        view = frame.slot % view_each == 0
        before = seen if follows else None
        health, seen = measure_image_health(frame.bgr, sight.cells, people, before, view)
        nobody = not len(sight.people.boxes) and all(seat.score < seat_keep for seat in sight.seats)
        differs = follows and bool(changed(sight.cells, cells).any())
        basis = "unchanged" if sight.people_carried else "looked"
        things = taker.taken(frame.slot, sight, before) if taker else None
        row = sample_row(frame, health, 0, shared, basis, zone_cells=things)
        ends[place] = _End(row, sight, nobody, differs)
        cells, measured = sight.cells, place
    return ends


def _still_rows(opened: OpenedRecording, plan: Plan, inside: list[int], before: Row, after: Row) -> Iterator[Row]:
    """Rows for samples inside of a static interval: light and detail of the frame before, changes of the one after."""
    for packet in plan.keep[inside]:
        yield {
            **before,
            "offset_s": round(float(opened.packets.seconds[packet]), 6),
            "basis": "still",
            "key_frame": bool(opened.packets.is_key[packet]),
            "view_points": None,
            "zone_cells": None,
            **_changes(after),
        }


def _changes(row: Row) -> Changes:
    return {name: row[name] for name in CHANGES}
