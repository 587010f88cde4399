"""Who is who on a picture: the pairs of people and sightings that are most probable together."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

PLAIN = 7.0
"""Log odds above which another assignment need not be weighed: one in a thousand."""


def most_probable(gain: np.ndarray) -> list[tuple[int, int, float]]:
    """Pairs (row, column) whose gains are greatest together, each above 0, with the probability of each.

    The probability weighs the whole against the best without that pair.
    """
    rewards = np.maximum(gain, 0.0)
    rows, columns = linear_sum_assignment(rewards, maximize=True)
    best = float(rewards[rows, columns].sum())
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if gain[row, column] <= 0:
            continue
        other_column = np.delete(rewards[row], column).max(initial=0.0)
        other_row = np.delete(rewards[:, column], row).max(initial=0.0)
        margin = float(gain[row, column] - other_column - other_row)
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
    hard[part[weighed | tied_row | tied_column]] = True
    plain, square = chosen & ~hard[part], hard[part] & (rows == 2) & (columns == 2)
    found = [(row[plain], column[plain], 1 / (1 + np.exp(-margin[plain])))]
    found.append(_of_two(part[square], row[square], column[square], gain[square]))
    pairs = np.flatnonzero(hard[part] & ~square)
    pairs = pairs[np.argsort(part[pairs], kind="stable")]
    for group in np.split(pairs, np.flatnonzero(np.diff(part[pairs])) + 1) if len(pairs) else []:
        found.append(_weighed(row[group], column[group], gain[group]))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _of_two(
    part: np.ndarray, row: np.ndarray, column: np.ndarray, gain: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What `most_probable` finds for parts of two rows and two columns each."""
    names, p = np.unique(part, return_inverse=True)
    r, c = (_is_second(p, of, len(names)) for of in (row, column))
    table = np.zeros((len(names), 2, 2))
    table[p, r, c] = gain
    straight, crossed = table[:, 0, 0] + table[:, 1, 1], table[:, 0, 1] + table[:, 1, 0]
    kept = (r == c) == (straight >= crossed)[p]
    r, c, p = r[kept], c[kept], p[kept]
    own, across = table[p, r, c], np.minimum(straight, crossed)[p]
    margin = own - table[p, r, 1 - c] - table[p, 1 - r, c]
    weighed = np.maximum(straight, crossed)[p] - np.maximum(table[p, 1 - r, 1 - c], across)
    margin = np.where(margin < PLAIN, weighed, margin)
    return row[kept], column[kept], 1 / (1 + np.exp(-margin))


def _is_second(part: np.ndarray, of: np.ndarray, parts: int) -> np.ndarray:
    """(n,) 0 for the first of the two rows, or columns, of a part, 1 for the second."""
    first = np.full(parts, np.iinfo(np.int64).max)
    np.minimum.at(first, part, of)
    return (of != first[part]).astype(int)


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
    for r, c, value in zip(row.tolist(), column.tolist(), gain.tolist(), strict=True):
        table[rows.index(r), columns.index(c)] = value
    pairs = [(rows[r], columns[c], sure) for r, c, sure in most_probable(table)]
    r, c, sure = (np.array(values) for values in zip(*pairs, strict=True))
    return r, c, sure
