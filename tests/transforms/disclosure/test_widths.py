"""How closely withheld numbers can be bounded."""

import numpy as np
import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table
from pantau.transforms.disclosure.moves import Mover
from pantau.transforms.disclosure.widths import widen
from tests.transforms.disclosure.tables import bounds_of, with_totals

SQUARE = {("a", "x"): {"1": 3}, ("a", "y"): {"1": 20}, ("b", "x"): {"2": 50}, ("b", "y"): {"2": 40}}


@pytest.mark.parametrize(("wide", "kept"), [(23, True), (24, False)])
def test_four_cells_in_a_square_are_bounded_by_the_smallest_sum(wide, kept):
    cells = with_totals(SQUARE)
    table = cell_table(cells)
    hidden = np.array([ALL not in key for key in table.keys])
    visits = np.array([float(cells[key].visits) for key in table.innermost])
    widen(Mover(table, np.ones(len(hidden)), 1000.0), hidden, visits, np.full(len(hidden), float(wide)))
    assert (hidden.sum() == 4) == kept
    plan = {key: "withheld" if one else None for key, one in zip(table.keys, hidden, strict=True)}
    for key in SQUARE:
        least, most = bounds_of(plan, cells, [key], {})
        assert most - least >= wide - 1e-6
