"""Who is who on a frame: the pairs of people and detections that are most probable together."""

from itertools import pairwise, permutations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

PLAIN = 7.0
"""Log odds above which another assignment need not be weighed: one in a thousand."""

FEW = 4
"""Rows and columns of which all orders are tried."""


def most_probable(gain: np.ndarray) -> list[tuple[int, int, float]]:
    """Pairs (row, column) whose gains are greatest together, each above 0, with the probability of each.

    The probability weighs the whole against the best without that pair.
    """
    rewards = np.maximum(gain, 0.0)
    rows, columns = linear_sum_assignment(rewards, maximize=True)
    best = float(rewards[rows, columns].sum())
    others = rewards.copy()
    others[rows, columns] = 0.0
    other_column, other_row = others.max(axis=1, initial=0.0), others.max(axis=0, initial=0.0)
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if gain[row, column] <= 0:
            continue
        margin = float(gain[row, column] - other_column[row] - other_row[column])
        if margin < PLAIN:
            without = rewards.copy()
            without[row, column] = 0.0
            margin = best - float(without[linear_sum_assignment(without, maximize=True)].sum())
        found.append((row, column, float(1 / (1 + np.exp(-margin)))))
    return found


def most_probable_on_each(
    row: np.ndarray, column: np.ndarray, gain: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same for many frames at once: rows, columns and probabilities of the pairs.

    row (n,), column (n,) and gain (n,) are of all pairs whose gain is above 0; no row and no column is on two frames.
    """
    alone = (np.bincount(row)[row] == 1) & (np.bincount(column)[column] == 1)
    sure, others = np.flatnonzero(alone), np.flatnonzero(~alone)
    found = [(row[sure], column[sure], _probability(gain[sure]))]
    if len(others):
        found += _where_several(row[others], column[others], gain[others])
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _where_several(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> list[tuple[np.ndarray, ...]]:
    """The same, in pieces, for pairs (n,), of which there are some."""
    part, rows, columns = _parts(row, column)
    first_of_row, other_of_row, tied_row = _two_greatest(row, gain)
    first_of_column, other_of_column, tied_column = _two_greatest(column, gain)
    best = gain == first_of_row
    # The best of each row is the best together where no two rows want one column.
    wanted = np.bincount(column[best], minlength=int(column.max()) + 1)[column]
    margin = gain - other_of_row - np.where(gain == first_of_column, other_of_column, first_of_column)
    single = (rows == 1) | (columns == 1)
    chosen = np.where(columns == 1, gain == first_of_column, best)
    weighed = ~single & best & ((wanted > 1) | (margin < PLAIN))
    hard = np.zeros(int(part.max()) + 1, dtype=bool)
    hard[part[weighed]] = True
    # Of several that are as probable one is taken as it always was.
    tied = np.zeros(len(hard), dtype=bool)
    tied[part[tied_row | tied_column]] = True
    hard |= tied
    plain, size = chosen & ~hard[part], np.where((hard & ~tied)[part], np.maximum(rows, columns), FEW + 1)
    found = [(row[plain], column[plain], _probability(margin[plain]))]
    for few, places in ((size <= 2, 3), ((size > 2) & (size <= FEW), FEW)):
        found.append(_of_few(part[few], row[few], column[few], gain[few], places))
    many = np.flatnonzero(hard[part] & (size > FEW))
    many = many[np.argsort(part[many], kind="stable")]
    r, c = _within_part(part[many], row[many]), _within_part(part[many], column[many])
    cuts = [0, *(np.flatnonzero(np.diff(part[many])) + 1).tolist(), len(many)]
    for one in (slice(*ends) for ends in pairwise(cuts) if len(many)):
        pairs, sure = _weighed(r[one], c[one], gain[many[one]])
        pairs = many[one][pairs]
        found.append((row[pairs], column[pairs], sure))
    return found


def _of_few(
    part: np.ndarray, row: np.ndarray, column: np.ndarray, gain: np.ndarray, places: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `most_probable` finds for parts of few rows and columns: all orders of so many `places` are tried.

    With more places than rows or columns, orders that leave some of these out are among them.
    """
    orders = np.array(list(permutations(range(places))))
    p = _numbered(part)
    r, c = _within_part(p, row), _within_part(p, column)
    table = np.zeros((int(p.max(initial=-1)) + 1, places, places))
    table[p, r, c] = gain
    total = table[:, np.arange(places), orders].sum(axis=2)
    best = total.argmax(axis=1)
    kept = orders[best[p], r] == c
    p, r, c, gain = p[kept], r[kept], c[kept], gain[kept]
    others = table[p]
    others[np.arange(len(p)), r, c] = 0.0
    margin = gain - others[np.arange(len(p)), r].max(axis=1) - others[np.arange(len(p)), :, c].max(axis=1)
    without = (total[p] - np.where(c[:, None] == orders[:, r].T, gain[:, None], 0.0)).max(axis=1)
    margin = np.where(margin < PLAIN, total[p, best[p]] - without, margin)
    return row[kept], column[kept], _probability(margin)


def _numbered(of: np.ndarray) -> np.ndarray:
    """(n,) whole numbers from 0 on, as many as there are different ones in `of` (n,), in their order."""
    there = np.zeros(int(of.max(initial=-1)) + 1, dtype=bool)
    there[of] = True
    return (np.cumsum(there) - 1)[of]


def _within_part(part: np.ndarray, of: np.ndarray) -> np.ndarray:
    """(n,) the number of each row, or column, among those of its part."""
    of = _numbered(of)
    part_of = np.zeros(int(of.max(initial=-1)) + 1, dtype=int)
    part_of[of] = part
    order = np.argsort(part_of, kind="stable")
    number = np.zeros(len(part_of), dtype=int)
    number[order] = np.arange(len(part_of)) - np.searchsorted(part_of[order], part_of[order])
    return number[of]


def _parts(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of the pairs (n,), which of the parts without a pair between them it is in, and its rows and columns."""
    r, c = _numbered(row), _numbered(column)
    rows, count = int(r.max()) + 1, int(r.max()) + int(c.max()) + 2
    graph = coo_array((np.ones(len(r), np.int8), (r, c + rows)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    part = label[r]
    return part, np.bincount(label[:rows])[part], np.bincount(label[rows:])[part]


def _two_greatest(of: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of the pairs (n,): the greatest gain of its row, the second, 0 if none; whether two are the greatest."""
    order = np.argsort(of, kind="stable")
    sorted_gain, begins = gain[order], np.append(True, np.diff(of[order]) > 0)
    begin, group = np.flatnonzero(begins), np.cumsum(begins) - 1
    first = np.maximum.reduceat(sorted_gain, begin)
    top = sorted_gain == first[group]
    second = np.maximum.reduceat(np.where(top, 0.0, sorted_gain), begin)
    back = np.empty(len(of), dtype=int)
    back[order] = group
    return first[back], second[back], (np.add.reduceat(top, begin, dtype=int) > 1)[back]


def _probability(margin: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-margin))


def _weighed(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the pairs (n,), of rows and columns numbered from 0, are the most probable, and the probabilities."""
    table = np.full((int(row.max()) + 1, int(column.max()) + 1), -np.inf)
    table[row, column] = gain
    pair = np.empty(table.shape, dtype=int)
    pair[row, column] = np.arange(len(row))
    rows, columns, sure = (np.array(values) for values in zip(*most_probable(table), strict=True))
    return pair[rows, columns], sure
