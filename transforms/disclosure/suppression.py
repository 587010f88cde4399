"""Which cells are withheld: those that break the rule, and as many others as keep them from being derived."""

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from pantau.transforms.disclosure.cell_table import ATOM, Earlier, cell_table, joined_table
from pantau.transforms.disclosure.cells import Cell, Key, Rule, without_doubles
from pantau.transforms.disclosure.determined import determined_of_few
from pantau.transforms.disclosure.dominance import amounts_of, protect
from pantau.transforms.disclosure.moves import Mover, NothingToPublish, Requirement
from pantau.transforms.disclosure.widths import widen

MOST = 10
"""An outsider takes no cell for more than this many times the largest one; chosen, as an office's hall is known."""


class Reason(StrEnum):
    """Why a cell is withheld."""

    VISITS = "too few visits"
    COUNTERS = "too few counters"
    DOMINANCE = "one counter dominates"
    PROTECTS = "protects another cell"


def plan(cells: Mapping[Key, Cell], rule: Rule, earlier: Earlier | None = None) -> dict[Key, Reason | None]:
    """The cells of a table, each with the reason for which it is withheld, or `None` when it is published.

    `earlier` is what was published before of the same visits. Totals that repeat a cell are left out.

    Raises:
        NothingToPublish: nothing would be left.
    """
    if not cells:
        raise NothingToPublish("there is no visit in the period, so there is nothing to release")
    table = {key: cells[key] for key in without_doubles(cells)}
    hidden = suppress(table, rule, earlier)
    if hidden.keys() == table.keys():
        raise NothingToPublish(refusal(rule))
    return {key: hidden.get(key) for key in table}


def refusal(rule: Rule) -> str:
    """Why nothing may be released, and what to do."""
    return (
        f"nothing may be released: from whatever is published of these visits, fewer than {rule.visits} visits, fewer "
        f"than {rule.counters} counters or one counter's visits within {rule.percent} % would follow; take a longer "
        "period, wider time bins or more counters"
    )


def suppress(cells: Mapping[Key, Cell], rule: Rule, earlier: Earlier | None = None) -> dict[Key, Reason]:
    """The cells to withhold, with reasons, so that of what is published

    - every cell keeps the rule;
    - no linear combination determines a sum of withheld cells that breaks it, or anything of fewer counters;
    - no counter's officer can bound another counter's visits closer than `rule.percent` % (see `dominance`);
    - no withheld cell can be bounded more closely than `rule.spread` (see `widths`).

    What is withheld beyond the first is what a linear programme finds cheapest for one requirement after another: safe,
    not the least possible.
    """
    first = {key: reason for key, cell in sorted(cells.items()) if (reason := _breaks(cell, rule))}
    if len(first) == len(cells) or not (first or earlier):
        return first
    table = joined_table(cells, earlier) if earlier else cell_table(cells)
    behind = {**cells, **earlier.published, **earlier.withheld, **earlier.atoms} if earlier else cells
    withheld = first.keys() | (earlier.withheld.keys() | earlier.atoms.keys() if earlier else set())
    hidden = np.array([key in withheld for key in table.keys])
    # Of an atom alone nothing is published. One that keeps the rule may be known; any other is as a withheld cell.
    free = [key[0] == ATOM and rule.keeps([behind[key]]) for key in table.keys]
    visits = np.array([float(behind[key].visits) for key in table.keys])
    inner = [behind[key] for key in table.innermost]
    mover = Mover(table, loss(visits), MOST * max(visits[table.at].max(), rule.visits))
    amounts = amounts_of([cell.by_counter for cell in inner], rule.counters)
    spread = np.where(free, 0.0, [rule.spread(behind[key]) for key in table.keys])
    proofs = protect(mover, hidden, amounts, rule.percent)
    counters = [cell.counters for cell in inner]
    while True:
        widen(mover, hidden, visits[table.at], spread, proofs)
        if not (found := determined_of_few(table, hidden, counters, rule.counters)):
            break
        weights = np.array([float(found.get(at, 0)) for at in range(len(inner))])
        proofs.append(mover.needed(hidden, Requirement(-visits[table.at], weights, rule.visits)))
        hidden |= mover.changed(proofs[-1])
    now = [key for key, one in zip(table.keys, hidden, strict=True) if one and key in cells]
    return {key: first.get(key, Reason.PROTECTS) for key in now}


def loss(visits: np.ndarray) -> np.ndarray:
    """What is lost when a key is withheld: something for the number, and the root of its visits.

    Compared on 100 random tables, by the visits themselves or by numbers alone fewer cells stand; on made offices of 50
    counters, with totals cheaper than cells of as many visits fewer of both. Of equals the first is withheld, and not
    what a version of the solver happens to take.
    """
    return 1 + np.sqrt(visits) + 1e-5 * np.arange(len(visits))


def _breaks(cell: Cell, rule: Rule) -> Reason | None:
    if cell.visits < rule.visits:
        return Reason.VISITS
    if len(cell.counters) < rule.counters:
        return Reason.COUNTERS
    return None if rule.keeps([cell]) else Reason.DOMINANCE
