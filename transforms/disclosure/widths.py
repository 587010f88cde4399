"""No withheld number can be bounded closely: other tables with the same published numbers spread it widely enough."""

from collections.abc import Iterable

import numpy as np

from pantau.transforms.disclosure.moves import Mover, Requirement

SLACK = 1e-6
"""Visits by which a width may miss: counts are whole, so that nothing true is missed by so little."""


def widen(
    mover: Mover, hidden: np.ndarray, visits: np.ndarray, spread: np.ndarray, known: Iterable[np.ndarray] = ()
) -> list[np.ndarray]:
    """Withholds more, in `hidden` itself, until each withheld key can be as much as `spread` apart; gives the moves.

    `visits` of each innermost cell, `spread` of each key, in visits. `known` are moves that were found before. That
    sums of withheld cells have enough visits follows: each cell of a sum lies between nothing and that sum.
    """
    sums, found = mover.table.sums, []
    least, most = np.zeros(len(hidden)), np.zeros(len(hidden))
    for moved in known:
        least, most = np.minimum(least, sums @ moved), np.maximum(most, sums @ moved)
    while len(narrow := np.flatnonzero(hidden & (most - least < spread - SLACK))):
        # The narrowest first: what protects it protects others beside it.
        at = min(narrow, key=lambda at: (most[at] - least[at] - spread[at], at))
        moved = _cheapest(mover, hidden, visits, at, spread[at] - (most[at] - least[at]), least[at], most[at])
        hidden |= mover.changed(moved)
        found.append(moved)
        least, most = np.minimum(least, sums @ moved), np.maximum(most, sums @ moved)
    return found


def _cheapest(
    mover: Mover, hidden: np.ndarray, visits: np.ndarray, at: int, missing: float, least: float, most: float
) -> np.ndarray:
    """A move beyond what is known that gains or loses what is missing; gaining is always possible."""
    weights = mover.table.sums[[at]].toarray()[0]
    up = Requirement(-visits, weights, most + missing)
    down = Requirement(-visits, -weights, missing - least)
    for free in (True, False):
        moves = [mover.move(hidden, wanted, free) for wanted in (up, down)]
        costs = [np.inf if one is None else mover.costs[mover.changed(one) & ~hidden].sum() for one in moves]
        if min(costs) < np.inf:
            return moves[int(np.argmin(costs))]
    raise ValueError("no table has more visits in a withheld cell; this is an error of the program")
