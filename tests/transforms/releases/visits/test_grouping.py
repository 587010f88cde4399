"""Visits in groups: each keeps the rule, and whoever knows all others' counters gains little by its columns."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.releases.visits.grouping import LEAST_DATES, MOST_GAIN, VisitGroup, VisitPlaces, grouped

RULE = Rule()


def places(rows, sizes):
    """Of rows of counter, date and places."""
    rows = np.array(rows)
    return VisitPlaces(rows[:, 2:], sizes, rows[:, 0], rows[:, 1])


def even(counters=3, days=3, each=4, more=()):
    """As many visits of each counter on each date in each of two periods and two classes of service."""
    return [
        (counter, day, period, 0, service, 0)
        for counter in range(counters)
        for day in range(days)
        for period in range(2)
        for service in range(2)
        for _ in range(each)
    ] + list(more)


def test_visits_alike_at_all_counters_are_told_apart_as_far_as_columns_go():
    found = grouped(places(even(), (2, 1, 2, 1)), RULE)
    assert found == [
        VisitGroup((period, 0, service, 0), (period, 0, service, 0), 36) for period in (0, 1) for service in (0, 1)
    ]


def test_a_service_that_one_counter_has_more_of_is_not_told_apart():
    """With 30 long ones more the first counter has 48 of 84 of the long ones, and 66 of all 138: nine points more."""
    some = [(0, n % 3, n % 2, 0, 1, 0) for n in range(30)]
    base = even(each=3)
    assert {one.first[2] for one in grouped(places(base, (2, 1, 2, 1)), RULE)} == {0, 1}
    assert {(one.first[2], one.last[2]) for one in grouped(places(base + some, (2, 1, 2, 1)), RULE)} == {(0, 1)}


def test_too_few_counters_dates_or_visits_are_no_group_at_all():
    assert grouped(places(even(counters=2, each=20), (2, 1, 2, 1)), RULE) == []
    assert grouped(places(even(days=2, each=20), (2, 1, 2, 1)), RULE) == []
    assert grouped(places(even(each=1)[:9], (2, 1, 2, 1)), RULE) == []
    assert grouped(VisitPlaces(np.zeros((0, 4), int), (1, 1, 1, 1), np.zeros(0, int), np.zeros(0, int)), RULE) == []


def test_a_date_with_more_than_half_of_a_group_is_not_told():
    crowd = [(counter, 0, 0, 0, service, 0) for counter in range(3) for service in (0, 1) for _ in range(6)]
    assert {one.first[0] for one in grouped(places(even(more=crowd), (2, 1, 2, 1)), RULE)} == {0}


@st.composite
def many(draw):
    number = draw(st.integers(20, 250))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    counters = draw(st.integers(2, 6))
    weights = random.gamma(2, 1, counters)
    counter = random.choice(counters, number, p=weights / weights.sum())
    service = np.minimum(random.poisson(1 + counter * draw(st.sampled_from([0.0, 0.5]))), 5)
    columns = [random.integers(0, size, number) for size in (6, 4, 3)]
    rows = np.stack([counter, columns[0], columns[1], columns[2], service, random.integers(0, 3, number)], axis=1)
    return places(rows, (4, 3, 6, 3))


def inside(one, at, axes=4):
    return ((at[:, :axes] >= one.first[:axes]) & (at[:, :axes] <= one.last[:axes])).all(axis=1)


@settings(max_examples=60, deadline=None)
@given(many())
def test_groups_share_out_all_visits_and_each_keeps_the_rule(where):
    found = grouped(where, RULE)
    assert sum(one.visits for one in found) in (0, len(where.at))
    assert found == [] or (np.sum([inside(one, where.at) for one in found], axis=0) == 1).all()
    for one in found:
        rows, times = inside(one, where.at), inside(one, where.at, 2)
        behind = {str(c): int((where.counter[rows] == c).sum()) for c in range(6)}
        assert one.visits == rows.sum() and RULE.keeps([Cell(behind)])
        days = np.bincount(where.day[rows])
        assert (days > 0).sum() >= LEAST_DATES and 2 * days.max() <= one.visits
        for counter, visits in behind.items():
            share = (where.counter[times] == int(counter)).sum() / times.sum()
            assert visits / one.visits <= share + MOST_GAIN + 1e-6
