"""What is withheld cannot be worked out from what is published."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings

from pantau.schemas.release import ALL
from pantau.transforms.disclosure import suppression
from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.disclosure.suppression import NothingToPublish, Reason, plan
from tests.transforms.disclosure.tables import (
    bounds_of,
    given_away,
    null_space,
    offices,
    random_office,
    unknown_and_sums,
    with_totals,
)

RULE = Rule()


def even(visits):
    return {"c1": visits, "c2": visits, "c3": visits}


def test_nothing_is_withheld_where_every_cell_keeps_the_rule():
    cells = with_totals({(a, d, t): even(10) for a in "ab" for d in "xy" for t in "12"})
    assert set(plan(cells, RULE).values()) == {None}


def test_a_small_cell_takes_others_with_it():
    office = {("a", day, time): even(5 + n) for n, (day, time) in enumerate([(d, t) for d in "xyz" for t in "123"])}
    office["a", "x", "1"] = {"c1": 3}
    planned = plan(with_totals(office), RULE)
    withheld = {key: reason for key, reason in planned.items() if reason}
    assert withheld[("a", "x", "1")] == Reason.VISITS
    assert {key for key, reason in withheld.items() if reason == Reason.PROTECTS} == {
        ("a", "x", "2"),
        ("a", "y", "1"),
        ("a", "y", "2"),
    }
    assert all(key[0] != ALL for key in planned)  # one agency: totals over agencies would repeat it


def test_a_busy_cell_of_two_counters_is_withheld():
    office = {("a", day, time): even(50) for day in "xyz" for time in "123"}
    office["a", "x", "1"] = {"c1": 300, "c2": 300}
    assert plan(with_totals(office), RULE)["a", "x", "1"] == Reason.COUNTERS


def test_two_cells_of_the_same_two_counters_do_not_protect_each_other():
    office = {("a", day, time): even(50) for day in "xyz" for time in "123"}
    office["a", "x", "1"] = office["a", "x", "2"] = {"c1": 300, "c2": 300}
    planned = plan(with_totals(office), RULE)
    assert planned["a", "x", ALL] == Reason.DOMINANCE and Reason.PROTECTS in planned.values()
    assert planned["a", ALL, "1"] is planned["a", ALL, "2"] is planned["a", ALL, ALL] is None


@pytest.mark.parametrize(
    ("office", "message"),
    [
        ({("a", "x", "1"): {"c1": 9}}, "fewer than 10 visits, fewer than 3 counters"),
        ({("a", d, t): {"c1": 90, "c2": 90} for d in "xy" for t in "12"}, "longer period, wider time bins or more"),
        ({}, "no visit in the period"),
    ],
)
def test_what_cannot_keep_the_rule_is_refused(office, message):
    with pytest.raises(NothingToPublish, match=message):
        plan(with_totals(office), RULE)


def test_the_order_of_the_cells_does_not_matter():
    office = {(a, d, t): even(4 + i * j) for i, a in enumerate("ab") for j, d in enumerate("xyz") for t in "123"}
    cells = with_totals(office)
    assert plan(dict(reversed(cells.items())), RULE) == plan(cells, RULE)


def test_four_published_numbers_do_not_give_a_counter():
    """All less row less column plus cell were the 12 visits of counter b1, and every single total was in order."""
    office = {(a, "x", t): {f"{a}{n}": 31 + n for n in range(3)} for a in "abc" for t in "12"}
    office |= {("a", day, t): {f"a{n}": 25 + n for n in range(3)} for day in "yz" for t in "12"}
    office["b", "y", "1"] = {"b1": 12}
    cells = with_totals(office)
    naive = {key: None if RULE.keeps([cell]) else "rule" for key, cell in cells.items()}
    naive |= dict.fromkeys([key for key in cells if key[0] in "bc" or (key[1] in "yz" and key[0] == ALL)], "other")
    naive |= dict.fromkeys([("a", "y", "1"), ("a", "z", "1"), ("a", "y", ALL), ("a", "z", ALL)], "other")
    published = [(ALL, ALL, "1"), ("a", ALL, "1"), (ALL, "x", "1"), ("a", "x", "1")]
    assert all(naive[key] is None for key in published)
    signs = (1, -1, -1, 1)
    assert sum(sign * cells[key].visits for sign, key in zip(signs, published, strict=True)) == 12
    assert (("b", "y", "1"),) in given_away(naive, cells, RULE)
    planned = plan(cells, RULE)
    assert given_away(planned, cells, RULE) == []
    assert sum(reason is None for reason in planned.values()) > len(planned) / 2


def test_a_counter_that_nearly_is_the_cell_is_withheld():
    office = {("a", day, time): even(50) for day in "xyz" for time in "123"}
    office["a", "x", "1"] = {"c1": 100, "c2": 60, "c3": 9}
    assert plan(with_totals(office), RULE)["a", "x", "1"] == Reason.DOMINANCE
    assert plan(with_totals(office | {("a", "x", "1"): {"c1": 90, "c2": 60, "c3": 9}}), RULE)["a", "x", "1"] is None


def test_what_is_found_to_be_determined_is_freed_and_checked_again(monkeypatch):
    office = {("a", day, time): even(50) for day in "xyz" for time in "123"} | {("a", "x", "1"): {"c1": 3}}
    cells, asked = with_totals(office), []

    def determined(table, hidden, *_):
        asked.append(int(hidden.sum()))
        return {table.innermost.index(("a", "z", "3")): 1} if len(asked) == 1 else None

    before = sum(reason is not None for reason in plan(cells, RULE).values())
    monkeypatch.setattr(suppression, "determined_of_few", determined)
    planned = plan(cells, RULE)
    assert len(asked) >= 2 and asked[1] > asked[0] >= before
    assert planned["a", "z", "3"] == Reason.PROTECTS and given_away(planned, cells, RULE) == []


def test_a_stricter_rule_withholds_more():
    office = {("a", day, time): {"c1": 60, "c2": 50, "c3": 10} for day in "xyz" for time in "123"}
    assert set(plan(with_totals(office), RULE).values()) == {None}
    with pytest.raises(NothingToPublish, match="one counter's visits within 20 %"):
        plan(with_totals(office), Rule(percent=20))


@pytest.mark.slow
def test_three_hundred_random_tables_give_nobody_away():
    """All sets of withheld cells are tried, exactly, against everything that is published."""
    draw, published, refused = random.Random(13), 0, 0
    for number in range(300):
        cells = with_totals(random_office(draw, 2, 2, 1 + number % 2))
        try:
            planned = plan(cells, RULE)
        except NothingToPublish:
            refused += 1
            continue
        assert given_away(planned, cells, RULE) == [], number
        for key, reason in planned.items():
            assert reason is not None or RULE.keeps([cells[key]]), number
        published += sum(reason is None for reason in planned.values())
    # A product that refuses everything would pass as well.
    assert published > 360 and refused < 150


@pytest.mark.slow
def test_larger_tables_tell_nothing_of_two_counters():
    """Of any two counters: what is unknown of their cells is free, in every direction, by fractions."""
    draw, tried = random.Random(2), 0
    while tried < 25:
        cells = with_totals(random_office(draw))
        try:
            planned = plan(cells, RULE)
        except NothingToPublish:
            continue
        tried += 1
        unknown, rows = unknown_and_sums(planned, [key for key, reason in planned.items() if reason is None])
        directions = null_space(rows)
        counters = sorted(frozenset().union(*(cells[key].counters for key in unknown)))
        for two in combinations(counters, 2):
            theirs = directions[[cells[key].counters <= set(two) for key in unknown]]
            assert not null_space(theirs.T).any(), two


@settings(max_examples=10)
@given(offices())
def test_no_outsider_bounds_a_withheld_cell_closely(office):
    """By linear programmes that share nothing with the planning."""
    cells = with_totals(office)
    try:
        planned = plan(cells, RULE)
    except NothingToPublish:
        return
    for key in [key for key, reason in planned.items() if reason and ALL not in key]:
        least, most = bounds_of(planned, cells, [key], {})
        assert least - 1e-5 <= cells[key].visits <= most + 1e-5
        assert most - least >= RULE.spread(cells[key]) - 1e-5


def test_a_cell_alone_is_a_table():
    assert plan({("a", "x", "1"): Cell({"1": 4, "2": 3, "3": 3})}, RULE) == {("a", "x", "1"): None}
