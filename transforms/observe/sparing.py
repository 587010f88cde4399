"""The moments of a recording that need not be looked at: nothing stirs between two looks at nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transforms.observe.cadence import Plan
from transforms.observe.eyes import Eyes, changed
from transforms.observe.frames import DecodeTally, sample_frames
from transforms.observe.health import measure_health
from transforms.observe.pictures import MAX_WIDTH, Opened
from transforms.observe.rows import Row, sample_row
from transforms.observe.stillness import FLOOR_S, Spell, still_spells

AFRESH_BEATS = 6
"""At the ends of spells the models look at least this often, however little has changed: once a minute."""


@dataclass(frozen=True, slots=True)
class Spared:
    """Rows of `samples` for what need not be looked at, or was looked at already, and the plan for all the rest.

    changes: by grid point, how much a picture of the rest differs from the one before a spared spell.
    """

    rows: list[Row]
    rest: Plan
    changes: dict[int, float | None]


def spare(opened: Opened, plan: Plan, beat: int, eyes: Eyes, seat_keep: float, shared: Row) -> Spared:
    """Looks at the two ends of every still spell; where both show nobody, what lies between is spared.

    Nobody: neither a person nor somebody on a seat whose sighting would be stored. A spell at whose end a picture does
    not decode is not spared, nor any near one whose ends differ though nothing is said to stir between them: where that
    happens, packet sizes do not tell. What was looked at here between two spared spells is not looked at again.
    """
    spells = still_spells(opened.packets, plan, beat)
    ends = _look_at_ends(opened, plan, beat, spells, eyes, seat_keep, shared)
    belied = [int(plan.slots[place]) for place, end in ends.items() if end.differs]
    empty = {place: end.row for place, end in ends.items() if end.nobody}
    spared = [
        spell
        for spell in spells
        if spell.first in empty and spell.last in empty and not _near(plan.slots[spell.last], belied, plan.cadence_s)
    ]
    rest, rows = np.ones(len(plan.keep), dtype=bool), []
    for spell in spared:
        rest[spell.first + 1 : spell.last] = False
        rows += _still_rows(opened, plan, spell, empty)
    for place in {spell.first for spell in spared} & {spell.last for spell in spared}:
        rest[place] = False
        rows.append(empty[place])
    changes = {int(plan.slots[spell.last]): empty[spell.last]["change"] for spell in spared}
    return Spared(rows, plan.only(rest), changes)


@dataclass(frozen=True, slots=True)
class _End:
    """An end of a spell: its row of `samples` if it shows nobody, and whether it differs from the spell's other end."""

    row: Row
    nobody: bool
    differs: bool


def _near(slot: int, others: list[int], cadence_s: float) -> bool:
    return any(abs(slot - other) * cadence_s <= FLOOR_S for other in others)


def _look_at_ends(
    opened: Opened, plan: Plan, beat: int, spells: list[Spell], eyes: Eyes, seat_keep: float, shared: Row
) -> dict[int, _End]:
    """The ends of spells by their place in the plan; `change` is that from the other end of a spell."""
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
        health, thumbnail = measure_health(frame.bgr, thumbnail if follows else None)
        sight = eyes.look(frame.bgr, afresh=not follows or frame.slot // beat % AFRESH_BEATS == 0)
        nobody = not len(sight.people.boxes) and all(seat.score < seat_keep for seat in sight.seats)
        differs = follows and bool(changed(sight.cells, cells).any())
        row = sample_row(frame, health, 0, shared, "unchanged" if sight.people_carried else "looked")
        ends[place] = _End(row, nobody, differs)
        cells, measured = sight.cells, place
    return ends


def _still_rows(opened: Opened, plan: Plan, spell: Spell, empty: dict[int, Row]) -> Iterator[Row]:
    """Rows for the samples inside of a spell: light and detail of the picture before, change of the one after."""
    before, after = empty[spell.first], empty[spell.last]
    for packet in plan.keep[spell.first + 1 : spell.last]:
        yield {
            **before,
            "offset_s": round(float(opened.packets.seconds[packet]), 6),
            "basis": "still",
            "key_frame": bool(opened.packets.is_key[packet]),
            "change": after["change"],
        }
