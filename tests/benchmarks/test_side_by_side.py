from math import factorial

import pytest

from benchmarks.side_by_side import side_by_side


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2])
def test_results_come_in_the_order_of_the_elements(processes):
    assert list(side_by_side(factorial, [4, 1, 3], processes)) == [24, 1, 6]
