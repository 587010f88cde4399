"""Shares tell counts of visits, and must not tell those of a counter."""

import random

import numpy as np
import pytest

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.disclosure.shares import with_share
from pantau.transforms.disclosure.suppression import NothingToPublish, plan
from tests.transforms.disclosure.tables import null_space, random_office, unknown_and_sums, with_totals

RULE = Rule()
DAYS = [("a", day, time) for day in "xyz" for time in "123"]


def shares(office, marked):
    cells, has = with_totals(office), with_totals(marked)
    return with_share(plan(cells, RULE), cells, has, RULE), plan(cells, RULE)


def test_marks_spread_over_all_counters_are_told():
    office = {key: {"1": 40, "2": 30, "3": 30} for key in DAYS}
    told, planned = shares(office, {key: {"1": 3, "2": 1, "3": 0} for key in DAYS})
    assert told == planned.keys()


@pytest.mark.parametrize("marked", [{"1": 40}, {"2": 30, "3": 30}, {"1": 40, "2": 1}, {"1": 37}])
def test_a_counter_that_alone_has_the_mark_is_not_told(marked):
    """As where one counter alone has a queue drawn: the share times the visits would be that counter's visits."""
    office = {key: {"1": 40, "2": 30, "3": 30} for key in DAYS}
    told, _ = shares(office, {key: {"1": 0, "2": 0, "3": 0} | marked for key in DAYS})
    assert told == set()


def test_all_or_none_marked_tells_no_more_than_the_visits():
    office = {key: {"1": 40, "2": 30, "3": 30} for key in DAYS}
    for marked in (office, {key: dict.fromkeys(office[key], 0) for key in DAYS}):
        told, planned = shares(office, marked)
        assert told == planned.keys()


def test_a_share_that_is_withheld_does_not_follow_from_totals():
    office = {key: {"1": 40, "2": 30, "3": 30} for key in DAYS}
    marked = {key: {"1": 8, "2": 8, "3": 8} for key in DAYS}
    marked["a", "x", "1"] = {"1": 40, "2": 0, "3": 0}
    told, planned = shares(office, marked)
    unknown, rows = unknown_and_sums(planned, told)
    assert unknown == [("a", "x", "1")] and null_space(rows).any()
    assert told == planned.keys() - {("a", "x", "1"), ("a", "x", ALL), ("a", ALL, "1"), ("a", ALL, ALL)}


def test_a_visit_or_two_that_have_the_mark_tell_nobody():
    office = {key: {"1": 40, "2": 30, "3": 30, "4": 1} for key in DAYS}
    marks = {key: dict.fromkeys("1234", 0) for key in DAYS}
    told, planned = shares(office, marks | {("a", "x", "1"): {"1": 2, "4": 1}})
    assert told == planned.keys()
    told, _ = shares(office, marks | {key: {"4": 1} for key in DAYS})
    assert told == set()


def test_a_withheld_cell_has_no_share():
    office = {key: {"1": 40, "2": 30, "3": 30} for key in DAYS} | {("a", "x", "1"): {"1": 3}}
    told, planned = shares(office, {key: {counter: n // 2 for counter, n in office[key].items()} for key in DAYS})
    assert told and all(planned[key] is None for key in told)


@pytest.mark.slow
def test_no_set_of_cells_tells_a_counter_of_random_tables():
    """Cells whose share is not given: no determined sum of marked visits is nearly all those of one counter."""
    draw, tried = random.Random(3), 0
    while tried < 25:
        cells = with_totals(office := random_office(draw, 2, 2, 2))
        chances = {counter: draw.choice([0, 0.1, 1]) for counter in sorted(cells.get((ALL,) * 3, Cell({})).by_counter)}
        drawn = {
            key: {c: sum(draw.random() < chances[c] for _ in range(n)) for c, n in by.items()}
            for key, by in office.items()
        }
        marked = with_totals(drawn)
        try:
            planned = plan(cells, RULE)
        except NothingToPublish:
            continue
        tried += 1
        told = with_share(planned, cells, marked, RULE)
        inner = [key for key in planned if ALL not in key]
        unknown, rows = sorted(inner), _rows(told, inner)
        directions = null_space(rows)
        sets = (np.arange(1, 2 ** len(unknown))[:, None] >> np.arange(len(unknown))) & 1
        for one in sets[~(sets @ directions).any(axis=1)]:
            some = [unknown[at] for at in np.flatnonzero(one)]
            for has in (marked, {key: _rest(cells[key], marked[key]) for key in some}):
                amounts = {}
                for key in some:
                    for counter, n in has[key].by_counter.items():
                        amounts[counter] = amounts.get(counter, 0) + n
                for counter in amounts:
                    target = sum(
                        has[key].by_counter.get(counter, 0)
                        for key in some
                        if cells[key].by_counter.get(counter, 0) >= RULE.visits
                        and 10 * has[key].by_counter.get(counter, 0) >= 9 * cells[key].by_counter.get(counter, 0)
                    )
                    for other in amounts:
                        if other != counter and target:
                            assert sum(amounts.values()) - amounts[other] >= 1.1 * target - 1e-9


def _rows(told, inner):
    rows = [
        [int(all(t in (ALL, k) for t, k in zip(total, key, strict=True))) for key in sorted(inner)] for total in told
    ]
    return np.array(rows, np.int64).reshape(len(rows), len(inner))


def _rest(cell, has):
    return Cell({counter: n - has.by_counter.get(counter, 0) for counter, n in cell.by_counter.items()})
