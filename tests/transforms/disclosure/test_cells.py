"""The rule of a published cell, and the lines of a table."""

import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Line, Rule, lines, without_doubles


def cell(visits, *counters):
    return Cell(visits, frozenset(counters))


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ([cell(10, "a", "b", "c")], True),
        ([cell(9, "a", "b", "c")], False),
        ([cell(500, "a", "b")], False),
        ([cell(5, "a", "b"), cell(5, "c")], True),
        ([cell(50, "a", "b"), cell(50, "a", "b")], False),
        ([], False),
    ],
)
def test_the_rule(cells, kept):
    assert Rule().keeps(cells) is kept


@pytest.mark.parametrize(("visits", "counters"), [(9, 3), (10, 2), (0, 0), (-1, 3)])
def test_a_weaker_rule_is_refused(visits, counters):
    with pytest.raises(ValueError, match="too few to be published; the least are 10 and 3"):
        Rule(visits, counters)


def test_big_cells_need_wider_bounds():
    assert [Rule().spread(cell(visits)) for visits in (0, 50, 500)] == [10, 10, 100]


def test_lines_of_a_table():
    keys = [("a", "mon"), ("a", "tue"), ("b", "mon"), (ALL, "mon"), (ALL, "tue"), ("a", ALL), ("b", ALL), (ALL, ALL)]
    assert set(lines(keys)) == {
        Line((ALL, "mon"), (("a", "mon"), ("b", "mon"))),
        Line((ALL, "tue"), (("a", "tue"),)),
        Line((ALL, ALL), (("a", ALL), ("b", ALL))),
        Line(("a", ALL), (("a", "mon"), ("a", "tue"))),
        Line(("b", ALL), (("b", "mon"),)),
        Line((ALL, ALL), ((ALL, "mon"), (ALL, "tue"))),
    }
    assert lines([]) == []


def test_totals_over_one_category_are_left_out():
    assert without_doubles([("a", "mon"), (ALL, "mon"), ("a", ALL), (ALL, ALL), ("a", "tue"), (ALL, "tue")]) == {
        ("a", "mon"),
        ("a", "tue"),
        ("a", ALL),
    }
    assert without_doubles([]) == set()
