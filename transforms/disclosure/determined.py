"""What published numbers determine of the work of few counters, exactly and by any linear combination."""

from collections.abc import Iterable, Sequence, Set

import numpy as np

from pantau.transforms.disclosure.cell_table import CellTable
from pantau.transforms.disclosure.exact import Echelon, echelon, rank_is_full

Combination = dict[int, int]
"""Whole-number weights of innermost cells, by their place; the weighted sum of their visits is what is determined."""


def determined_of_few(
    table: CellTable, hidden: np.ndarray, counters: Sequence[frozenset[str]], least: int
) -> Combination | None:
    """A combination of withheld innermost cells that is determined, and behind which are fewer than `least` counters.

    `hidden` tells for each key whether it is withheld; `counters` are those behind each innermost cell, all of them
    taken for known to an outsider. Any combination counts, also one with negative weights: that an officer had five
    visits more in one hour than in another is about one person too. `None` proves that there is none.
    """
    withheld = hidden[table.at]
    few = [at for at in np.flatnonzero(withheld) if len(counters[at]) < least]
    if not few:
        return None
    # With the others first, the last rows of the echelon form are the combinations of these alone.
    order = np.array([at for at in np.flatnonzero(withheld) if len(counters[at]) >= least] + few)
    totals = ~hidden & ~np.isin(np.arange(len(hidden)), table.at)
    form = echelon(table.sums[np.flatnonzero(totals)].toarray()[:, order].astype(np.int64))
    first = int(np.searchsorted(form.pivots, len(order) - len(few)))
    behind = [counters[at] for at in few]
    alone = Echelon(
        form.pivots[first:] - (len(order) - len(few)), form.rows[first:, len(order) - len(few) :], form.divisor
    )
    for group in groups_of_few(behind, least):
        if weights := _of_group(alone, np.array([one <= group for one in behind])):
            return {int(few[at]): weight for at, weight in weights.items()}
    return None


def groups_of_few(behind: Iterable[frozenset[str]], least: int) -> list[frozenset[str]]:
    """The unions of these sets that have fewer than `least` members, without those that lie within another."""
    found: Set[frozenset[str]] = {frozenset()}
    for one in sorted(set(behind), key=sorted):
        found |= {union for group in found if len(union := group | one) < least}
    largest = [group for group in found if len(group) == least - 1]
    smaller = [group for group in found if len(group) < least - 1 and not any(group < other for other in found)]
    return sorted(largest + smaller, key=sorted)


def _of_group(form: Echelon, inside: np.ndarray) -> Combination | None:
    """A combination of the form's rows that is zero outside: only rows whose pivot lies inside can have a part."""
    rows = form.rows[inside[form.pivots]]
    if not len(rows):
        return None
    outside = rows[:, ~inside]
    if outside.any(axis=1).all() and rank_is_full(outside[:, outside.any(axis=0)]):
        return None
    factors = _left_null(outside)
    if factors is None:
        return None
    weights = factors @ rows
    return {int(at): int(weights[at]) for at in np.flatnonzero(weights)}


def _left_null(rows: np.ndarray) -> np.ndarray | None:
    """Whole factors, none of them all zero, with which the rows add up to nothing; `None` where there are none."""
    form = echelon(rows.T) if rows.size else Echelon(np.array([], np.int64), np.zeros((0, len(rows)), object), 1)
    free = np.setdiff1d(np.arange(len(rows)), form.pivots)
    if not len(free):
        return None
    factors = np.zeros(len(rows), object)
    factors[free[0]] = form.divisor
    factors[form.pivots] = -form.rows[:, free[0]]
    return factors
