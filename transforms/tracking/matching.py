"""The pairs whose gains are greatest together, and by how much each makes the whole greater.

What has neither a row nor a column in common with the rest is a part by itself. A day has tens of thousands of parts,
and nearly all are tiny: parts of about one size are solved together, as layers of one array. A crowd makes a few large
ones, in which few of the pairs are possible: these are solved one by one, by what is possible alone.
"""

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from pantau.transforms.tracking.shortest_ways import ways_back, ways_back_by_steps

SIDES = 2 ** np.arange(6)
"""Rows, and columns, of the layers in which parts are solved together, each twice as many as the one before, so that a
quarter of a layer is used at least. Parts above the last are few, and solved with those of their own size. Chosen."""

LARGE = 300
"""Rows or columns above which a part is solved by what is possible alone. Measured with ten possible pairs for each
row: from there on that is faster, and it needs no room for all with all."""


def greatest_together(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indices (m,) of the chosen pairs (n,), of which no two have a row or a column in common, and their margins (m,).

    The gain of each pair is above 0. The margin of a chosen pair is how much less the best choice without it gains.
    """
    chosen, margins = [np.zeros(0, dtype=int)], [np.zeros(0)]
    if len(row):
        part = _parts(row, column)
        places = tuple(_place_in_part(of, part) for of in (row, column))
        side = _side_of(part, places)
        for one in np.unique(part[side > LARGE]):
            pairs = np.flatnonzero(part == one)
            best, margin = _in_large_part(*(place[pairs] for place in places), gain[pairs])
            chosen.append(pairs[best])
            margins.append(margin)
        for size in np.unique(side[side <= LARGE]):
            pairs = np.flatnonzero(side == size)
            layer = np.unique(part[pairs], return_inverse=True)[1]
            cells = (layer, *(place[pairs] for place in places))
            gains = np.zeros((layer.max() + 1, size, size))
            pair = np.full(gains.shape, -1)
            gains[cells], pair[cells] = gain[pairs], pairs
            best, margin = _in_layers(gains, pair)
            chosen.append(best)
            margins.append(margin)
    return np.concatenate(chosen), np.concatenate(margins)


def _parts(row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """(n,) the number of each pair's part; parts have neither a row nor a column in common."""
    rows = int(row.max()) + 1
    count = rows + int(column.max()) + 1
    graph = coo_array((np.ones(len(row), np.int8), (row, column + rows)), shape=(count, count))
    return connected_components(graph, directed=False)[1][row]


def _place_in_part(line: np.ndarray, part: np.ndarray) -> np.ndarray:
    """(n,) the number of each pair's line, a row or a column, among those of its part."""
    lines, first, of = np.unique(line, return_index=True, return_inverse=True)
    order = np.argsort(part[first], kind="stable")
    parts = part[first][order]
    place = np.empty(len(lines), dtype=int)
    place[order] = np.arange(len(lines)) - np.searchsorted(parts, parts)
    return place[of]


def _side_of(part: np.ndarray, places: tuple[np.ndarray, ...]) -> np.ndarray:
    """(n,) rows and columns of the layer that has room for the part of each pair."""
    needed = np.zeros(part.max() + 1, dtype=int)
    for place in places:
        np.maximum.at(needed, part, place + 1)
    room = SIDES[np.minimum(np.searchsorted(SIDES, needed), len(SIDES) - 1)]
    return np.maximum(room, needed)[part]


def _in_layers(gains: np.ndarray, pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The chosen of the pairs (parts, rows, columns), -1 where there is none, and their margins."""
    if gains.shape[1] == 1:
        return pair[:, 0, 0], gains[:, 0, 0]
    column = np.stack([linear_sum_assignment(layer, maximize=True)[1] for layer in gains])
    taken = np.take_along_axis(pair, column[:, :, None], axis=2)[:, :, 0]
    return taken[taken >= 0], _margins(gains, pair >= 0, column, taken >= 0)[taken >= 0]


def _margins(gains: np.ndarray, there: np.ndarray, column: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """(parts, rows) what is lost without the column that a row has, where it is flagged as `taken`.

    Another choice is a way through rows that each take the column of the next; it begins and ends with nobody, or is
    closed. Nobody is the last place of the ways.
    """
    # What each row would gain by the column of each other row.
    instead = np.take_along_axis(gains, column[:, None, :], axis=2)
    possible = np.take_along_axis(there, column[:, None, :], axis=2) & taken[:, :, None] & taken[:, None, :]
    own = np.where(taken, np.diagonal(instead, axis1=1, axis2=2), 0.0)
    free = np.ones(taken.shape, dtype=bool)
    np.put_along_axis(free, column, ~taken, axis=1)
    rows = taken.shape[1]
    cost = np.full((len(gains), rows + 1, rows + 1), np.inf)
    cost[:, :rows, :rows] = np.where(possible, own[:, :, None] - instead, np.inf)
    cost[:, :rows, rows] = np.where(taken, own - np.where(free[:, None], gains, 0.0).max(axis=2), np.inf)
    cost[:, rows, :rows] = np.where(taken, -np.where(taken[:, :, None], 0.0, instead).max(axis=1), np.inf)
    cost[:, np.arange(rows + 1), np.arange(rows + 1)] = np.inf
    return np.maximum(ways_back(cost)[:, :rows], 0.0)


def _in_large_part(row: np.ndarray, column: np.ndarray, gain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indices of the chosen pairs (n,) of one part, and their margins; rows and columns are numbered from 0 on."""
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    # Each row may also have a column of its own, which gains nothing; no weight may be 0.
    nothing = np.arange(rows)
    most = float(gain.max()) + 1.0
    weight = np.concatenate([most - gain, np.full(rows, most)])
    places = np.concatenate([row, nothing]), np.concatenate([column, columns + nothing])
    taken = min_weight_full_bipartite_matching(csr_array((weight, places), shape=(rows, columns + rows)))[1]
    is_chosen = taken[row] == column
    owner = np.full(columns, rows)
    owner[column[is_chosen]] = row[is_chosen]
    own = np.zeros(rows + 1)
    own[row[is_chosen]] = gain[is_chosen]
    busy = taken < columns
    # Rows without a column, and columns without a row, are nobody's: the last place.
    start = np.where(busy[row], row, rows)
    end = owner[column]
    steps = np.concatenate([start[~is_chosen], np.flatnonzero(busy), np.full(int(busy.sum()), rows)])
    to = np.concatenate([end[~is_chosen], np.full(int(busy.sum()), rows), np.flatnonzero(busy)])
    cost = np.concatenate([(own[start] - gain)[~is_chosen], own[:rows][busy], np.zeros(int(busy.sum()))])
    back = ways_back_by_steps(*_cheapest(steps, to, cost), rows + 1)
    return np.flatnonzero(is_chosen), np.maximum(back[row[is_chosen]], 0.0)


def _cheapest(start: np.ndarray, end: np.ndarray, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of all steps from one place to another the one that costs least; none leads to where it starts."""
    order = np.lexsort((cost, end, start))
    order = order[start[order] != end[order]]
    first = np.append(True, (np.diff(start[order]) != 0) | (np.diff(end[order]) != 0))[: len(order)]
    return start[order][first], end[order][first], cost[order][first]
