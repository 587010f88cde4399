"""The shortest way from each place back to itself, where no closed way costs less than nothing."""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

DENSE_PLACES = 300
"""Up to so many places all ways are found by Floyd's and Warshall's way, for all layers at once; above it Dijkstra's
is faster, since few of the steps are possible. Measured on random costs with ten steps from each place."""

ROUNDING = 1e-9
"""Costs are sums of a few hundred log odds, none of which is above 100 or so: such are equal but for rounding."""


def ways_back(cost: np.ndarray) -> np.ndarray:
    """(layers, n) what the shortest way from each place back to it costs, infinite where there is none.

    cost (layers, n, n): of the step from one place to another, infinite where there is none, and from each to itself.
    No closed way costs less than nothing, but for rounding; single steps may.
    """
    if cost.shape[1] <= DENSE_PLACES:
        return _by_all_ways(cost.copy())
    return np.stack([_by_possible_steps(layer) for layer in cost])


def _by_all_ways(cost: np.ndarray) -> np.ndarray:
    for middle in range(cost.shape[1]):
        np.minimum(cost, cost[:, :, middle, None] + cost[:, middle, None, :], out=cost)
    return np.diagonal(cost, axis1=1, axis2=2)


def _by_possible_steps(cost: np.ndarray) -> np.ndarray:
    """As Johnson does: by what is to be paid at least to come to each place, no step costs less than nothing."""
    start, end = np.nonzero(np.isfinite(cost))
    step = cost[start, end]
    paid = np.zeros(len(cost))
    for _ in range(len(cost)):
        before = paid.copy()
        np.minimum.at(paid, end, before[start] + step)
        if (paid >= before - ROUNDING).all():
            break
    extra = np.maximum(step + paid[start] - paid[end], 0.0)
    way = dijkstra(csr_array((extra, (start, end)), shape=cost.shape))
    back = np.full(len(cost), np.inf)
    np.minimum.at(back, end, way[end, start] + extra)
    return back
