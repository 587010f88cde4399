"""What is withheld cannot be worked out from what is published."""

import pytest
from hypothesis import given, settings

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Rule, lines
from pantau.transforms.disclosure.suppression import NothingToPublish, Reason, plan, suppress
from tests.transforms.disclosure.tables import determined, offices, outsider, with_totals

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
    assert planned["a", "x", "3"] == Reason.PROTECTS or planned["a", "x", ALL] == Reason.PROTECTS


def test_totals_over_agencies_give_way_to_the_detail_of_an_agency():
    office = {("big", day, time): even(50) for day in "xyz" for time in "123"}
    office |= {("small", day, time): {"s1": 40} for day in "xyz" for time in "123"}
    planned = plan(with_totals(office), RULE)
    assert all(planned["big", day, time] is None for day in "xyz" for time in "123")
    assert all(planned["small", day, time] == Reason.COUNTERS for day in "xyz" for time in "123")
    assert not [key for key in planned if key[0] == ALL]


@pytest.mark.parametrize(
    ("office", "message"),
    [
        ({("a", "x", "1"): {"c1": 9}}, "keeps 10 visits and 3 counters"),
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


@settings(max_examples=25)
@given(offices())
def test_an_outsider_derives_no_withheld_cell(office):
    """Linear reconstruction from everything that is published, by means that share nothing with the planning."""
    cells = with_totals(office)
    try:
        planned = plan(cells, RULE)
    except NothingToPublish:
        return
    published = {key: None if reason else cells[key].visits for key, reason in planned.items()}
    for key, visits in published.items():
        assert visits is None or (visits >= 10 and len(cells[key].counters) >= 3)
    assert not determined(published)
    for key, (least, most) in outsider(published).items():
        assert least - 1e-5 <= cells[key].visits <= most + 1e-5
        assert most - least >= max(10, cells[key].visits / 5) - 1e-5
    for line in lines(published):
        withheld = [part for part in line.parts if published[part] is None]
        if published[line.total] is not None and withheld:
            assert len(withheld) >= 2
            assert RULE.keeps(cells[part] for part in withheld)


@settings(max_examples=25)
@given(offices())
def test_sums_across_lines_keep_the_rule_too(office):
    """A published total of all, less all published innermost cells: what is left over is of many, or of nobody."""
    cells = with_totals(office)
    try:
        hidden = suppress(cells, RULE)
    except NothingToPublish:
        return
    for total in cells:
        if total in hidden:
            continue
        under = [key for key in cells if ALL not in key and all(t in (ALL, k) for t, k in zip(total, key, strict=True))]
        left = [cells[key] for key in under if key in hidden]
        assert not left or RULE.keeps(left)


def test_a_cell_alone_is_a_table():
    assert plan({("a", "x", "1"): Cell(10, frozenset("123"))}, RULE) == {("a", "x", "1"): None}
