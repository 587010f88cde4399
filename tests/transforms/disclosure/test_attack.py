"""The outsider's bounds."""

import pytest
from hypothesis import given, settings

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.attack import narrow_ranges
from pantau.transforms.disclosure.cells import lines
from tests.transforms.disclosure.tables import offices, outsider, with_totals

TABLE = {("a", "1"): None, ("a", "2"): 20, ("a", ALL): 23, ("b", "1"): None, ("b", "2"): 40, ("b", ALL): 90}
TABLE |= {(ALL, "1"): 53, (ALL, "2"): 60, (ALL, ALL): 113}


def test_a_single_cell_of_a_line_is_found():
    spread = dict.fromkeys(TABLE, 10)
    assert narrow_ranges(TABLE, lines(TABLE), spread, 1000) == {
        ("a", "1"): pytest.approx((3, 3)),
        ("b", "1"): pytest.approx((50, 50)),
    }


def test_four_cells_in_a_square_are_bounded_by_the_smallest_sum():
    square = TABLE | {("a", "2"): None, ("b", "2"): None}
    narrow = narrow_ranges(square, lines(square), dict.fromkeys(square, 24), 1000)
    assert narrow[("a", "1")] == pytest.approx((0, 23))
    assert narrow[("b", "2")] == pytest.approx((37, 60))
    assert narrow_ranges(square, lines(square), dict.fromkeys(square, 23), 1000) == {}


def test_what_contradicts_itself_is_refused():
    with pytest.raises(ValueError, match="contradict"):
        narrow_ranges(TABLE | {("a", "2"): 99}, lines(TABLE), dict.fromkeys(TABLE, 10), 1000)


def test_all_published_leaves_nothing_to_find():
    assert narrow_ranges({("a",): 10, ("b",): 20, (ALL,): 30}, [], {}, 100) == {}


@settings(max_examples=10)
@given(offices())
def test_the_quick_way_finds_what_the_slow_way_finds(office):
    cells = with_totals(office)
    published = {key: None if cell.visits < 15 else cell.visits for key, cell in cells.items()}
    quick = narrow_ranges(published, lines(published), dict.fromkeys(published, 10), 1e6)
    slow = {key: ends for key, ends in outsider(published).items() if ends[1] - ends[0] < 10 - 1e-6}
    assert quick.keys() == slow.keys()
    for key, ends in quick.items():
        assert ends == pytest.approx(slow[key], abs=1e-5)
