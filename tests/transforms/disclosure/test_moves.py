"""Other tables with the same published numbers."""

import numpy as np
import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.moves import Mover, Requirement
from tests.transforms.disclosure.tables import with_totals

OFFICE = {("a", "x"): {"1": 3}, ("a", "y"): {"1": 20}, ("b", "x"): {"2": 40}, ("b", "y"): {"2": 50}}
CELLS = with_totals(OFFICE)
TABLE = cell_table(CELLS)
VISITS = np.array([CELLS[key].visits for key in TABLE.innermost])
TEN_MORE = Requirement(-VISITS, np.array([1.0, 0, 0, 0]), 10)


def mover(**costs):
    named = {"".join(key).replace(ALL, "-"): at for at, key in enumerate(TABLE.keys)}
    each = np.full(len(TABLE.keys), 100.0)
    for name, cost in costs.items():
        each[named[name]] = cost
    return Mover(TABLE, each, 1000.0)


def mask(*keys):
    return np.array([key in keys for key in TABLE.keys])


def test_what_is_cheapest_is_changed():
    hidden = mask(("a", "x"))
    moved = mover(ay=1, bx=1, by=1).move(hidden, TEN_MORE)
    assert moved.tolist() == [10, -10, -10, 10]
    assert (mover().changed(moved) == [ALL not in key for key in TABLE.keys]).all()


def test_totals_are_changed_where_they_are_cheaper():
    prices = mover()
    prices.costs[[ALL in key for key in TABLE.keys]] = 1
    assert prices.move(mask(("a", "x")), TEN_MORE).tolist() == [10, 0, 0, 0]


def test_what_is_withheld_costs_nothing():
    corners = mask(*TABLE.innermost)
    assert mover().move(corners, TEN_MORE, free=True).tolist() == [10, -10, -10, 10]
    assert mover().move(mask(("a", "x"), ("a", "y")), TEN_MORE, free=True) is None


def test_no_cell_loses_more_than_it_has():
    least = Requirement(-VISITS, np.array([-1.0, 0, 0, 0]), 4)
    assert mover().move(mask(*TABLE.keys), least, free=True) is None
    assert mover().move(mask(*TABLE.keys), Requirement(np.array([-2, 5, 0, 1])), free=True) == pytest.approx(
        [0, 5, 0, 1]
    )


def test_cells_are_pushed_as_far_as_they_go():
    push = np.array([1.0, 0, 0, 0])
    moved = mover().move(mask(*TABLE.innermost), Requirement(-VISITS), free=True, push=push)
    assert moved == pytest.approx([20, -20, -20, 20])
