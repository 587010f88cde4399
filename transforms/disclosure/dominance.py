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
    proofs = [np.zeros(amounts.shape[1])]
    ones = np.flatnonzero(targets.any(axis=1))
    stack = [ones] if len(ones) else []
    while stack and not mover.all_withheld(hidden):
        group = stack.pop()
        unproven = {one: found for one in group if (found := _unproven(_needs(amounts, targets, one, percent), proofs))}
        if not unproven:
            continue
        # One move for many counters and all others at once saves most of the programmes, where there is one.
        most = np.max([_needs(amounts, targets, one, percent).max(axis=0) for one in unproven], axis=0)
        moved = mover.move(hidden, Requirement(most), free=True)
        if moved is not None:
            proofs.append(moved)
        elif len(unproven) > 1:
            left = np.array(list(unproven))
            stack += [left[len(left) // 2 :], left[: len(left) // 2]]
        else:
            (one,) = unproven
            proofs += _pairwise(mover, hidden, _needs(amounts, targets, one, percent), unproven[one])
    return proofs


def is_safe(mover: Mover, hidden: np.ndarray, amounts: np.ndarray, targets: np.ndarray, percent: int) -> bool:
    """Whether each counter is safe from each other with what is `hidden`; the arguments are those of `protect`."""
    proofs = [np.zeros(amounts.shape[1])]
    for one in np.flatnonzero(targets.any(axis=1)):
        needs = _needs(amounts, targets, one, percent)
        unproven = _unproven(needs, proofs)
        if not unproven:
            continue
        moved = mover.move(hidden, Requirement(needs.max(axis=0)), free=True)
        while unproven:
            other = min(unproven)
            if moved is None:
                moved = mover.move(hidden, Requirement(needs[other]), free=True)
            if moved is None:
                return False
            proofs.append(moved)
            unproven = {one for one in unproven if one != other and (needs[one] > moved + SLACK).any()}
            moved = None
    return True


def _pairwise(mover: Mover, hidden: np.ndarray, needs: np.ndarray, unproven: set[int]) -> list[np.ndarray]:
    """As `protect`, for one counter, given its needs against each other one and those from whom it is not safe yet."""
    proofs = []
    while unproven and not mover.all_withheld(hidden):
        other = min(unproven)
        moved = mover.move(hidden, Requirement(needs[other]), free=True)
        if moved is None:
            moved = mover.needed(hidden, Requirement(needs[other]))
            hidden |= mover.changed(moved)
        proofs.append(moved)
        unproven = {one for one in unproven if one != other and (needs[one] > moved + SLACK).any()}
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


def _unproven(needs: np.ndarray, moves: list[np.ndarray]) -> set[int]:
    """Those from whom none of the moves shows the counter to be safe."""
    among = np.arange(len(needs))
    for moved in moves:
        among = among[(needs[among] > moved + SLACK).any(axis=1)]
    return set(among.tolist())
