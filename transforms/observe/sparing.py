"""The moments of a recording that need not be looked at: nothing stirs between two looks at nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from transforms.observe.cadence import Plan
from transforms.observe.eyes import Eyes
from transforms.observe.frames import DecodeTally, sample_frames
from transforms.observe.health import measure_health
from transforms.observe.pictures import MAX_WIDTH, Opened
from transforms.observe.rows import Row, sample_row
from transforms.observe.stillness import Spell, still_spells

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
    not decode is not spared. What was looked at here and has a spared spell on both sides is not looked at again.
    """
    spells = still_spells(opened.packets, plan, beat)
    empty = dict(_empty(opened, plan, beat, spells, eyes, seat_keep, shared))
    spared = [spell for spell in spells if spell.first in empty and spell.last in empty]
    rest, rows = np.ones(len(plan.keep), dtype=bool), []
    for spell in spared:
        rest[spell.first + 1 : spell.last] = False
        rows += _still_rows(opened, plan, spell, empty)
    for place in {spell.first for spell in spared} & {spell.last for spell in spared}:
        rest[place] = False
        rows.append(empty[place])
    changes = {int(plan.slots[spell.last]): empty[spell.last]["change"] for spell in spared}
    return Spared(rows, plan.only(rest), changes)


def _empty(
    opened: Opened, plan: Plan, beat: int, spells: list[Spell], eyes: Eyes, seat_keep: float, shared: Row
) -> Iterator[tuple[int, Row]]:
    """The ends of spells that show nobody, as rows of `samples`; the change is that from the other end of a spell."""
    ends = np.unique([(spell.first, spell.last) for spell in spells]).astype(np.int64)
    if not len(ends):
        return
    place_of = {int(plan.slots[place]): int(place) for place in ends}
    follows = {spell.last: spell.first for spell in spells}
    thumbnail, measured = None, None
    only_ends = plan.only(ends)
    for frame in sample_frames(opened.path, opened.name, opened.packets, only_ends, MAX_WIDTH, tally=DecodeTally()):
        place = place_of[frame.slot]
        previous = thumbnail if place in follows and follows[place] == measured else None
        health, thumbnail = measure_health(frame.bgr, previous)
        measured = place
        afresh = previous is None or frame.slot // beat % AFRESH_BEATS == 0
        sight = eyes.look(frame.bgr, afresh)
        if not len(sight.people.boxes) and all(seat.score < seat_keep for seat in sight.seats):
            yield place, sample_row(frame, health, 0, shared, "unchanged" if sight.people_carried else "looked")


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
