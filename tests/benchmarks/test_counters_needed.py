"""Erlang C beside scripted queues: where few come it is right, where many come it promises less than happens."""

import pytest

from benchmarks.counters_needed import fits


@pytest.mark.slow
@pytest.mark.parametrize("rate", [10.0, 25.0])
def test_erlang_c_is_right_where_few_come_and_promises_too_little_where_many_do(rate):
    quick, slow = fits(rate, 0.5, (60.0, 180.0), days=20)
    assert 0 < quick.load < 1 and quick.seen_share < slow.seen_share
    for fit in (quick, slow):
        if rate == 10.0:
            assert fit.expected_share == pytest.approx(fit.seen_share, abs=0.07)
        else:
            assert fit.expected_share - 0.07 < fit.seen_share
    assert slow.seen_share - slow.expected_share < 0.25
