"""No counter's visits can be told by another's officer: the p % rule for whatever published numbers determine.

A counter is safe from another if there is a table with the same published numbers in which the one had `percent` % more
visits in every cell, and the other as many as it really had. Then no weighing of published numbers, and no linear
programme over them, gives the other an upper bound of the one's visits that is closer, in any set of cells. (By duality
of linear programming: Farkas' lemma.) For a published cell this is the p % rule itself.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from pantau.transforms.disclosure.cell_table import CellTable
from pantau.transforms.disclosure.moves import Mover, Requirement

SLACK = 1e-6
"""Visits by which a move may miss: amounts are whole, percentages too, so that nothing true is missed by so little."""


def amounts_of(cells: Sequence[Mapping[str, float]]) -> np.ndarray:
    """What each counter has in each cell, shape (counters, cells), counters in the order of their names."""
    names = sorted({counter for cell in cells for counter in cell})
    place = {name: number for number, name in enumerate(names)}
    amounts = np.zeros((len(names), len(cells)))
    for at, cell in enumerate(cells):
        for counter, amount in cell.items():
            amounts[place[counter], at] = amount
    return amounts


def protect(
    mover: Mover, hidden: np.ndarray, amounts: np.ndarray, targets: np.ndarray, percent: int
) -> list[np.ndarray]:
    """Withholds more, in `hidden` itself, until each counter is safe from each other; gives the moves that prove it.

    `amounts`: visits of each counter in each innermost cell. `targets`: those that nobody may learn, all or some.
    """
    still = np.zeros(amounts.shape[1])
    proofs = [still]
    for one in np.flatnonzero(targets.any(axis=1)):
        needs = _needs(amounts, targets, one, percent)
        unproven = _unproven(needs, set(range(len(amounts))), proofs)
        # One move for all of the others at once is rare where counters are alone in their cells, and saves many.
        moved = mover.move(hidden, Requirement(needs.max(axis=0)), free=True) if unproven else None
        while unproven:
            if moved is None:
                wanted = Requirement(needs[min(unproven)])
                moved = mover.move(hidden, wanted, free=True)
                if moved is None:
                    moved = mover.move(hidden, wanted)
                    hidden |= mover.changed(moved)
                unproven.discard(min(unproven))
            proofs.append(moved)
            unproven = _unproven(needs, unproven, [moved])
            moved = None
    return proofs


def dominated(table: CellTable, amounts: np.ndarray, targets: np.ndarray, percent: int) -> np.ndarray:
    """The keys, as a mask, that tell by themselves what nobody may learn; the arguments are those of `protect`."""
    found = np.zeros(len(table.keys), bool)
    for one in np.flatnonzero(targets.any(axis=1)):
        found |= (table.sums @ _needs(amounts, targets, one, percent).T > SLACK).any(axis=1)
    return found


def _needs(amounts: np.ndarray, targets: np.ndarray, one: int, percent: int) -> np.ndarray:
    """For each other counter: how much more than is there a cell must be able to hold; less, where negative."""
    needs = amounts - amounts.sum(axis=0)
    needs[one] -= amounts[one]
    return needs + (1 + percent / 100) * targets[one]


def _unproven(needs: np.ndarray, among: set[int], moves: list[np.ndarray]) -> set[int]:
    """Those from whom none of the moves shows the counter to be safe."""
    for moved in moves:
        among = {other for other in among if (needs[other] > moved + SLACK).any()}
    return among
