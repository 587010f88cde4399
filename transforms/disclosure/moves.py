"""Other tables that an outsider must hold for possible, and what is cheapest to withhold so that they are.

Method: a *move* is what another table with the same published numbers has more or less in each cell. A requirement asks
for a move; that which changes the least of what is published is found by linear programming, and what it changes is
withheld (Kelly, Golden and Assad, Cell suppression: disclosure protection for sensitive tabular data, Networks 22,
1992).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csc_array, eye_array, hstack, vstack

from pantau.transforms.disclosure.cell_table import CellTable

STILL = 1e-6
"""A published number that a move changes by less is not changed: ten times the solver's tolerance, in visits."""


class NothingToPublish(ValueError):
    """The rule cannot be met: every cell and every total would have to be withheld."""


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
        What was published before never may.
        """
        at, totals = self.table.at, self._totals
        may = hidden[at] | (not free)
        least = np.where(may, wanted.least, np.maximum(wanted.least, 0))
        slack = np.where(hidden[totals] | self.table.stands[totals] | free, 0.0, np.inf)
        # What each cell gains, what it loses, and what each published total gains and loses.
        low = np.concatenate([np.maximum(least, 0), np.zeros(len(at) + 2 * len(totals))])
        high = np.concatenate([may * self.most, np.maximum(-least, 0), slack, slack])
        if (low > high).any():
            return None
        costs = np.where(hidden, 0.0, self.costs)
        objective = np.concatenate([costs[at], costs[at], costs[totals], costs[totals]])
        if free and push is not None:
            objective[: 2 * len(at)] = np.concatenate([-push, push])
        # What a withheld total comes to does not matter.
        sums = np.where(hidden[totals], np.inf, 0.0)
        matrix, least_sums = self._matrix, -sums
        if wanted.weights is not None:
            row = np.concatenate([wanted.weights, -wanted.weights, np.zeros(2 * len(totals))])
            matrix = vstack([matrix, csc_array(row[None, :])], format="csc")
            least_sums, sums = np.append(least_sums, wanted.amount), np.append(sums, np.inf)
        solved = milp(objective, constraints=LinearConstraint(matrix, least_sums, sums), bounds=Bounds(low, high))
        return None if solved.x is None else solved.x[: len(at)] - solved.x[len(at) : 2 * len(at)]

    def needed(self, hidden: np.ndarray, wanted: Requirement) -> np.ndarray:
        """The same, of a requirement that something published must give way to.

        Raises:
            NothingToPublish: only what was published before stands in its way.
        """
        if (moved := self.move(hidden, wanted)) is None:
            raise NothingToPublish(
                "nothing more may be released of these visits: together with what earlier releases of them say, it "
                "would tell of too few visits or counters; name other dates"
            )
        return moved

    def all_withheld(self, hidden: np.ndarray) -> bool:
        """Whether nothing can be withheld any more. Then what was published before is all that anybody knows."""
        return bool((hidden | self.table.stands).all())

    def changed(self, moved: np.ndarray) -> np.ndarray:
        """The keys, as a mask, that a move changes."""
        return np.abs(self.table.sums @ moved) > STILL

    @cached_property
    def _totals(self) -> np.ndarray:
        return np.setdiff1d(np.arange(len(self.table.keys)), self.table.at)

    @cached_property
    def _matrix(self) -> csc_array:
        """A row for each total: what its cells gain and lose is what it gains and loses."""
        sums, slack = self.table.sums[self._totals], eye_array(len(self._totals))
        return csc_array(hstack([sums, -sums, -slack, slack]))
