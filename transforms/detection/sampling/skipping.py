"""The moments of a recording that need not be looked at: nothing stirs between two looks at nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from pantau.transforms.detection.frame_detector import (
    AFRESH_BEATS,
    AFRESH_RARE_BEATS,
    FrameDetections,
    FrameDetector,
    changed,
)
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.detection.rows import Row, sample_row
from pantau.transforms.detection.sampling.cadence import EVERYWHERE, Plan, Slots
from pantau.transforms.detection.sampling.decode import DecodeTally, sample_frames
from pantau.transforms.detection.sampling.sampled_frames import MAX_WIDTH, OpenedRecording
from pantau.transforms.detection.sampling.static_intervals import FLOOR_S, StaticInterval, find_static_intervals


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of `samples` for what need not be looked at, or was looked at already, and the plan for all the rest.

    changes: by grid point, how much a picture of the rest differs from the one before a spared spell.
    seen: by grid point, what was seen in pictures of the rest that spared nothing, though looked at.
    """

    rows: list[Row]
    rest: Plan
    changes: dict[int, float | None]
    seen: dict[int, FrameDetections]


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a spell: its row of `samples`, what was seen, and whether it differs from the spell's other end."""

    row: Row
    sight: FrameDetections
    nobody: bool
    differs: bool


def skip_static(
    opened: OpenedRecording,
    plan: Plan,
    beats: tuple[int, int],
    eyes: FrameDetector,
    seat_keep: float,
    shared: Row,
    near: Slots = EVERYWHERE,
    own: Slots = EVERYWHERE,
) -> Skipped:
    """Looks at the two ends of every still spell; where both show nobody, what lies between is spared.

    beats: how many grid points a spell has, and how many at most; first the long ones are tried, then the short ones of
    all the rest. A long one is not spared if its ends differ: light that changes looks the same as what moves.
    Nobody: neither a person nor somebody on a seat whose sighting would be stored. A spell at whose end a picture does
    not decode is not spared, nor any near a short one whose ends differ though nothing is said to stir between them:
    where that happens, packet sizes do not tell. What was looked at here between two spared spells is not looked at
    again.

    Of a segment: only spells within the grid points `near` are looked at, and rows given for those that are its `own`.
    """
    beat, rare = beats
    look = partial(_look_at_ends, opened, plan, eyes=eyes, seat_keep=seat_keep, shared=shared)
    spells_near = partial(_spells_near, near, opened, plan)
    long = spells_near(rare) if rare > beat else []
    far = look(long, AFRESH_RARE_BEATS * rare)
    long = [spell for spell in long if _empty(spell, far) and not far[spell.last].differs]
    within = np.zeros(len(plan.keep), dtype=bool)
    for spell in long:
        within[spell.first : spell.last] = True
    short = [spell for spell in spells_near(beat) if not within[spell.first]]
    close = look(short, AFRESH_BEATS * beat)
    belied = plan.slots[[place for place, end in close.items() if end.differs]]
    spared = [
        (spell, ends)
        for spells, ends in ((long, far), (short, close))
        for spell in spells
        if _empty(spell, ends) and not _any_near(plan.slots[spell.last], belied, plan.cadence_s)
    ]
    return _spared(opened, plan, spared, {**far, **close}, near, own)


def _spells_near(near: Slots, opened: OpenedRecording, plan: Plan, beat: int) -> list[StaticInterval]:
    spells = find_static_intervals(opened.packets, plan, beat)
    return [spell for spell in spells if near[0] <= plan.slots[spell.first] and plan.slots[spell.last] <= near[1]]


def _spared(
    opened: OpenedRecording,
    plan: Plan,
    spared: list[tuple[StaticInterval, dict[int, _End]]],
    ends: dict[int, _End],
    near: Slots,
    own: Slots,
) -> Skipped:
    rest, rows = (plan.slots >= near[0]) & (plan.slots < near[1]), []
    is_own = (plan.slots >= own[0]) & (plan.slots < own[1])
    # Of a picture that ends a spell, the change is that within the spell.
    last = {spell.last: of[spell.last] for spell, of in spared}
    for spell, of in spared:
        rest[spell.first + 1 : spell.last] = False
        inside = [place for place in range(spell.first + 1, spell.last) if is_own[place]]
        before = last.get(spell.first, of[spell.first]).row
        rows += _still_rows(opened, plan, inside, before, last[spell.last].row)
    for place in {spell.first for spell, _ in spared} & last.keys():
        rest[place] = False
        rows += [last[place].row] if is_own[place] else []
    changes = {int(plan.slots[place]): end.row["change"] for place, end in last.items()}
    seen = {int(plan.slots[place]): end.sight for place, end in ends.items() if rest[place]}
    return Skipped(rows, plan.only(rest), changes, seen)


def _empty(spell: StaticInterval, ends: dict[int, _End]) -> bool:
    return all(place in ends and ends[place].nobody for place in (spell.first, spell.last))


def _any_near(slot: int, others: np.ndarray, cadence_s: float) -> bool:
    return bool((np.abs(others - slot) * cadence_s <= FLOOR_S).any())


def _look_at_ends(
    opened: OpenedRecording,
    plan: Plan,
    spells: list[StaticInterval],
    afresh: int,
    eyes: FrameDetector,
    seat_keep: float,
    shared: Row,
) -> dict[int, _End]:
    """The ends of spells by their place in the plan; `change` is that from the other end of a spell.

    Every `afresh`-th grid point is looked at whatever has changed.
    """
    places = np.unique([(spell.first, spell.last) for spell in spells]).astype(np.int64)
    if not len(places):
        return {}
    place_of = {int(plan.slots[place]): int(place) for place in places}
    before_it = {spell.last: spell.first for spell in spells}
    only_ends = plan.only(places)
    ends: dict[int, _End] = {}
    thumbnail = cells = measured = None
    for frame in sample_frames(opened.path, opened.name, opened.packets, only_ends, MAX_WIDTH, tally=DecodeTally()):
        place = place_of[frame.slot]
        follows = place in before_it and before_it[place] == measured
        health, thumbnail = measure_image_health(frame.bgr, thumbnail if follows else None)
        sight = eyes.look(frame.bgr, afresh=not follows or frame.slot % afresh == 0)
        nobody = not len(sight.people.boxes) and all(seat.score < seat_keep for seat in sight.seats)
        differs = follows and bool(changed(sight.cells, cells).any())
        row = sample_row(frame, health, 0, shared, "unchanged" if sight.people_carried else "looked")
        ends[place] = _End(row, sight, nobody, differs)
        cells, measured = sight.cells, place
    return ends


def _still_rows(opened: OpenedRecording, plan: Plan, inside: list[int], before: Row, after: Row) -> Iterator[Row]:
    """Rows for samples inside of a spell: light and detail of the picture before, change of the one after."""
    for packet in plan.keep[inside]:
        yield {
            **before,
            "offset_s": round(float(opened.packets.seconds[packet]), 6),
            "basis": "still",
            "key_frame": bool(opened.packets.is_key[packet]),
            "change": after["change"],
        }
