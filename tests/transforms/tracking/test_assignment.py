import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.tracking.assignment import most_probable, most_probable_on_each

gains = st.integers(1, 4).flatmap(
    lambda rows: st.integers(1, 4).flatmap(
        lambda columns: st.lists(
            st.lists(st.floats(-12, 15).map(lambda gain: round(gain, 3)), min_size=columns, max_size=columns),
            min_size=rows,
            max_size=rows,
        )
    )
)


def together(tables):
    """Pairs of each table, found for all at once."""
    cells, row, column = [], 0, 0
    places = []
    for table in tables:
        cells += [(row + r, column + c, g) for r, line in enumerate(table) for c, g in enumerate(line) if g > 0]
        places.append((row, column))
        row, column = row + len(table), column + len(table[0])
    rows, columns, values = (np.array(of) for of in zip(*cells, strict=True)) if cells else [np.zeros(0, int)] * 3
    found = zip(*(of.tolist() for of in most_probable_on_each(rows, columns, values.astype(float))), strict=True)
    pairs = {(r, c): sure for r, c, sure in found}
    return [
        {
            (r - top, c - left): sure
            for (r, c), sure in pairs.items()
            if 0 <= r - top < len(table) and 0 <= c - left < len(table[0])
        }
        for (top, left), table in zip(places, tables, strict=True)
    ]


@pytest.mark.slow
@given(st.lists(gains, min_size=1, max_size=5))
def test_all_at_once_gives_what_each_gives_alone(tables):
    for table, found in zip(tables, together(tables), strict=True):
        gain = np.array(table)
        alone = {(r, c): sure for r, c, sure in most_probable(gain)}
        # Of several that are as probable any may be taken.
        assert sum(gain[pair] for pair in found) == pytest.approx(sum(gain[pair] for pair in alone))
        if found.keys() == alone.keys():
            assert found == pytest.approx(alone, abs=1e-9)


def test_two_by_two():
    (found,) = together([[[9.0, 4.0], [5.0, 6.0]]])
    assert found == pytest.approx({pair[:2]: pair[2] for pair in most_probable(np.array([[9.0, 4.0], [5.0, 6.0]]))})
    assert found.keys() == {(0, 0), (1, 1)}


def test_nobody_is_nobody():
    assert together([[[-1.0]]]) == [{}]
