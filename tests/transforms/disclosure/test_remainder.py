"""Subtraction: along one line, and across several."""

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import lines
from pantau.transforms.disclosure.remainder import Remainder, parts_of, remainders

KEYS = [(row, column) for row in ("a", "b", ALL) for column in ("1", "2", ALL)]
PARTS = parts_of(lines(KEYS))


def test_along_a_line():
    assert list(remainders(("a", ALL), PARTS, {("a", "1")})) == [Remainder(("a", ALL), (("a", "1"),), (("a", "2"),))]


def test_withheld_totals_are_resolved_in_turn():
    hidden = {("a", ALL), ("b", ALL), ("a", "1"), ("b", "1")}
    found = list(remainders((ALL, ALL), PARTS, hidden))
    across = Remainder((ALL, ALL), (("a", "1"), ("b", "1")), (("a", "2"), ("b", "2")))
    assert Remainder((ALL, ALL), (("a", ALL), ("b", ALL)), ()) in found and across in found


def test_nothing_withheld_leaves_nothing():
    assert list(remainders((ALL, ALL), PARTS, set())) == []
    assert list(remainders(("a", "1"), PARTS, {("a", "2")})) == []
