"""The shortest way from each place back to itself, where no closed way costs less than nothing."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

ROUNDING = 1e-9
"""Costs are sums of a few hundred log odds, none of which is above 100 or so: such are equal but for rounding.
Chosen."""

TOGETHER = 256
"""Places from which ways are looked for at once, for the memory. Chosen."""


def ways_back(cost: np.ndarray) -> np.ndarray:
    """(layers, n) what the shortest way from each place back to it costs, infinite where there is none.

    cost (layers, n, n): of the step from one place to another, infinite where there is none, and from each to itself.
    No closed way costs less than nothing, but for rounding; single steps may. (Floyd and Warshall: n³ for each layer.)
    """
    cost = cost.copy()
    for middle in range(cost.shape[1]):
        np.minimum(cost, cost[:, :, middle, None] + cost[:, middle, None, :], out=cost)
    return np.diagonal(cost, axis1=1, axis2=2)


def ways_back_by_steps(start: np.ndarray, end: np.ndarray, cost: np.ndarray, places: int) -> np.ndarray:
    """(places,) the same where few of the steps are possible: those (m,) from `start` to `end`, no two alike.

    As Johnson does: by what is to be paid at least to come to each place, no step costs less than nothing.
    """
    paid = np.zeros(places)
    for _ in range(places):
        before = paid.copy()
        np.minimum.at(paid, end, before[start] + cost)
        if (paid >= before - ROUNDING).all():
            break
    extra = np.maximum(cost + paid[start] - paid[end], 0.0)
    graph = csr_array((extra, (start, end)), shape=(places, places))
    back = np.full(places, np.inf)
    for first in range(0, places, TOGETHER):
        last = np.flatnonzero((end >= first) & (end < first + TOGETHER))
        way = dijkstra(graph, indices=np.arange(first, min(first + TOGETHER, places)))
        np.minimum.at(back, start[last], extra[last] + way[end[last] - first, start[last]])
    return back
