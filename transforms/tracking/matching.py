"""The pairs whose gains are greatest together, and by how much each makes the whole greater."""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def greatest_together(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indices (m,) of the chosen pairs (n,), of which no two have a row or a column in common, and their margins (m,).

    The gain of each pair is above 0. The margin of a chosen pair is how much less the best choice without it gains.
    """
    chosen, margins = [np.zeros(0, dtype=int)], [np.zeros(0)]
    for part in _parts(row, column):
        one, margin = _in_part(row[part], column[part], gain[part])
        chosen.append(part[one])
        margins.append(margin)
    return np.concatenate(chosen), np.concatenate(margins)


def _parts(row: np.ndarray, column: np.ndarray) -> list[np.ndarray]:
    """The pairs in parts that have neither a row nor a column in common."""
    if not len(row):
        return []
    rows = int(row.max()) + 1
    count = rows + int(column.max()) + 1
    graph = coo_array((np.ones(len(row), np.int8), (row, column + rows)), shape=(count, count))
    label = connected_components(graph, directed=False)[1][row]
    order = np.argsort(label, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)


def _in_part(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if len(row) == 1:
        return np.zeros(1, dtype=int), gain
    (rows, r), (columns, c) = (np.unique(of, return_inverse=True) for of in (row, column))
    table = np.zeros((len(rows), len(columns)))
    pair = np.full(table.shape, -1)
    table[r, c], pair[r, c] = gain, np.arange(len(row))
    taken = np.stack(linear_sum_assignment(table, maximize=True))
    taken = taken[:, pair[taken[0], taken[1]] >= 0]
    return pair[taken[0], taken[1]], _margins(table, pair >= 0, *taken)


def _margins(table: np.ndarray, there: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """(m,) what is lost without each of the chosen pairs.

    Another choice is a way through rows that each take the column of the next; it begins and ends with nobody, or is
    closed. What the shortest ways cost is found as Floyd and Warshall do; nobody is the last place.
    """
    own = table[row, column]
    count = len(row)
    cost = np.full((count + 1, count + 1), np.inf)
    takes = there[row][:, column]
    cost[:count, :count] = np.where(takes, own[:, None] - table[row][:, column], np.inf)
    free_rows, free_columns = (np.ones(size, dtype=bool) for size in table.shape)
    free_rows[row], free_columns[column] = False, False
    cost[:count, count] = own - table[row][:, free_columns].max(axis=1, initial=0.0)
    cost[count, :count] = -table[free_rows][:, column].max(axis=0, initial=0.0)
    np.fill_diagonal(cost, np.inf)
    for middle in range(count + 1):
        np.minimum(cost, cost[:, middle, None] + cost[None, middle], out=cost)
    return np.maximum(np.diag(cost)[:count], 0.0)
