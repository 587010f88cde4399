"""What research releases keep and give away, on made offices: `python -m benchmarks.releases`.

An outsider who knows all that is published and that no count is negative bounds each withheld cell by two linear
programmes. Told is how wide the bounds are beside the true count, and what is published beside what the rule
of each cell alone would allow, which gives counters away: that is the price.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import linprog

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.cells import Cell, Key, Rule, without_doubles
from pantau.transforms.disclosure.suppression import NothingToPublish, Reason, plan

DAYS, HOURS = 5, 8
EDGE = 0.1
"""How many of an hour's visits come in the first and the last hour of a day."""

OPEN = 0.9
"""How often a counter is open at all at a weekday's hour."""

OFFICES = {
    "a hall of 50 counters, 12 months": ([1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 8], 12.0),
    "a hall of 50 counters, a month": ([1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 8, 8], 1.0),
    "ten agencies of 5 counters, a month": ([5] * 10, 1.0),
    "ten agencies of 5 counters, 9 days": ([5] * 10, 0.3),
    "25 agencies of 1, 2 and 4 counters, 12 months": ([1] * 10 + [2] * 10 + [4] * 5, 12.0),
}
"""Counters of each agency, and months."""


@dataclass(frozen=True)
class ReleaseOutcome:
    """Cells and their totals, published and allowed by their own rule alone; shares of visits in published innermost
    cells and on all levels of totals; processor time, s; widths of bounds of withheld cells over their counts."""

    cells: int
    published: int
    allowed: int
    innermost: float
    everywhere: float
    cpu_s: float
    widths: np.ndarray


def made_office(sizes: list[int], months: float, seed: int) -> dict[Key, Cell]:
    """Visits at agencies of so many counters, with the totals of each: some officers are quicker, some hours quiet."""
    random = np.random.default_rng(seed)
    behind: dict[Key, dict[str, int]] = {}
    for agency, size in enumerate(sizes):
        rates = random.gamma(3.0, 1.0, size)
        for day, hour in product(range(DAYS), range(HOURS)):
            mean = rates * 4.3 * months * (EDGE if hour in (0, HOURS - 1) else 1.0)
            drawn = {
                f"c{agency:02d}-{counter}": int(visits)
                for counter, visits in enumerate(random.poisson(mean))
                if random.random() < OPEN
            }
            for total in product((f"a{agency:02d}",), (f"d{day}", ALL), (f"h{hour}", ALL)):
                sums = behind.setdefault(total, {})
                for counter, visits in drawn.items():
                    sums[counter] = sums.get(counter, 0) + visits
    return {key: Cell(by_counter) for key, by_counter in behind.items()}


def released(cells: Mapping[Key, Cell], rule: Rule, attacked: int) -> ReleaseOutcome | None:
    """What a release of these cells keeps, and how closely `attacked` of its withheld cells are bounded."""
    began = time.process_time()
    try:
        planned = plan(cells, rule)
    except NothingToPublish:
        return None
    spent = time.process_time() - began
    table = without_doubles(cells)
    shown = [key for key, reason in planned.items() if reason is None]
    innermost = sum(cells[key].visits for key in table if ALL not in key)
    everything = sum(cells[key].visits for key in table)
    return ReleaseOutcome(
        len(table),
        len(shown),
        sum(rule.keeps([cells[key]]) for key in table),
        sum(cells[key].visits for key in shown if ALL not in key) / innermost,
        sum(cells[key].visits for key in shown) / everything,
        spent,
        _widths(planned, cells, attacked),
    )


def _widths(planned: Mapping[Key, Reason | None], cells: Mapping[Key, Cell], attacked: int) -> np.ndarray:
    """Bounds of withheld innermost cells, the widths over the true counts; one where none is bounded."""
    table = cell_table(planned)
    hidden = np.array([planned[key] is not None for key in table.keys])
    unknown = np.flatnonzero(hidden[table.at])
    sums = table.sums[np.flatnonzero(~hidden)][:, unknown]
    visits = np.array([float(cells[table.innermost[at]].visits) for at in unknown])
    widths = []
    for at in np.random.default_rng(0).permutation(len(unknown))[:attacked]:
        objective = np.eye(1, len(unknown), at)[0]
        ends = [
            sign * solved.fun if solved.success else np.inf
            for sign in (1, -1)
            for solved in [linprog(sign * objective, A_eq=sums, b_eq=sums @ visits, method="highs")]
        ]
        widths.append((ends[1] - ends[0]) / max(visits[at], 1.0))
    return np.array(widths)


def main() -> None:
    """Prints a row for each kind of office."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="offices of each kind (1)")
    parser.add_argument("--attacked", type=int, default=40, help="withheld cells that are bounded, an office (40)")
    given = parser.parse_args()
    table = Table(
        "office", "cells", "allowed", "published", "visits: innermost", "all levels", "core-s", "width: least", "median"
    )
    for name, (sizes, months) in OFFICES.items():
        for seed in range(given.seeds):
            one = released(made_office(sizes, months, seed), Rule(), given.attacked)
            if one is None:
                table.add_row(name, "refused")
                continue
            widths = (f"{one.widths.min():.2f}", f"{np.median(one.widths):.2f}") if len(one.widths) else ("–", "–")
            shares = f"{one.innermost:.3f}", f"{one.everywhere:.3f}", f"{one.cpu_s:.1f}"
            table.add_row(name, *map(str, (one.cells, one.allowed, one.published)), *shares, *widths)
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
