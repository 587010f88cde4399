"""A release of visits, as planned: names of its own, and no more columns than are allowed."""

from datetime import date

import pytest

from benchmarks.release_attack import facts_of_office
from pantau.schemas.release import VISIT_COLUMNS
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.release_order import VISITS, Publication, ReleaseOrder
from pantau.transforms.releases.visits.plan_visits import plan_visits

DAYS = [date(2026, 9, number) for number in (1, 2, 3, 4)]


def order(kind="week"):
    return ReleaseOrder("t", DAYS[0], DAYS[-1], kind, 60, Rule(), Publication("p", "c", "r", "l"), level=VISITS)


def facts(changed=None, **agencies):
    office = {
        (agency, day, hour): {f"secret-{agency}{n}": 20 for n in range(size)}
        for agency, size in agencies.items()
        for day in DAYS
        for hour in (8, 9)
    }
    return facts_of_office(office, changed)


def test_rows_hold_all_visits_and_nothing_that_leads_to_a_counter():
    planned = plan_visits(order(), facts(big=3, one=1, two=2), [])
    table = planned.tables["visits"]
    assert table.column_names == [column.name for column in VISIT_COLUMNS]
    rows = table.to_pylist()
    assert sum(row["visits"] for row in rows) == 6 * 4 * 2 * 20
    assert {row["office"] for row in rows} == {"office-1", "office-2"}
    assert {(row["period_from"], row["time_from"], row["time_to"]) for row in rows} == {
        ("2026-W36", "08:00", "09:00"),
        ("2026-W36", "09:00", "10:00"),
    }
    assert not any("secret" in str(row) or "big" in str(row) for row in rows)
    assert {one.agencies for one in planned.published} == {("big",), ("one", "two")}


def test_names_are_those_that_were_drawn_and_else_are_drawn():
    known = facts(**{f"agency{n}": 3 for n in range(6)})
    first = plan_visits(order(), known, [])
    again = plan_visits(order(), known, first.published)
    assert again == first and again.notes == first.notes
    others = {tuple(one.agencies for one in plan_visits(order(), known, []).published) for _ in range(12)}
    assert len(others) > 1


def test_observers_have_names_too():
    planned = plan_visits(order(), facts(changed=DAYS[3], big=4), [])
    # Of one date nothing stands.
    assert [cover["observer"] for cover in planned.covers] == ["observer-1"]
    assert planned.covers[0]["last"] == "2026-09-03" and len(planned.merging) == 1


def test_nothing_is_refused_with_the_rule():
    with pytest.raises(NothingToPublish, match="fewer than 3 counters"):
        plan_visits(order(), facts(one=1, two=1), [])
    with pytest.raises(ValueError, match="visits have week, month, all, and no date"):
        order("date")
