"""Where a share of visits may stand: published with the visits, it tells how many visits have a mark and how many not.

Whether a wait was seen goes with the camera and the drawn queue, so all visits of one counter may have the mark and no
others: then the share tells that counter's visits. So marked and unmarked visits are taken as one more dimension.
"""

from collections.abc import Mapping

import numpy as np

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.cells import Cell, Key, Rule
from pantau.transforms.disclosure.dominance import amounts_of, dominated, protect
from pantau.transforms.disclosure.moves import Mover
from pantau.transforms.disclosure.suppression import MOST, Reason, loss

MARKED, UNMARKED = "marked", "unmarked"
DECIDED = 1e6
"""What it costs to withhold visits that are to be published: more than all shares together."""


def with_share(
    plan: Mapping[Key, Reason | None], visits: Mapping[Key, Cell], marked: Mapping[Key, Cell], rule: Rule
) -> set[Key]:
    """The published cells of a plan in which the share of `marked` visits may stand.

    A counter is told by a share where all its visits in a cell are marked, or none, but for `rule.percent` % of them.
    """
    parts = {}
    for key in plan:
        has = marked[key].by_counter
        rest = {counter: n - has.get(counter, 0) for counter, n in visits[key].by_counter.items()}
        parts |= {(*key, ALL): visits[key], (*key, MARKED): Cell(has), (*key, UNMARKED): Cell(rest)}
    table = cell_table(parts)
    amounts = amounts_of([parts[key].by_counter for key in table.innermost])
    whole = amounts_of([visits[key[:-1]].by_counter for key in table.innermost])
    targets = np.where(100 * amounts >= (100 - rule.percent) * whole, amounts, 0)
    hidden = np.array([plan[key[:-1]] is not None for key in table.keys])
    is_part = np.array([key[-1] != ALL for key in table.keys])
    told = {table.keys[at][:-1] for at in np.flatnonzero(dominated(table, amounts, targets, rule.percent) & is_part)}
    hidden |= is_part & np.array([key[:-1] in told for key in table.keys])
    counts = np.array([float(parts[key].visits) for key in table.keys])
    costs = loss(counts) * np.where(is_part, 1.0, DECIDED)
    protect(Mover(table, costs, MOST * max(counts.max(), rule.visits)), hidden, amounts, targets, rule.percent)
    withheld = {key[:-1] for key, one in zip(table.keys, hidden, strict=True) if one}
    return {key for key in plan if key not in withheld}
