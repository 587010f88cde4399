"""Erlang C beside scripted queues: right of a day under way, too little of its beginning."""

import duckdb
import pytest

from benchmarks.counters_needed import HOURS, fits, random_share
from pantau.sql.connection import create_macros


@pytest.mark.parametrize("load", [0.47, 0.75])
def test_erlang_c_is_right_of_hours_that_are_long_under_way_and_says_too_little_of_the_first(load):
    with duckdb.connect() as connection:
        create_macros(connection)
        ((expected,),) = connection.execute("SELECT erlang_c_within(?, 130, 1, 60)", [load]).fetchall()
    assert random_share(load, 130.0, 60.0, HOURS[10]) == pytest.approx(expected, abs=0.02)
    assert random_share(load, 130.0, 60.0, HOURS[7]) > expected + 0.03


@pytest.mark.slow
def test_scripted_days_are_told_by_hour():
    found = list(fits(25.0, 0.5, (60.0, 180.0), days=3))
    assert [(fit.limit_s, fit.hour) for fit in found] == [(limit, hour) for limit in (60.0, 180.0) for hour in HOURS]
    assert all(0 < fit.load < 1 and 0 < fit.seen_share <= 1 and fit.came > 10 for fit in found)
    # Without the pause between two services it is up to 10 points above.
    assert all(abs(fit.played[0] - fit.seen_share) < 0.04 for fit in found)
