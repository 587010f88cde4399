"""A queue that is played, by hand and against Erlang C."""

import duckdb
import numpy as np
import pytest

from pantau.sql.connection import create_macros
from pantau.sql.played.queue import played_waits

FOREVER = [np.inf] * 3


@pytest.mark.parametrize(
    ("came", "took", "opened", "waits"),
    [
        ([0, 10, 20], [100, 100, 100], [1], [0, 90, 180]),
        ([0, 10, 20], [100, 100, 100], [2], [0, 0, 80]),
        ([-60, 0], [30, 30], [1], [60, 30]),  # before opening
        ([0, 10], [1000, 100], [1, 0, 2], [0, 1790]),  # served to the end after its counter closed
        ([100, 2000], [10, 10], [0, 1, 0], [800, np.inf]),  # nobody comes back after the last quarter
        ([100, 880], [800, 10], [1], [0, 20]),  # after closing, who waits is served
        ([0], [10], [0], [np.inf]),
    ],
)
def test_days_worked_out_by_hand(came, took, opened, waits):
    patience = FOREVER[: len(came)]
    found = played_waits(np.array([came], float), np.array([took], float), np.array([patience]), np.array([opened]))
    assert found.tolist() == [waits]
    with duckdb.connect() as connection:
        create_macros(connection)
        create_macros(connection)
        asked = """SELECT played_waits(?::DOUBLE[], ?::DOUBLE[], ?::DOUBLE[], ?::BIGINT[]),
                          played_waits([0, 1], [5, 5], [9, 9], [1, 1, 1, 1])"""
        assert connection.execute(asked, [came, took, patience, opened]).fetchone() == (waits, [0, 4])


def test_who_would_wait_longer_leaves_and_takes_nobodys_time():
    came, took = np.array([[0.0, 10, 20, 30]]), np.full((1, 4), 100.0)
    found = played_waits(came, took, np.array([[0.0, 50, 80, 80]]), np.array([[1]]))
    assert found.tolist() == [[0, np.inf, 80, np.inf]]


def test_where_parties_come_at_random_it_is_as_erlang_c_has_it():
    random = np.random.default_rng(5)
    gaps = random.exponential(100, (400, 600))
    took, forever = random.exponential(180, (400, 600)), np.full((400, 600), np.inf)
    waits = played_waits(gaps.cumsum(1), took, forever, np.full((400, 100), 3))
    with duckdb.connect() as connection:
        create_macros(connection)
        (expected,) = connection.execute("SELECT erlang_c_within(1.8, 180, 3, 60)").fetchone()
    # From the 300th party on the empty hall at the beginning is forgotten.
    assert (waits[:, 300:] <= 60).mean() == pytest.approx(expected, abs=0.015)
