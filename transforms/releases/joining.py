"""A table of counts joined with all that earlier releases said of the same visits."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product
from typing import NamedTuple

import pyarrow as pa

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import ATOM, BEFORE, Earlier
from pantau.transforms.disclosure.cells import Cell, Key
from pantau.transforms.releases.published import PublishedCounts


class HourCount(NamedTuple):
    """How many there were at one counter in an hour of an agency's date."""

    agency: str
    day: date
    hour: int
    unit: str
    n: int


class ChangedSince(ValueError):
    """An earlier release was made of other events than those that stand now."""


def hour_counts(rows: pa.Table) -> list[HourCount]:
    """The counts of events with the columns of `facts.Facts`."""
    keys = ["agency_id", "service_date", "hour", "unit"]
    counted = rows.select(keys).group_by(keys, use_threads=False).aggregate([([], "count_all")])
    columns = [counted[name].cast(pa.string()) if name in ("agency_id", "unit") else counted[name] for name in keys]
    return sorted(
        map(HourCount._make, zip(*(one.to_pylist() for one in (*columns, counted["count_all"])), strict=True))
    )


def linked(published: PublishedCounts, before: Iterable[PublishedCounts]) -> list[PublishedCounts]:
    """Those of before that say something of the same visits, or of visits of which such a one says something."""
    left, found, edge = list(before), [], [published]
    while edge:
        near = [one for one in left if any(one.overlaps(other) for other in edge)]
        left = [one for one in left if one not in near]
        found, edge = found + near, near
    return found


def join(planned: PublishedCounts, before: Sequence[PublishedCounts], counts: Iterable[HourCount]) -> Earlier | None:
    """What `before` says of the visits behind the cells that are `planned` (their numbers do not matter).

    `counts` are of all dates and agencies of all of them. `None` where nothing was said.

    Raises:
        ChangedSince: what was published before is not what the counts give.
    """
    before = linked(planned, before)
    if not before:
        return None
    behind: dict[tuple[Key | None, ...], dict[str, int]] = {}
    for one in counts:
        signature = tuple(table.innermost(one.agency, one.day, one.hour) for table in (planned, *before))
        if any(signature):
            units = behind.setdefault(signature, {})
            units[one.unit] = units.get(one.unit, 0) + one.n
    signatures = sorted(behind, key=repr)
    names = {signature: (ATOM, f"{number:06d}") for number, signature in enumerate(signatures)}
    atoms = {names[signature]: Cell(units) for signature, units in behind.items()}
    parts: dict[Key, tuple[Key, ...]] = {}
    said: dict[bool, dict[Key, Cell]] = {True: {}, False: {}}
    for number, table in enumerate((planned, *before)):
        inside_of = _members(number, signatures, names)
        for key, n in table.cells.items():
            inside = tuple(inside_of.get(key, ()))
            place = key if table is planned else (BEFORE, f"{number:04d}", *key)
            parts[place] = inside
            if table is not planned:
                cell = _sum(atoms[one] for one in inside)
                said[n is not None][place] = cell
                if n is not None and cell.visits != n:
                    raise ChangedSince(
                        f"{table.first} to {table.last}, {'+'.join(table.agencies)}: an earlier release says {n} "
                        f"{table.measure} of {', '.join(key)}, and the warehouse has {cell.visits} now; both together "
                        "would tell what has changed. Name dates outside of that release"
                    )
    return Earlier(atoms, said[True], said[False], parts)


def _members(
    number: int, signatures: Sequence[tuple[Key | None, ...]], names: Mapping[tuple[Key | None, ...], Key]
) -> dict[Key, list[Key]]:
    """The atoms of each cell of one of the tables, and of each total."""
    members: dict[Key, list[Key]] = {}
    for signature in signatures:
        if (inner := signature[number]) is not None:
            for total in product(*((part, ALL) for part in inner)):
                members.setdefault(total, []).append(names[signature])
    return members


def _sum(cells: Iterable[Cell]) -> Cell:
    behind: dict[str, int] = {}
    for cell in cells:
        for counter, n in cell.by_counter.items():
            behind[counter] = behind.get(counter, 0) + n
    return Cell(behind)
