"""What one counter's officer can say of another counter."""

import random

import numpy as np
import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.dominance import amounts_of, protect
from pantau.transforms.disclosure.moves import Mover
from pantau.transforms.disclosure.suppression import NothingToPublish, plan
from tests.transforms.disclosure.tables import bounds_of, random_office, with_totals


def test_amounts():
    amounts = amounts_of([{"b": 2}, {"a": 1, "b": 0}], 3)
    assert amounts.known.tolist() == amounts.targets.tolist() == [[0, 1], [2, 0]]
    assert amounts.own.tolist() == [[True, False], [False, True]] and amounts.total.tolist() == [2, 1]
    assert amounts_of([], 3).known.shape == amounts_of([], 3).targets.shape == (0, 0)


def test_of_a_queue_for_three_each_knows_all_and_it_is_nobodys_record():
    amounts = amounts_of([{"a+b+c": 9, "d": 4}, {"a+b+c@a": 5, "a": 1}], 3)
    assert amounts.known.tolist() == [[9, 6], [9, 5], [9, 5], [4, 0]]
    # Where a alone was at work, those who left tell of a. b and c have seen it, and not who left a's own queue; nobody
    # else may learn the sum of both.
    assert amounts.targets.tolist() == [[0, 1], [0, 5], [0, 6], [4, 0]]
    seen = [True, True, True, False]
    assert amounts.own.tolist() == [[True, False, False, False], seen, seen, [False, False, False, True]]


@pytest.mark.parametrize(("third", "told"), [(9, True), (10, False)])
def test_a_cell_that_the_second_largest_can_take_apart(third, told):
    cells = with_totals({("a", "x"): {"big": 100, "second": 60, "third": third}})
    table = cell_table(cells)
    amounts = amounts_of([cells[key].by_counter for key in table.innermost], 3)
    hidden = np.array([key == ("a", "x") for key in table.keys])
    protect(Mover(table, np.ones(4), 1e4), hidden, amounts, 10)
    assert hidden.all() == told


def test_two_withheld_cells_of_two_counters_do_not_hide_each_other():
    """Their sum has four counters, of which one has nearly everything."""
    big, small = {"a1": 1000, "a2": 20}, {"b1": 30, "b2": 30}
    office = {("a", "x"): big, ("b", "x"): small, ("c", "x"): {f"c{n}": 50 for n in range(4)}}
    cells = with_totals(office)
    table = cell_table(cells)
    amounts = amounts_of([cells[key].by_counter for key in table.innermost], 3)
    hidden = np.array([key[0] in "ab" for key in table.keys])
    protect(Mover(table, np.ones(len(hidden)), 1e5), hidden, amounts, 10)
    assert hidden.sum() == 4 + 2  # the column's total, or c's cell, on both lines
    even = office | {("a", "x"): {"a1": 100, "a2": 20}}
    amounts = amounts_of([with_totals(even)[key].by_counter for key in table.innermost], 3)
    hidden = np.array([key[0] in "ab" for key in table.keys])
    protect(Mover(table, np.ones(len(hidden)), 1e5), hidden, amounts, 10)
    assert hidden.sum() == 4


@pytest.mark.slow
def test_no_officer_bounds_another_counter_closely_in_any_set_of_cells():
    """Insiders by linear programming, who share nothing with the planning: what duality promises."""
    draw, tried = random.Random(5), 0
    while tried < 12:
        cells = with_totals(random_office(draw, 4, 2, 2))
        try:
            planned = plan(cells, Rule())
        except NothingToPublish:
            continue
        unknown = [key for key, reason in planned.items() if reason and ALL not in key]
        if not unknown:
            continue
        tried += 1
        counters = sorted(frozenset().union(*(cells[key].counters for key in unknown)))
        for _ in range(5):
            one, other = draw.choice(counters), draw.choice(counters)
            some = draw.sample(unknown, draw.randint(1, len(unknown)))
            own = {key: cells[key].by_counter.get(other, 0) for key in unknown} if one != other else {}
            true = sum(cells[key].by_counter.get(one, 0) for key in some)
            _, most = bounds_of(planned, cells, some, own)
            assert most - sum(own.get(key, 0) for key in some) >= 1.1 * true - 1e-5
