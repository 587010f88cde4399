"""Who is who on a picture: the pairs of people and sightings that are most probable together."""

from itertools import permutations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

PLAIN = 7.0
"""Log odds above which another assignment need not be weighed: one in a thousand."""

FEW = 4
"""Rows and columns of which all orders are tried."""

_ORDERS = np.array(list(permutations(range(FEW))))


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
    """The same for many pictures at once: rows, columns and probabilities of the pairs.

    row (n,), column (n,) and gain (n,) are of all pairs whose gain is above 0; no row and no column is on two pictures.
    """
    if not len(gain):
        return row, column, gain
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
    plain, few = chosen & ~hard[part], (hard & ~tied)[part] & (rows <= FEW) & (columns <= FEW)
    found = [(row[plain], column[plain], 1 / (1 + np.exp(-margin[plain])))]
    found.append(_of_few(part[few], row[few], column[few], gain[few]))
    pairs = np.flatnonzero(hard[part] & ~few)
    pairs = pairs[np.argsort(part[pairs], kind="stable")]
    for group in np.split(pairs, np.flatnonzero(np.diff(part[pairs])) + 1) if len(pairs) else []:
        found.append(_weighed(row[group], column[group], gain[group]))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _of_few(
    part: np.ndarray, row: np.ndarray, column: np.ndarray, gain: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `most_probable` finds for parts of few rows and columns each: all orders of the columns are tried."""
    names, p = np.unique(part, return_inverse=True)
    r, c = _within_part(p, row), _within_part(p, column)
    table = np.zeros((len(names), FEW, FEW))
    table[p, r, c] = gain
    total = table[:, np.arange(FEW), _ORDERS].sum(axis=2)
    best = total.argmax(axis=1)
    kept = _ORDERS[best[p], r] == c
    p, r, c, gain = p[kept], r[kept], c[kept], gain[kept]
    others = table[p]
    others[np.arange(len(p)), r, c] = 0.0
    margin = gain - others[np.arange(len(p)), r].max(axis=1) - others[np.arange(len(p)), :, c].max(axis=1)
    without = (total[p] - np.where(c[:, None] == _ORDERS[:, r].T, gain[:, None], 0.0)).max(axis=1)
    margin = np.where(margin < PLAIN, total[p, best[p]] - without, margin)
    return row[kept], column[kept], 1 / (1 + np.exp(-margin))


def _within_part(part: np.ndarray, of: np.ndarray) -> np.ndarray:
    """(n,) the number of each row, or column, among those of its part."""
    names, of = np.unique(of, return_inverse=True)
    part_of = np.zeros(len(names), dtype=int)
    part_of[of] = part
    order = np.argsort(part_of, kind="stable")
    number = np.zeros(len(names), dtype=int)
    number[order] = np.arange(len(names)) - np.searchsorted(part_of[order], part_of[order])
    return number[of]


def _parts(row: np.ndarray, column: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of the pairs (n,), which of the parts without a pair between them it is in, and its rows and columns."""
    names, r = np.unique(row, return_inverse=True)
    count = len(names) + int(column.max()) + 1
    graph = coo_array((np.ones(len(row), np.int8), (r, column + len(names))), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    of_column = label[len(names) :][np.unique(column)]
    rows = np.bincount(label[: len(names)], minlength=count)
    columns = np.bincount(of_column, minlength=count)
    part = label[r]
    return part, rows[part], columns[part]


def _two_greatest(of: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each of the pairs (n,): the greatest gain of its row, the second, 0 if none; whether two are the greatest."""
    first = np.zeros(int(of.max()) + 1)
    second = first.copy()
    np.maximum.at(first, of, gain)
    top = gain == first[of]
    np.maximum.at(second, of[~top], gain[~top])
    tied = np.bincount(of[top], minlength=len(first)) > 1
    return first[of], second[of], tied[of]


def _weighed(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows, columns = sorted(set(row.tolist())), sorted(set(column.tolist()))
    table = np.full((len(rows), len(columns)), -np.inf)
    table[np.searchsorted(rows, row), np.searchsorted(columns, column)] = gain
    pairs = [(rows[r], columns[c], sure) for r, c, sure in most_probable(table)]
    r, c, sure = (np.array(values) for values in zip(*pairs, strict=True))
    return r, c, sure
