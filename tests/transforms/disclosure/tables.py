"""Tables with totals made by hand or at random, and outsiders who know what is published."""

import random
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Key, Rule

Office = dict[Key, dict[str, int]]
"""Visits at each counter by innermost cell."""


def with_totals(office: Office) -> dict[Key, Cell]:
    """Cells and all their totals."""
    behind: dict[Key, dict[str, int]] = {}
    for key, by_counter in office.items():
        for total in product(*((part, ALL) for part in key)):
            sums = behind.setdefault(total, {})
            for counter, visits in by_counter.items():
                sums[counter] = sums.get(counter, 0) + visits
    return {key: Cell(by_counter) for key, by_counter in behind.items()}


def random_office(draw: random.Random, agencies: int = 4, days: int = 3, times: int = 3) -> Office:
    """At most so many agencies of one to five counters each, over days and times; a tenth of the cells is closed."""
    agencies, days, times = (draw.randint(1, most) for most in (agencies, days, times))
    office = {}
    for agency in range(agencies):
        counters = [f"c{agency}{n}" for n in range(draw.randint(1, 5))]
        for day, time in product(range(days), range(times)):
            if draw.randrange(10):
                visits = {counter: draw.choice([0, 1, 2, 4, 7, 12, 30]) for counter in counters}
                office[f"a{agency}", f"d{day}", f"t{time}"] = visits
    return office


@st.composite
def offices(draw) -> Office:
    """Offices as above."""
    return random_office(random.Random(draw(st.integers(0, 2**32))))


def unknown_and_sums(plan: Mapping[Key, object], published: Iterable[Key]) -> tuple[list[Key], np.ndarray]:
    """The withheld innermost cells, and for each published key that contains some a row of zeros and ones."""
    published = set(published)
    unknown = sorted(key for key in plan if ALL not in key and key not in published)
    rows = [
        [int(all(t in (ALL, k) for t, k in zip(total, key, strict=True))) for key in unknown]
        for total in sorted(published)
    ]
    rows = [row for row in rows if any(row)]
    return unknown, np.array(rows, np.int64).reshape(len(rows), len(unknown))


def null_space(rows: np.ndarray) -> np.ndarray:
    """Whole numbers, a column for each direction in which nothing published changes; by fractions, one by one."""
    left, width = [[Fraction(int(value)) for value in row] for row in rows], rows.shape[1]
    pivots: list[int] = []
    for column in range(width):
        at = next((at for at in range(len(pivots), len(left)) if left[at][column]), None)
        if at is not None:
            rank = len(pivots)
            left[rank], left[at] = left[at], left[rank]
            left[rank] = [value / left[rank][column] for value in left[rank]]
            for other, row in enumerate(left):
                if other != rank and row[column]:
                    left[other] = [a - row[column] * b for a, b in zip(row, left[rank], strict=True)]
            pivots.append(column)
    free = [column for column in range(width) if column not in pivots]
    found = np.zeros((width, len(free)), np.int64)
    for number, column in enumerate(free):
        parts = [-left[rank][column] for rank in range(len(pivots))]
        scale = np.lcm.reduce([part.denominator for part in parts] or [1])
        found[pivots, number] = [int(part * scale) for part in parts]
        found[column, number] = scale
    return found


def given_away(plan: Mapping[Key, object], cells: Mapping[Key, Cell], rule: Rule) -> list[tuple[Key, ...]]:
    """Every set of withheld innermost cells whose sum is determined and may not be known; all sets are tried."""
    unknown, rows = unknown_and_sums(plan, (key for key, reason in plan.items() if reason is None))
    directions = null_space(rows)
    if not unknown or (directions.any(axis=1).all() and directions.shape[1] == len(unknown)):
        return []
    sets = (np.arange(1, 2 ** len(unknown))[:, None] >> np.arange(len(unknown))) & 1
    determined = sets[~(sets @ directions).any(axis=1)]
    return [
        tuple(unknown[at] for at in np.flatnonzero(one))
        for one in determined
        if not rule.keeps(cells[unknown[at]] for at in np.flatnonzero(one))
    ]


def bounds_of(
    plan: Mapping[Key, object], cells: Mapping[Key, Cell], of: Iterable[Key], at_least: Mapping[Key, int]
) -> tuple[float, float]:
    """What an outsider who knows `at_least` of the cells can say of the sum `of` withheld innermost cells."""
    published = {key for key, reason in plan.items() if reason is None}
    unknown, rows = unknown_and_sums(plan, published)
    true = np.array([cells[key].visits for key in unknown], float)
    objective = np.array([float(key in set(of)) for key in unknown])
    low = [at_least.get(key, 0) for key in unknown]
    ends = []
    for sign in (1, -1):
        solved = linprog(
            sign * objective,
            A_eq=rows if len(rows) else None,
            b_eq=rows @ true if len(rows) else None,
            bounds=[(one, None) for one in low],
            method="highs",
        )
        ends.append(sign * solved.fun if solved.status == 0 else np.inf)
    return ends[0], ends[1]
