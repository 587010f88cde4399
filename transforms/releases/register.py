"""The register of releases, the table `releases`: each later one is checked against what may have left the office."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from pantau.schemas.tables import RELEASES
from pantau.transforms.provenance import code_hash
from pantau.transforms.releases.published import PublishedCounts, from_text, to_text
from pantau.transforms.releases.release_order import NOISY, VISITS, ReleaseOrder
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.atomic_files import names_in
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows

Row = Mapping[str, Any]

FORMER = "_releases"
"""Where releases were noted before there was a table: their dates alone, without their numbers."""


class RefusedRelease(ValueError):
    """The register says that this release may not be made."""


def registered(warehouse: str | Place) -> list[Row]:
    """The releases, the oldest first."""
    return sorted(read_table(warehouse, RELEASES).to_pylist(), key=lambda row: (row["released_at"], row["release_id"]))


def before(rows: Sequence[Row], order: ReleaseOrder) -> list[PublishedCounts]:
    """What was counted and published before a release: all of the register, or, of one that was made, before it.

    Raises:
        RefusedRelease: the name stands for another release; visits or noise and anything else would be of the same
            dates; or the budget of noise is used up.
        ValueError: a row of the register is damaged.
    """
    found: list[PublishedCounts] = []
    spent: list[Row] = []
    for row in rows:
        if row["release_name"] == order.name:
            if row["release_order"] != order.id:
                raise RefusedRelease(
                    f"--name {order.name}: release {row['release_id']} of {row['service_date']} to "
                    f"{row['released_to']} has this name and was asked for otherwise; take another name"
                )
            break
        _refuse_beside(row, order)
        if row["release_level"] == NOISY:
            spent.append(row)
        else:
            found += _published(row)
    else:
        refuse_overspent(spent, order)
    return found


def own(rows: Sequence[Row], order: ReleaseOrder) -> list[PublishedCounts]:
    """What is registered of a release itself, if it was made before."""
    return [one for row in rows if row["release_name"] == order.name for one in _published(row)]


def _refuse_beside(row: Row, order: ReleaseOrder) -> None:
    """Of a date with visits nothing else is published, of one with noise no exact count, and the other way about.

    Visits are in groups by how long they lasted, of every agency. Whatever else was known of the same dates could be
    taken off them. Exact counts would tell the noise, and noisy ones what was withheld of the exact.
    """
    levels = {row["release_level"], order.level}
    if not _is_of(row, order.first, order.last):
        return
    if VISITS in levels or (NOISY in levels and len(levels) > 1):
        why = (
            "visits stand only where nothing else was released of any of their dates"
            if VISITS in levels
            else "counts with noise stand only where no exact ones were released, which would tell the noise"
        )
        raise RefusedRelease(
            f"{order.first} to {order.last}: release {row['release_id']} ({row['release_name']}) has "
            f"{row['release_level']} of {row['service_date']} to {row['released_to']}; {why}. Name other dates"
        )


def _is_of(row: Row, first: date, last: date) -> bool:
    return row["service_date"] <= last and first <= row["released_to"]


def refuse_overspent(rows: Sequence[Row], order: ReleaseOrder) -> None:
    """Raises RefusedRelease where a date would be told more of than its budget, by `rows` of noisy releases and this.

    What several tell adds up (sequential composition: Dwork and Roth, The Algorithmic Foundations of Differential
    Privacy, 2014, 3.5). Of the budgets that were said for a date the smallest holds: nobody raises it afterwards.
    """
    if order.noise is None:
        return
    common = [row for row in rows if _is_of(row, order.first, order.last)]
    # Sums change where a release begins.
    for day in sorted({order.first, *(max(row["service_date"], order.first) for row in common)}):
        here = [row for row in common if _is_of(row, day, day)]
        budget = min([order.noise.budget, *(row["epsilon_budget"] for row in here)])
        spent = sum(Fraction(str(row["epsilon"])) for row in here)
        if spent + Fraction(str(order.noise.epsilon)) > Fraction(str(budget)):
            names = ", ".join(row["release_name"] for row in here)
            raise RefusedRelease(
                f"--epsilon {order.noise.epsilon:g}: {float(spent):g} of the budget of {budget:g} is used up on {day} "
                f"by {names}; {float(Fraction(str(budget)) - spent):g} is left there. Take less, or dates outside"
            )


def _published(row: Row) -> list[PublishedCounts]:
    try:
        return from_text(row["published_counts"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"releases: the row of release {row['release_id']} does not say what was published ({error}); "
            "bring the table back from a backup"
        ) from error


def refuse_former(warehouse: str | Place, spans: Iterable[tuple[date, date]]) -> None:
    """Raises RefusedRelease where an earlier version released some of these dates: its numbers are not known."""
    folder = place_of(warehouse) / FORMER
    for name in names_in(folder):
        if not name.endswith(".json"):
            continue
        try:
            said = json.loads((folder / name).read_bytes())
            first, last, known = date.fromisoformat(said["first"]), date.fromisoformat(said["last"]), said["release_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{folder / name}: does not say which dates were released ({error}); bring it back from a backup"
            ) from error
        for begin, end in spans:
            if first <= end and begin <= last:
                raise RefusedRelease(
                    f"{begin} to {end}: an earlier version of pantau made release {known} of {first} to {last}, of "
                    "which no numbers are noted; name dates outside it. If it has never left the office, delete "
                    f"{folder / name}"
                )


def register(
    warehouse: str | Place,
    order: ReleaseOrder,
    release_id: str,
    published: Sequence[PublishedCounts],
    known: Sequence[str],
) -> None:
    """Registers a release, as a run of its own; one that is registered already stays as it is.

    `known` are the ids of the releases that were registered when it was planned.

    Raises:
        RefusedRelease: others were registered since, or the name stands for another content.
        Occupied: another run writes to the warehouse.
    """
    with draft_of(warehouse) as draft:
        rows = registered(draft)
        mine = [row for row in rows if row["release_name"] == order.name]
        if mine and mine[0]["release_id"] != release_id:
            raise RefusedRelease(
                f"--name {order.name}: release {mine[0]['release_id']} has this name; the warehouse, or the program, "
                "has changed since, and would make another one of it. Take another name"
            )
        if mine:
            return
        if [row["release_id"] for row in rows] != list(known):
            raise RefusedRelease(f"--name {order.name}: another release was made meanwhile; make this one again")
        row = {
            "release_id": release_id,
            "release_name": order.name,
            "release_level": order.level,
            "release_order": order.id,
            "service_date": order.first,
            "released_to": order.last,
            "published_counts": to_text(published),
            "epsilon": order.noise.epsilon if order.noise else None,
            "epsilon_budget": order.noise.budget if order.noise else None,
            "code_hash": code_hash(),
            "released_at": datetime.now(UTC),
        }
        add_rows(draft, RELEASES, [row])
        commit_draft(draft, {"command": "export", "release_id": release_id, "code_hash": code_hash()})
