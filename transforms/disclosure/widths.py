"""No withheld number can be bounded closely: other tables with the same published numbers spread it widely enough."""

from collections.abc import Iterable

import numpy as np

from pantau.transforms.disclosure.moves import Mover, Requirement

SLACK = 1e-6
"""Visits by which a width may miss: counts are whole, so that nothing true is missed by so little."""


def widen(
    mover: Mover, hidden: np.ndarray, visits: np.ndarray, spread: np.ndarray, known: Iterable[np.ndarray] = ()
) -> None:
    """Withholds more, in `hidden` itself, until each withheld key can be as much as `spread` apart.

    `visits` of each innermost cell, `spread` of each key, in visits. `known` are moves that were found before. That
    sums of withheld cells have enough visits follows: each cell of a sum lies between nothing and that sum.
    """
    sums = mover.table.sums
    least, most = np.zeros(len(hidden)), np.zeros(len(hidden))
    random, anything = np.random.default_rng(0), Requirement(-visits)

    def learn(moved: np.ndarray) -> None:
        nonlocal least, most
        least, most = np.minimum(least, sums @ moved), np.maximum(most, sums @ moved)

    def narrow() -> np.ndarray:
        return np.flatnonzero(hidden & (most - least < spread - SLACK))

    def push() -> None:
        """Pushes all that are narrow this way and that, until it no longer helps: a few programmes for many cells."""
        while not mover.all_withheld(hidden) and (before := len(at := narrow())):
            signs = np.zeros(len(hidden))
            signs[at] = random.choice([-1.0, 1.0], len(at))
            for towards in (signs, -signs):
                learn(mover.move(hidden, anything, free=True, push=sums.T @ towards))
            if len(narrow()) == before:
                return

    for moved in known:
        learn(moved)
    push()
    while not mover.all_withheld(hidden) and len(at := narrow()):
        # The narrowest first: what protects it protects others beside it.
        one = min(at, key=lambda at: (most[at] - least[at] - spread[at], at))
        moved = _cheapest(mover, hidden, visits, one, spread[one], least[one], most[one])
        hidden |= mover.changed(moved)
        learn(moved)
        push()


def _cheapest(
    mover: Mover, hidden: np.ndarray, visits: np.ndarray, at: int, spread: float, least: float, most: float
) -> np.ndarray:
    """A move that gains or loses so much that what is known becomes `spread` wide; gaining is always possible."""
    weights = mover.table.sums[[at]].toarray()[0]
    ways = (Requirement(-visits, weights, least + spread), Requirement(-visits, -weights, spread - most))
    for wanted in ways:
        if (moved := mover.move(hidden, wanted, free=True)) is not None:
            return moved
    moves = [moved for wanted in ways[1:] if (moved := mover.move(hidden, wanted)) is not None]
    moves.append(mover.needed(hidden, ways[0]))
    return min(moves, key=lambda moved: mover.costs[mover.changed(moved) & ~hidden].sum())
