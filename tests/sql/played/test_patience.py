"""How long parties would wait: by hand, and drawn as it was scripted."""

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.sql.connection import create_macros
from pantau.sql.played.patience import patience


def drawn(waited, gave_up, draws, seen=None):
    seen = [True] * len(waited) if seen is None else seen
    with duckdb.connect() as connection:
        create_macros(connection)
        asked = "SELECT patience(?::DOUBLE[], ?::BOOLEAN[], ?::BOOLEAN[], ?::DOUBLE[])"
        return connection.execute(asked, [waited, gave_up, seen, draws]).fetchone()[0]


@pytest.mark.parametrize(
    ("draw", "patience_s"),
    [
        # Of three who waited 30 s one left then, of two who waited 60 s one did: 2/3 and then 1/3 stay.
        (0.7, 30),
        (0.66, 60),
        (0.34, 60),
        (0.33, np.inf),
    ],
)
def test_by_hand(draw, patience_s):
    found = drawn([30, 60, 0, 60], [True, True, False, False], [0, 0, draw, 0])
    assert found == [30, 60, patience_s, np.inf]


def test_who_waited_past_the_first_draws_from_what_is_left():
    assert drawn([30, 60, 40, 60], [True, True, False, False], [0, 0, 0.51, 0]) == [30, 60, 60, np.inf]
    assert drawn([30, 60, 40, 60], [True, True, False, False], [0, 0, 0.49, 0]) == [30, 60, np.inf, np.inf]


def test_who_came_before_anything_was_recorded_says_nothing_of_others():
    assert drawn([10, 20, 0], [True, True, False], [0, 0, 0.5], [False, True, True]) == [10, 20, 20]
    assert drawn([10, 0], [True, False], [0, 0], [False, True]) == [10, np.inf]


def test_where_all_gave_up_who_stayed_longer_stays_to_the_end():
    assert drawn([10, 90], [True, False], [0, 0], [True, False]) == [10, np.inf]
    assert drawn([10, 5], [True, False], [0, 0], [True, False]) == [10, 10]


PARTY = st.tuples(st.integers(0, 9), st.booleans(), st.booleans(), st.floats(0, 1))


@given(st.lists(PARTY, min_size=1))
def test_nobody_leaves_sooner_than_they_did(parties):
    waited, gave_up, seen, draws = (np.array(column) for column in zip(*parties, strict=True))
    found = patience(waited.astype(float), gave_up, seen, draws)
    assert (found[gave_up] == waited[gave_up]).all()
    assert (found[~gave_up] > waited[~gave_up]).all()


def test_patience_that_was_cut_by_services_is_drawn_as_it_was():
    random = np.random.default_rng(3)
    would, offered = random.exponential(60, 20_000), random.exponential(40, 20_000)
    gave_up = would < offered
    found = patience(np.minimum(would, offered), gave_up, np.full(20_000, True), random.random(20_000))
    assert (found > 60).mean() == pytest.approx(np.exp(-1), abs=0.01)
