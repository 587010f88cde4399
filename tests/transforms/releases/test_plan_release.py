"""A whole release, as planned."""

from dataclasses import replace
from datetime import date

import pytest

from benchmarks.release_attack import facts_of_office
from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.plan_release import needed_dates, plan_release
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import Publication, ReleaseOrder

FIRST, SECOND = date(2026, 9, 1), date(2026, 9, 2)
SAID = Publication("p", "c", "r", "l")


def order(first=FIRST, last=SECOND, kind="date", width=60):
    return ReleaseOrder("test", first, last, kind, width, Rule(), SAID)


def office(**agencies):
    return {
        (agency, day, hour): {f"{agency}{n}": 20 for n in range(size)}
        for agency, size in agencies.items()
        for day in (FIRST, SECOND)
        for hour in (8, 9)
    }


def cells(planned):
    return {
        (row["agencies"], row["period"], row["time_of_day"]): row["visits"]
        for row in planned.tables["cells"].to_pylist()
    }


def test_small_agencies_share_cells():
    found = cells(plan_release(order(), facts_of_office(office(big=3, one=1, two=2)), []))
    assert found["big", "2026-09-01", "08:00-09:00"] == found["one+two", "2026-09-01", "08:00-09:00"] == 60
    assert found["one+two", ALL, ALL] == 240 and {key[0] for key in found} == {"big", "one+two"}


def test_one_that_can_be_joined_by_nobody_is_named_with_what_is_lacking():
    planned = plan_release(order(), facts_of_office(office(big=5) | office(one=1)), [])
    assert {key[0] for key in cells(planned)} == {"big+one"} or planned.merging == (
        "one, 2026-09-01 to 2026-09-02: 80 visits at 1 counters; 10 at 3 are needed, none of which dominates; it could "
        "stand together with big",
    )


def test_observers_stand_apart():
    planned = plan_release(order(kind="all"), facts_of_office(office(big=3), changed=SECOND), [])
    rows = planned.tables["cells"].to_pylist()
    assert len({row["observer"] for row in rows}) == 2
    assert {row["period"] for row in rows} == {"2026-09-01/2026-09-01", "2026-09-02/2026-09-02"}


def test_an_observer_that_came_back_has_rows_of_each_time():
    """With one key for both times, whoever adds up or joins rows would take two numbers for one."""
    days = [FIRST, SECOND, date(2026, 9, 3)]
    hours = {("big", day, 8): {f"c{n}": 20 + number for n in range(3)} for number, day in enumerate(days)}
    facts = facts_of_office(hours)
    seen = [(*one[:3], "second" if one[1] == SECOND else "first") for one in facts.observers]
    planned = plan_release(order(last=days[2], kind="all"), replace(facts, observers=tuple(seen)), [])
    rows = planned.tables["cells"].to_pylist()
    assert len({row["observer"] for row in rows}) == 2
    keys = ("agencies", "observer", "observer_from", "period", "time_of_day")
    assert len({tuple(row[key] for key in keys) for row in rows}) == len(rows)
    assert {row["observer_from"]: row["visits"] for row in rows} == dict(zip(map(str, days), (60, 63, 66), strict=True))
    classes = {row["observer_from"] for row in planned.tables["durations"].to_pylist()}
    assert classes <= {*map(str, days)} and all(cover["first"] in map(str, days) for cover in planned.covers)


def test_an_office_with_one_queue_publishes_who_gave_up_where_three_were_at_work():
    hours = office(big=3)
    queue, alone = "big0+big1+big2", "big0+big1+big2@big1"
    planned = {}
    for unit in (queue, alone):
        left = {"reneged": {key: {unit: 20} for key in hours}}
        rows = plan_release(order(), facts_of_office(hours, left=left), []).tables["cells"].to_pylist()
        planned[unit] = {row["reneged"] for row in rows}
        assert {row["visits"] for row in rows} == {60, 120, 240}
    assert planned == {queue: {20, 40, 80}, alone: {None}}


def test_nothing_is_refused_with_the_rule():
    with pytest.raises(NothingToPublish, match="fewer than 10 visits, fewer than 3 counters") as refused:
        plan_release(order(), facts_of_office(office(one=1, two=1)), [])
    why = "80 visits at 1 counters; 10 at 3 are needed, none of which dominates; it needs a longer period"
    days = f"{FIRST} to {SECOND}"
    assert str(refused.value).endswith(f". Nothing of one, {days}: {why}; nothing of two, {days}: {why}")
    with pytest.raises(NothingToPublish, match="no visit in the period"):
        plan_release(order(date(2027, 1, 1), date(2027, 1, 2)), facts_of_office(office(big=3)), [])


def test_distributions_stand_in_the_first_release_alone():
    facts = facts_of_office(office(big=3))
    first = plan_release(order(), facts, [])
    again = plan_release(order(kind="all", width=1440), facts, first.published)
    assert first.tables["cells"]["median_service_s"].to_pylist()[0] == 60.0
    assert again.tables["cells"]["median_service_s"].to_pylist() == [None]
    assert again.tables["cells"]["visits"].to_pylist() == [240]


def test_dates_that_are_needed_are_those_linked_by_releases():
    def said(first, last):
        return PublishedCounts("visits", ("a",), date(2026, 1, first), date(2026, 1, last), "all", 1440, {})

    wanted = order(date(2026, 1, 10), date(2026, 1, 12))
    found = needed_dates(wanted, [said(1, 5), said(4, 10), said(20, 22)])
    assert sorted((first.day, last.day) for first, last in found) == [(1, 5), (4, 10), (10, 12)]
