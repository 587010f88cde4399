"""Which cells are withheld: those that break the rule, and as many others as keep them from being derived."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import numpy as np

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.cells import Cell, Key, Rule, without_doubles
from pantau.transforms.disclosure.determined import determined_of_few
from pantau.transforms.disclosure.dominance import amounts_of, protect
from pantau.transforms.disclosure.moves import Mover, Requirement
from pantau.transforms.disclosure.widths import widen

MOST = 10
"""An outsider takes no cell for more than this many times the largest one; chosen, as an office's hall is known."""

WORTH = 1.05
"""Totals over all agencies are given up for a twentieth more visits in published cells; chosen: they are used most."""


class Reason(StrEnum):
    """Why a cell is withheld."""

    VISITS = "too few visits"
    COUNTERS = "too few counters"
    DOMINANCE = "one counter dominates"
    PROTECTS = "protects another cell"


class NothingToPublish(ValueError):
    """The rule cannot be met: every cell and every total would have to be withheld."""


def plan(cells: Mapping[Key, Cell], rule: Rule) -> dict[Key, Reason | None]:
    """The cells of a release, each with the reason for which it is withheld, or `None` when it is published.

    Totals over all agencies (the first dimension) may force detail of single agencies out, where few agencies share a
    cell. So the table is tried without them too, and taken so if then `WORTH` times the visits stand in published
    innermost cells.

    Raises:
        NothingToPublish: nothing would be left either way.
    """
    if not cells:
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    table = {key: cells[key] for key in without_doubles(cells)}
    hidden, shown = _tried(table, rule)
    possible = _visits(table, {key for key, cell in table.items() if _breaks(cell, rule)})
    if any(key[0] == ALL for key in table) and possible > WORTH * shown:
        smaller = {key: cell for key, cell in table.items() if key[0] != ALL}
        without, more = _tried(smaller, rule)
        if more > WORTH * shown:
            table, hidden = smaller, without
    if hidden.keys() == table.keys():
        raise NothingToPublish(
            f"nothing may be released: from whatever is published of these visits, fewer than {rule.visits} visits, "
            f"fewer than {rule.counters} counters or one counter's visits within {rule.percent} % would follow; take a "
            "longer period, wider time bins or more counters"
        )
    if all(key in hidden for key in table if key[0] == ALL):
        table = {key: cell for key, cell in table.items() if key[0] != ALL}
    return {key: hidden.get(key) for key in table}


def suppress(cells: Mapping[Key, Cell], rule: Rule) -> dict[Key, Reason]:
    """The cells to withhold, with reasons, so that of what is published

    - every cell keeps the rule;
    - no linear combination determines a sum of withheld cells that breaks it, or anything of fewer counters;
    - no counter's officer can bound another counter's visits closer than `rule.percent` % (see `dominance`);
    - no withheld cell can be bounded more closely than `rule.spread` (see `widths`).

    What is withheld beyond the first is what a linear programme finds cheapest for one requirement after another: safe,
    not the least possible.
    """
    cells = dict(sorted(cells.items()))
    first = {key: reason for key, cell in cells.items() if (reason := _breaks(cell, rule))}
    if not first:
        return {}
    if len(first) == len(cells):
        return first
    table = cell_table(cells)
    hidden = np.array([key in first for key in table.keys])
    visits = np.array([float(cells[key].visits) for key in table.keys])
    inner = [cells[key] for key in table.innermost]
    mover = Mover(table, loss(visits), MOST * max(visits[table.at].max(), rule.visits))
    amounts = amounts_of([cell.by_counter for cell in inner])
    spread = np.array([rule.spread(cells[key]) for key in table.keys])
    proofs = protect(mover, hidden, amounts, amounts, rule.percent)
    counters = [cell.counters for cell in inner]
    while True:
        widen(mover, hidden, visits[table.at], spread, proofs)
        if not (found := determined_of_few(table, hidden, counters, rule.counters)):
            break
        weights = np.array([float(found.get(at, 0)) for at in range(len(inner))])
        proofs.append(mover.move(hidden, Requirement(-visits[table.at], weights, rule.visits)))
        hidden |= mover.changed(proofs[-1])
    return {key: first.get(key, Reason.PROTECTS) for key, withheld in zip(table.keys, hidden, strict=True) if withheld}


def loss(visits: np.ndarray) -> np.ndarray:
    """What is lost when a key is withheld: something for the number, and the root of its visits.

    Compared on 100 random tables, by the visits themselves or by numbers alone fewer cells stand; on made offices of 50
    counters, with totals cheaper than cells of as many visits fewer of both. Of equals the first is withheld, and not
    what a version of the solver happens to take.
    """
    return 1 + np.sqrt(visits) + 1e-5 * np.arange(len(visits))


def _tried(cells: Mapping[Key, Cell], rule: Rule) -> tuple[dict[Key, Reason], int]:
    hidden = suppress(cells, rule)
    return hidden, _visits(cells, hidden)


def _visits(cells: Mapping[Key, Cell], hidden: Iterable[Key]) -> int:
    """The visits in published innermost cells."""
    hidden = set(hidden)
    return sum(cell.visits for key, cell in cells.items() if key not in hidden and ALL not in key)


def _breaks(cell: Cell, rule: Rule) -> Reason | None:
    if cell.visits < rule.visits:
        return Reason.VISITS
    if len(cell.counters) < rule.counters:
        return Reason.COUNTERS
    return None if rule.keeps([cell]) else Reason.DOMINANCE
