"""Tables with totals made by hand or at random, and an outsider who knows what is published."""

from itertools import product

import numpy as np
from hypothesis import strategies as st
from scipy.optimize import linprog

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Key, lines


def with_totals(innermost: dict[Key, dict[str, int]]) -> dict[Key, Cell]:
    """Cells and all their totals, from the visits at each counter by innermost cell."""
    visits: dict[Key, int] = {}
    counters: dict[Key, set[str]] = {}
    for key, by_counter in innermost.items():
        for whole in product((False, True), repeat=len(key)):
            total = tuple(ALL if hide else part for part, hide in zip(key, whole, strict=True))
            visits[total] = visits.get(total, 0) + sum(by_counter.values())
            counters.setdefault(total, set()).update(counter for counter, n in by_counter.items() if n)
    return {key: Cell(visits[key], frozenset(counters[key])) for key in visits}


@st.composite
def offices(draw) -> dict[Key, dict[str, int]]:
    """Visits at up to four agencies of one to five counters each, over up to three days of up to three times."""
    agencies = draw(st.integers(1, 4))
    days, times = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    busy = st.sampled_from([0, 1, 2, 4, 7, 12, 30])
    office = {}
    for agency in range(agencies):
        counters = [f"c{agency}{n}" for n in range(draw(st.integers(1, 5)))]
        for day, time in product(range(days), range(times)):
            if draw(st.integers(0, 9)):  # a tenth of the cells is closed
                office[f"a{agency}", f"d{day}", f"t{time}"] = {counter: draw(busy) for counter in counters}
    return office


def outsider(published: dict[Key, int | None]) -> dict[Key, tuple[float, float]]:
    """The range of each withheld cell, one dense linear programme after another: slow, and nothing is shared."""
    unknown = [key for key, visits in published.items() if visits is None]
    if not unknown:
        return {}
    rows, right = [], []
    for line in lines(published):
        row, constant = np.zeros(len(unknown)), 0
        for key, sign in [*((part, 1) for part in line.parts), (line.total, -1)]:
            if published[key] is None:
                row[unknown.index(key)] += sign
            else:
                constant -= sign * published[key]
        rows.append(row)
        right.append(constant)
    equations = np.array(rows).reshape(-1, len(unknown))
    ranges = {}
    for at, key in enumerate(unknown):
        ends = []
        for sign in (1, -1):
            objective = np.zeros(len(unknown))
            objective[at] = sign
            solved = linprog(objective, A_eq=equations, b_eq=right, bounds=(0, None), method="highs")
            ends.append(sign * solved.fun if solved.status == 0 else np.inf)
        ranges[key] = (ends[0], ends[1])
    return ranges


def determined(published: dict[Key, int | None]) -> set[Key]:
    """Withheld cells that the equations alone determine: those on which every solution agrees."""
    unknown = [key for key, visits in published.items() if visits is None]
    rows = []
    for line in lines(published):
        row = np.zeros(len(unknown))
        for key, sign in [*((part, 1) for part in line.parts), (line.total, -1)]:
            if published[key] is None:
                row[unknown.index(key)] += sign
        rows.append(row)
    if not unknown:
        return set()
    _, sizes, directions = np.linalg.svd(np.array(rows) if rows else np.zeros((1, len(unknown))))
    free = directions[int((sizes > 1e-9).sum()) :]
    return {key for at, key in enumerate(unknown) if not len(free) or np.abs(free[:, at]).max() < 1e-9}
