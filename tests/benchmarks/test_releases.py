"""Made offices for releases, and what is measured on them."""

from benchmarks.releases import made_office, released
from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Rule


def test_totals_are_the_sums_of_their_cells():
    cells = made_office([2, 3], 1.0, seed=1)
    inner = [cell for key, cell in cells.items() if ALL not in key]
    assert len(inner) == 2 * 5 * 8 and sum(cell.visits for cell in inner) == sum(
        cells[agency, ALL, ALL].visits for agency in ("a00", "a01")
    )
    assert cells["a00", ALL, ALL].counters == {"c00-0", "c00-1"}


def test_what_is_kept_and_how_closely_the_rest_is_bounded():
    one = released(made_office([1, 5, 5, 5], 3.0, seed=1), Rule(), attacked=3)
    assert 0 < one.published <= one.allowed < one.cells
    assert 0.9 < one.innermost < 1 and 0 < one.everywhere < 1
    assert len(one.widths) == 3 and one.widths.min() >= 0.2


def test_what_is_refused_has_no_outcome():
    assert released(made_office([1, 1], 1.0, seed=1), Rule(), attacked=3) is None
