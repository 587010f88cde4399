"""What an outsider can work out of the withheld cells from the published ones, by linear programming.

Method: the feasible range of a suppressed cell, by which statistical offices audit tables (Hundepool and others,
Statistical Disclosure Control, Wiley 2012). An outsider knows that cells add up to totals and are not negative.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from pantau.transforms.disclosure.cells import Key, Line

Range = tuple[float, float]
TOLERANCE = 1e-6
ROUNDS = 12
"""Objectives over all unsettled cells before each gets its own; more or fewer change the time taken, not the result."""


def narrow_ranges(
    published: Mapping[Key, int | None], lines: Iterable[Line], spread: Mapping[Key, float], ceiling: float
) -> dict[Key, Range]:
    """Withheld cells (`None`) whose range is narrower than their `spread`, with the range (least, most).

    `ceiling` is the most that an outsider takes any cell for. Each programme's solution widens what is known to be
    possible for all cells at once, so a few objectives over all of them settle most; the rest get one each.

    Raises:
        ValueError: the published cells contradict each other.
    """
    unknown = [key for key, visits in published.items() if visits is None]
    if not unknown:
        return {}
    equations, right = _equations(published, list(lines), {key: at for at, key in enumerate(unknown)})
    wide = np.array([spread[key] for key in unknown]) - TOLERANCE
    least, most = np.full(len(unknown), np.inf), np.full(len(unknown), -np.inf)

    def unsettled() -> np.ndarray:
        return np.flatnonzero(most - least < wide)

    def solve(objective: np.ndarray) -> None:
        nonlocal least, most
        for sign in (1, -1):
            solved = linprog(sign * objective, A_eq=equations, b_eq=right, bounds=(0, ceiling), method="highs")
            if not solved.success:
                raise ValueError(f"the published cells contradict each other: {solved.message}")
            least, most = np.minimum(least, solved.x), np.maximum(most, solved.x)

    weights = np.random.default_rng(0)
    for _ in range(ROUNDS):
        if len(among := unsettled()):
            objective = np.zeros(len(unknown))
            objective[among] = weights.uniform(-1, 1, len(among))
            solve(objective)
    for at in unsettled():
        if most[at] - least[at] < wide[at]:
            solve(np.eye(1, len(unknown), at)[0])
    return {unknown[at]: (float(least[at]), float(most[at])) for at in unsettled()}


def _equations(
    published: Mapping[Key, int | None], lines: list[Line], column: Mapping[Key, int]
) -> tuple[csr_array, np.ndarray]:
    """Parts minus total is zero on each line with a withheld member; what is published moves to the right side."""
    rows, columns, signs, right = [], [], [], []
    for line in lines:
        members = [(part, 1) for part in line.parts] + [(line.total, -1)]
        if not any(key in column for key, _ in members):
            continue
        for key, sign in members:
            if key in column:
                rows.append(len(right))
                columns.append(column[key])
                signs.append(sign)
        right.append(-sum(sign * published[key] for key, sign in members if key not in column))
    return csr_array((signs, (rows, columns)), shape=(len(right), len(column))), np.array(right, dtype=float)
