"""Which cells add up to which totals."""

import numpy as np

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cell_table import cell_table


def test_sums():
    table = cell_table([("a", "mon"), ("b", "tue"), (ALL, "mon"), ("a", ALL), (ALL, ALL)])
    assert table.keys == ((ALL, ALL), (ALL, "mon"), ("a", ALL), ("a", "mon"), ("b", "tue"))
    assert table.innermost == (("a", "mon"), ("b", "tue"))
    assert table.sums.toarray().tolist() == [[1, 1], [1, 0], [1, 0], [1, 0], [0, 1]]
    assert table.at.tolist() == [3, 4]


def test_a_table_without_some_totals():
    table = cell_table([("a", "mon"), ("b", "mon"), ("b", ALL)])
    assert table.sums.toarray().tolist() == [[1, 0], [0, 1], [0, 1]]


def test_no_table():
    table = cell_table([])
    assert table.keys == () and table.sums.shape == (0, 0) and np.array_equal(table.at, [])
