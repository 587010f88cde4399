"""Erlang C, against the textbook and against a queue that is played through."""

from heapq import heapify, heapreplace
from random import Random

import duckdb
import pytest

from pantau.sql.connection import create_macros


@pytest.fixture(scope="module")
def within():
    with duckdb.connect() as connection:
        create_macros(connection)
        yield lambda *given: connection.execute("SELECT erlang_c_within(?, ?, ?, ?)", given).fetchall()[0][0]


@pytest.mark.parametrize(("load", "counters", "must_wait"), [(2.0, 3, 4 / 9), (0.5, 1, 0.5), (1.0, 2, 1 / 3)])
def test_who_must_wait_is_as_in_the_textbook(within, load, counters, must_wait):
    assert within(load, 60.0, counters, 0.0) == pytest.approx(1 - must_wait, abs=1e-12)


def test_edges(within):
    assert within(0.0, 60.0, 0, 10.0) == 1
    assert within(2.0, 60.0, 2, 1e9) == within(3.0, 60.0, 2, 1e9) == within(1.0, 60.0, 0, 10.0) == 0
    assert within(None, 60.0, 2, 10.0) is None and within(1.0, 60.0, None, 10.0) is None
    assert 0.999 < within(150.0, 300.0, 200, 600.0) <= 1


def played_through(load, mean_s, counters, limit_s, customers=60_000):
    """The share of those who come at random that one of the counters takes within a limit, first come first served."""
    random, now, within = Random(20), 0.0, 0
    free = [0.0] * counters
    heapify(free)
    for _ in range(customers):
        now += random.expovariate(load / mean_s)
        start = max(now, free[0])
        heapreplace(free, start + random.expovariate(1 / mean_s))
        within += start - now <= limit_s
    return within / customers


@pytest.mark.parametrize(
    ("load", "mean_s", "counters", "limit_s"), [(0.7, 300.0, 1, 300.0), (2.5, 240.0, 3, 120.0), (6.0, 600.0, 8, 300.0)]
)
def test_a_queue_that_is_played_through_comes_to_the_same(within, load, mean_s, counters, limit_s):
    # Of 60,000; neighbours wait alike, so the share is less sure than that of so many who do not know of each other.
    assert within(load, mean_s, counters, limit_s) == pytest.approx(
        played_through(load, mean_s, counters, limit_s), abs=0.015
    )
