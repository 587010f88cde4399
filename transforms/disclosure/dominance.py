"""No counter's visits can be told by another's officer: the p % rule for whatever published numbers determine.

A counter is safe from another if there is a table with the same published numbers in which the one had `percent` % more
visits in every cell, and the other as many as it really had. Then no weighing of published numbers, and no linear
programme over them, gives the other an upper bound of the one's visits that is closer, in any set of cells. (By duality
of linear programming: Farkas' lemma.) For a published cell this is the p % rule itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from pantau.transforms.disclosure.moves import Mover, Requirement
from pantau.transforms.disclosure.units import targets_of, witnesses

SLACK = 1e-6
"""Visits by which a move may miss: amounts are whole, percentages too, so that nothing true is missed by so little."""


@dataclass(frozen=True, eq=False)
class Amounts:
    """Who knows what, and what nobody else may learn; a column for each innermost cell.

    `known`: to each counter's officer. `targets`: what tells of fewer officers than the rule asks for. `own`: whose
    officers see a target anyhow, shape (targets, counters). `total`: of all.
    """

    known: np.ndarray
    targets: np.ndarray
    own: np.ndarray
    total: np.ndarray


def amounts_of(cells: Sequence[Mapping[str, float]], least: int) -> Amounts:
    """The amounts of cells by counter or shared queue (see `units`), in the order of their names.

    An officer knows all of each queue that waits for them; a queue for `least` officers or more is nobody's record.
    """
    units = sorted({unit for cell in cells for unit in cell})
    counters = sorted(frozenset().union(*(witnesses(unit) for unit in units)))
    row, at_unit = {one: n for n, one in enumerate(counters)}, {one: n for n, one in enumerate(units)}
    by_unit = np.zeros((len(units), len(cells)))
    for at, cell in enumerate(cells):
        for unit, amount in cell.items():
            by_unit[at_unit[unit], at] = amount
    aims = targets_of(units, least)
    known, targets = np.zeros((len(counters), len(cells))), np.zeros((len(aims), len(cells)))
    own = np.zeros((len(aims), len(counters)), bool)
    for unit, amounts in zip(units, by_unit, strict=True):
        known[[row[one] for one in witnesses(unit)]] += amounts
    for n, aim in enumerate(aims):
        targets[n] = by_unit[[at_unit[unit] for unit in sorted(aim.units)]].sum(axis=0)
        own[n, [row[one] for one in aim.witnesses]] = True
    return Amounts(known, targets, own, by_unit.sum(axis=0))


def protect(mover: Mover, hidden: np.ndarray, amounts: Amounts, percent: int) -> list[np.ndarray]:
    """Withholds more, in `hidden` itself, until each target is safe from each other officer; gives the moves that
    prove it."""
    proofs = [np.zeros(len(amounts.total))]
    ones = np.flatnonzero(amounts.targets.any(axis=1))
    stack = [ones] if len(ones) else []
    while stack and not mover.all_withheld(hidden):
        group = stack.pop()
        unproven = {one: found for one in group if (found := _unproven(_needs(amounts, one, percent), proofs))}
        if not unproven:
            continue
        # One move for many counters and all others at once saves most of the programmes, where there is one.
        most = np.max([_needs(amounts, one, percent).max(axis=0) for one in unproven], axis=0)
        moved = mover.move(hidden, Requirement(most), free=True)
        if moved is not None:
            proofs.append(moved)
        elif len(unproven) > 1:
            left = np.array(list(unproven))
            stack += [left[len(left) // 2 :], left[: len(left) // 2]]
        else:
            (one,) = unproven
            proofs += _pairwise(mover, hidden, _needs(amounts, one, percent), unproven[one])
    return proofs


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


def _needs(amounts: Amounts, one: int, percent: int) -> np.ndarray:
    """For each other officer: how much more than is there a cell must be able to hold; less, where negative.

    Those who see the target know it; their rows are as if they knew nothing, as nobody outside does.
    """
    needs = amounts.known - amounts.total
    needs[amounts.own[one]] = -amounts.total
    return needs + (1 + percent / 100) * amounts.targets[one]


def _unproven(needs: np.ndarray, moves: list[np.ndarray]) -> set[int]:
    """Those from whom none of the moves shows the counter to be safe."""
    among = np.arange(len(needs))
    for moved in moves:
        among = among[(needs[among] > moved + SLACK).any(axis=1)]
    return set(among.tolist())
