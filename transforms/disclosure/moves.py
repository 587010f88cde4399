"""Other tables that an outsider must hold for possible, and what is cheapest to withhold so that they are.

Method: a *move* is what another table with the same published numbers has more or less in each cell. A requirement asks
for a move; that which changes the least of what is published is found by linear programming, and what it changes is
withheld (Kelly, Golden and Assad, Cell suppression: disclosure protection for sensitive tabular data, Networks 22,
1992).
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from pantau.transforms.disclosure.cell_table import CellTable

STILL = 1e-6
"""A published number that a move changes by less is not changed: ten times the solver's tolerance, in visits."""


@dataclass(frozen=True, eq=False)
class Requirement:
    """What a move must do: at least `least` more in each innermost cell, and `weights` times it `amount` or more.

    `least` has negative numbers where a cell may lose; no cell may lose more than it has.
    """

    least: np.ndarray
    weights: np.ndarray | None = None
    amount: float = 0.0


@dataclass(frozen=True, eq=False)
class Mover:
    """Finds moves of a table. `costs`: of withholding each key; `most`: how much more than it has a cell may get."""

    table: CellTable
    costs: np.ndarray
    most: float

    def move(
        self, hidden: np.ndarray, wanted: Requirement, free: bool = False, push: np.ndarray | None = None
    ) -> np.ndarray | None:
        """The move of the innermost cells that costs least beyond what is `hidden` by key; `None`: there is none.

        With `free` nothing published may change; then each cell gains as much as it can times its `push`, if given.
        """
        table = self.table
        withheld = hidden[table.at]
        totals = np.setdiff1d(np.flatnonzero(~hidden), table.at)
        places = np.flatnonzero(withheld) if free else np.arange(len(table.innermost))
        sums = table.sums[totals][:, places]
        least = wanted.least[places]
        if free and (wanted.least[~withheld] > 0).any():
            return None
        # Variables: what each cell gains, what it loses, and (where that is allowed) what each total gains and loses.
        gains, losses = np.full(len(places), self.most), np.maximum(-least, 0)
        upper = [gains, losses]
        costs = np.where(withheld, 0.0, self.costs[table.at])[places]
        objective = [-push[places], push[places]] if free and push is not None else [costs, costs]
        rows = [hstack([sums, -sums])]
        if not free:
            slack = eye_array(len(totals), format="csr")
            rows = [hstack([sums, -sums, -slack, slack])]
            upper += [np.full(2 * len(totals), np.inf)]
            objective += [self.costs[totals], self.costs[totals]]
        low, high = [np.zeros(len(totals))], [np.zeros(len(totals))]
        if wanted.weights is not None:
            weights = wanted.weights[places]
            extra = np.zeros(2 * len(totals) * (not free))
            rows.append(csr_array(np.concatenate([weights, -weights, extra])[None, :]))
            low.append(np.array([wanted.amount]))
            high.append(np.array([np.inf]))
        upper_bounds = np.concatenate(upper)
        lower_bounds = np.zeros(len(upper_bounds))
        lower_bounds[: len(places)] = np.maximum(least, 0)
        if (lower_bounds > upper_bounds).any():
            return None
        solved = milp(
            np.concatenate(objective),
            constraints=LinearConstraint(vstack(rows, format="csr"), np.concatenate(low), np.concatenate(high)),
            bounds=Bounds(lower_bounds, upper_bounds),
        )
        if solved.x is None:
            return None
        moved = np.zeros(len(table.innermost))
        moved[places] = solved.x[: len(places)] - solved.x[len(places) : 2 * len(places)]
        return moved

    def changed(self, moved: np.ndarray) -> np.ndarray:
        """The keys, as a mask, that a move changes."""
        return np.abs(self.table.sums @ moved) > STILL
