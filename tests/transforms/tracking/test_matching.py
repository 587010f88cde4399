from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pantau.transforms.tracking import matching
from pantau.transforms.tracking.matching import greatest_together

tables = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: st.lists(
        st.lists(st.floats(-6, 12).map(lambda gain: round(gain, 3)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


def best(table):
    """What the best choice gains, found by trying all."""

    @cache
    def from_row(row, taken):
        if row == len(table):
            return 0.0
        without = from_row(row + 1, taken)
        free = [c for c, gain in enumerate(table[row]) if gain > 0 and not taken >> c & 1]
        return max([without, *(table[row][c] + from_row(row + 1, taken | 1 << c) for c in free)])

    return from_row(0, 0)


def matched(table):
    """The chosen cells with their margins."""
    cells = [(r, c, g) for r, line in enumerate(table) for c, g in enumerate(line) if g > 0]
    row, column, gain = (np.array(of) for of in zip(*cells, strict=True)) if cells else [np.zeros(0, int)] * 3
    chosen, margin = greatest_together(row, column, gain.astype(float))
    return {(int(row[i]), int(column[i])): float(m) for i, m in zip(chosen, margin, strict=True)}


@pytest.fixture(params=[300, 1], ids=["in layers", "as a large part"])
def way(request, monkeypatch):
    monkeypatch.setattr(matching, "LARGE", request.param)


@pytest.mark.usefixtures("way")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tables)
def test_the_whole_is_the_greatest_and_each_margin_what_is_lost_without_the_pair(table):
    pairs = matched(table)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert sum(table[r][c] for r, c in pairs) == pytest.approx(best(table))
    for (row, column), margin in pairs.items():
        without = [list(line) for line in table]
        without[row][column] = 0.0
        assert margin == pytest.approx(best(table) - best(without), abs=1e-9)


def test_two_that_gain_as_much_have_no_margin():
    assert list(matched([[2.0, 2.0]]).values()) == [0.0]
    assert list(matched([[3.0, 3.0], [3.0, 3.0]]).values()) == [0.0, 0.0]
    assert matched([[9.0, -2.0], [-2.0, 9.0]]) == {(0, 0): 9.0, (1, 1): 9.0}
    assert matched([[-0.1]]) == {}


def test_what_has_nothing_in_common_is_chosen_apart():
    table = [[5.0, 1.0, 0.0, 0.0], [4.0, 2.0, 0.0, 0.0], [0.0, 0.0, 7.0, 6.0]]
    assert matched(table) == {(0, 0): 2.0, (1, 1): 2.0, (2, 2): 1.0}


def test_a_part_as_large_as_a_crowd_is_matched_a_small_one_is():
    """Each row could also have the next column: the last one loses 2 by it, the others as much as by having none."""
    count = 400
    row, column = np.concatenate([np.arange(count)] * 2), np.concatenate([np.arange(count), np.arange(count) + 1])
    gain = np.concatenate([np.full(count, 3.0), np.full(count, 1.0)])
    chosen, margin = greatest_together(row, column, gain)
    assert sorted(chosen) == list(range(count))
    assert margin[np.argsort(chosen)] == pytest.approx([3.0] * (count - 1) + [2.0])
