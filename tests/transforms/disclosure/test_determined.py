"""Linear combinations of published numbers that are about few counters."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.determined import determined_of_few, groups_of_few
from tests.transforms.disclosure.tables import null_space, offices, unknown_and_sums, with_totals

GRID = {(a, d): {f"{a}1": 12, f"{a}2": 9, f"{a}3": 8} for a in "ab" for d in "xyz"}


def found(office, hidden, least=3):
    cells = with_totals(office)
    table = cell_table(cells)
    counters = [cells[key].counters for key in table.innermost]
    weights = determined_of_few(table, np.array([key in hidden for key in table.keys]), counters, least)
    return weights and {table.innermost[at]: weight for at, weight in weights.items()}


def test_all_less_row_less_column_plus_cell():
    """The 12 visits of one counter: no total less its parts has them, four numbers together do."""
    many = {(a, "x"): {f"{a}{n}": 11 + n for n in range(3)} for a in "abc"}
    office = many | {("a", "y"): {"a0": 8, "a1": 9}, ("a", "z"): {"a1": 7, "a2": 9}, ("b", "y"): {"b1": 12}}
    published = {(ALL, ALL), ("a", ALL), (ALL, "x"), ("a", "x")}
    withheld = with_totals(office).keys() - published
    assert found(office, withheld) == {("b", "y"): 1}
    for one in published:
        assert found(office, withheld | {one}) is None


def test_a_difference_is_about_a_counter_too():
    office = {("b", "x"): {"c1": 20}, ("a", "y"): {"c1": 15}, ("a", "x"): {"d1": 5}}
    office |= {("b", "y"): {f"m{n}": 10 for n in range(3)}}
    rest = with_totals(office).keys() - {("b", ALL), (ALL, "y")}
    weights = found(office, rest)
    assert set(weights) == {("b", "x"), ("a", "y")} and sum(weights.values()) == 0
    assert found(office, rest | {(ALL, "y")}) is None


def test_nobody_came_is_something_that_is_told():
    assert found(GRID | {("b", "y"): {}}, {("b", "y")}) == {("b", "y"): 1}


def test_nothing_published_tells_nothing():
    assert found(GRID, set(with_totals(GRID))) is None
    assert found(GRID, set()) is None


@pytest.mark.parametrize(
    ("behind", "least", "groups"),
    [
        (["a", "b", "c"], 3, ["ab", "ac", "bc"]),
        (["ab", "c"], 3, ["ab", "c"]),
        (["ab", "c", "bc"], 4, ["abc"]),
        ([""], 3, [""]),
        (["abc"], 3, [""]),
    ],
)
def test_groups(behind, least, groups):
    assert groups_of_few(map(frozenset, behind), least) == sorted(map(frozenset, groups), key=sorted)


@settings(max_examples=40)
@given(offices())
def test_it_finds_what_trying_all_small_weights_finds(office):
    cells = with_totals(office)
    plan = {key: "small" if cell.visits < 25 else None for key, cell in cells.items()}
    unknown, rows = unknown_and_sums(plan, [key for key, reason in plan.items() if not reason])
    weights = found(office, {key for key, reason in plan.items() if reason})
    directions = null_space(rows)
    if weights:
        vector = np.array([weights.get(key, 0) for key in unknown])
        assert vector.any() and not (vector @ directions).any()
        assert len(frozenset().union(*(cells[key].counters for key in weights))) < 3
    elif 0 < len(unknown) <= 8:
        tried = np.array(list(product((-1, 0, 1), repeat=len(unknown))))
        for one in tried[~(tried @ directions).any(axis=1)]:
            behind = frozenset().union(*(cells[unknown[at]].counters for at in np.flatnonzero(one)))
            assert not one.any() or len(behind) >= 3
