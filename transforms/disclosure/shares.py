"""Where a share of visits may stand: published with the visits, it tells how many visits have a mark and how many not.

Whether a wait was seen goes with the camera and the drawn queue, so all visits of one counter may have the mark and no
others: then the share tells that counter's visits. So marked and unmarked visits are taken as one more dimension.
"""

from collections.abc import Mapping

import numpy as np

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import CellTable, cell_table
from pantau.transforms.disclosure.cells import Cell, Key, Rule
from pantau.transforms.disclosure.dominance import amounts_of, dominated, is_safe
from pantau.transforms.disclosure.moves import Mover
from pantau.transforms.disclosure.suppression import MOST, Reason

MARKED, UNMARKED = "marked", "unmarked"


def with_share(
    plan: Mapping[Key, Reason | None], visits: Mapping[Key, Cell], marked: Mapping[Key, Cell], rule: Rule
) -> set[Key]:
    """The published cells of a plan in which the share of `marked` visits may stand.

    A counter is told by a share where its visits are all marked, or all not, but for `rule.percent` %: in a cell, if it
    has `rule.visits` there, or in all cells together. Where any share does, or several do together, shares stand in
    those innermost cells that tell nobody, and in totals of such alone: these say nothing of any other cell.
    """
    parts = {}
    for key in plan:
        has = marked[key].by_counter
        rest = {counter: n - has.get(counter, 0) for counter, n in visits[key].by_counter.items()}
        parts |= {(*key, ALL): visits[key], (*key, MARKED): Cell(has), (*key, UNMARKED): Cell(rest)}
    table = cell_table(parts)
    amounts = amounts_of([parts[key].by_counter for key in table.innermost])
    targets = _targets(table, amounts, amounts_of([visits[key[:-1]].by_counter for key in table.innermost]), rule)
    tells = dominated(table, amounts, targets, rule.percent)
    withheld = {key for key, reason in plan.items() if reason is not None}
    telling = {key[:-1] for key, one in zip(table.keys, tells, strict=True) if one and key[-1] != ALL} - withheld
    if not telling:
        hidden = np.array([key[:-1] in withheld for key in table.keys])
        most = MOST * max(amounts.sum(axis=0).max(initial=0), rule.visits)
        if is_safe(Mover(table, np.ones(len(hidden)), most), hidden, amounts, targets, rule.percent):
            return plan.keys() - withheld
    return _of_themselves(cell_table(plan), withheld | telling)


def _targets(table: CellTable, amounts: np.ndarray, whole: np.ndarray, rule: Rule) -> np.ndarray:
    """What of the marked and of the unmarked visits, by counter and cell, is nearly all that the counter has."""
    nearly = (100 - rule.percent) / 100
    in_cell = (amounts >= nearly * whole) & (whole >= rule.visits)
    everywhere = np.zeros_like(in_cell)
    for part in (MARKED, UNMARKED):
        of = np.array([key[-1] == part for key in table.innermost], bool)
        all_of = amounts[:, of].sum(axis=1) >= nearly * whole[:, of].sum(axis=1)
        everywhere |= all_of[:, None] & of
    return np.where(in_cell | everywhere, amounts, 0)


def _of_themselves(table: CellTable, without: set[Key]) -> set[Key]:
    """The innermost cells that are not `without`, and the totals of nothing but such."""
    lacking = np.array([float(key in without) for key in table.innermost])
    return {key for key, lacks in zip(table.keys, table.sums @ lacking, strict=True) if not lacks} - without
