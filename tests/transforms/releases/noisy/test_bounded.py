"""What of each counter's date counts, and that no date of a counter changes more than its bound."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.release_attack import facts_stream
from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts
from pantau.transforms.releases.counting.facts import gather
from pantau.transforms.releases.noisy.bounded import bounded, in_cells, in_classes, open_counters

FIRST = date(2026, 9, 1)
LAST = FIRST + timedelta(days=2)
BLOCK, BY_DATE = Block(("a",), FIRST, LAST, "x"), Resolution("date", 60)
CELLS = [(str(FIRST + timedelta(days=day)), f"{hour:02}:00-{hour + 1:02}:00") for day in range(3) for hour in (8, 9)]

VISITS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from("uvw"), st.sampled_from((8, 9))), max_size=60)
"""Day, counter and hour of each."""


def facts(visits, openings=()):
    days = []
    for day in range(3):
        events = [("service", unit, hour, 60.0, True, True, 5.0) for on, unit, hour in visits if on == day]
        opened = [one[1:] for one in openings if one[0] == day]
        streams = facts_stream(events, EVENTS), facts_stream(opened, OPENINGS)
        days.append(DayFacts(str(FIRST + timedelta(days=day)), "a", (("c", "x"),), *streams))
    return gather(days)


def counts(visits, most):
    return np.array(in_cells(bounded(facts(visits).services, most), BLOCK, BY_DATE, CELLS))


@given(VISITS, st.integers(1, 9))
def test_each_counters_date_has_all_or_as_many_as_count(visits, most):
    kept = bounded(facts(visits).services, most)
    found = Counter(zip(kept["service_date"].to_pylist(), kept["unit"].to_pylist(), strict=True))
    there = Counter((FIRST + timedelta(days=day), unit) for day, unit, _ in visits)
    assert found == {key: min(n, most) for key, n in there.items()}


@given(VISITS, st.integers(1, 9), st.integers(0, 2), st.sampled_from("uvw"))
def test_no_counters_date_changes_more_than_the_bound(visits, most, day, unit):
    """The sensitivity that the noise is made for, with and without all that happened at one counter on one date."""
    without = [one for one in visits if one[:2] != (day, unit)]
    assert np.abs(counts(visits, most) - counts(without, most)).sum() <= most


def test_a_shared_queue_is_one_whoever_was_at_work():
    """One date of it may change no more than another, so that the noise is enough."""
    visits = [(0, "u+v@u", 8)] * 9 + [(0, "u+v", 9)] * 9 + [(0, "w", 8)] * 3
    assert counts(visits, 4)[:2].tolist() == [2 + 3, 2]


def test_those_that_count_are_spread_over_the_date():
    visits = [(0, "u", 8)] * 30 + [(0, "u", 9)] * 30
    assert counts(visits, 10)[:2].tolist() == [5, 5]


def test_counters_are_those_that_were_observed_whether_or_not_anybody_came():
    openings = [(0, "u", 8, 3600.0, 3600.0, 0.0), (0, "v", 8, 3600.0, 10.0, 0.0), (0, "w", 8, 3600.0, 0.0, 0.0)]
    openings += [(1, "u", 9, 3600.0, 3600.0, 0.0)]
    found = open_counters(facts([], openings).openings, BLOCK, BY_DATE)
    assert found == {CELLS[0]: 2, CELLS[3]: 1}
    whole = open_counters(facts([], openings).openings, BLOCK, Resolution("all", 1440))
    assert list(whole.values()) == [2]


def test_visits_outside_of_all_cells_are_not_counted():
    assert in_cells(facts([(0, "u", 8), (1, "u", 9)]).services, BLOCK, BY_DATE, CELLS[1:]) == [0, 0, 1, 0, 0]
    assert in_cells(facts([]).services, BLOCK, BY_DATE, CELLS) == [0] * 6


def test_classes_have_those_of_which_it_is_not_known_last():
    seconds, known = np.array([0.0, 59.9, 60.0, 5000.0, np.nan, 70.0]), np.array([True] * 4 + [False] * 2)
    found = in_classes(seconds, known)
    assert (found[0], found[1], found[11], found[12], sum(found)) == (2, 1, 1, 2, 6)
