"""What of a day's rows a release is counted from."""

from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.releases.counting.day_facts import (
    PRESENCE_COLUMNS,
    SERVICE_COLUMNS,
    WAITING_COLUMNS,
    day_facts,
    facts_of,
)
from tests.sql.conftest import JAKARTA, full_row


def rows(table, columns, *given, zone=JAKARTA):
    made = pa.Table.from_pylist([full_row(table, one, zone) for one in given], schema=table.schema)
    return made.select(list(columns))


def facts(services=(), waiting=(), presence=(), zone="Asia/Jakarta"):
    zoned = ZoneInfo(zone)
    return day_facts(
        "2026-11-02",
        "dukcapil",
        rows(SERVICE_TIME, SERVICE_COLUMNS, *services, zone=zoned),
        rows(WAITING_VISITS, WAITING_COLUMNS, *waiting, zone=zoned),
        rows(STAFF_PRESENCE, PRESENCE_COLUMNS, *presence, zone=zoned),
        {"blora": zone},
    )


@pytest.mark.parametrize("zone", ["Asia/Jakarta", "Asia/Jayapura"])
def test_services_and_those_who_left(zone):
    times = {"started_at": "2026-11-02 09:59", "ended_at": "2026-11-02 10:04"}
    found = facts(
        [{**times, "waiting_s": 60.0, "end_censored": True}],
        [
            {**times, "waiting_outcome": "served", "counter_ids": ["L1"]},
            {**times, "waiting_outcome": "reneged", "counter_ids": ["L2", "L1"], "counter_id": None},
            {**times, "waiting_outcome": "unknown", "counter_ids": ["L1"], "start_censored": True},
        ],
        zone=zone,
    )
    base = {"hour": 9, "seconds": 300.0}
    assert facts_of(found.events).to_pylist() == [
        base | {"kind": "service", "unit": "L1", "start_seen": True, "end_seen": False, "waited_s": 60.0},
        base | {"kind": "reneged", "unit": "L1+L2", "start_seen": True, "end_seen": True, "waited_s": 300.0},
        base | {"kind": "lost", "unit": "L1", "start_seen": False, "end_seen": True, "waited_s": None},
    ]
    assert found.observers == (("C1", "x"),)


def at_work(counter, begin, end, state="serving"):
    return {"counter_id": counter, "state": state, "started_at": f"2026-11-02 {begin}", "ended_at": f"2026-11-02 {end}"}


@pytest.mark.parametrize(
    ("presence", "unit"),
    [
        (
            [at_work("L1", "09:00", "11:00"), at_work("L2", "09:00", "11:00"), at_work("L3", "09:00", "11:00")],
            "L1+L2+L3",
        ),
        ([at_work("L1", "09:00", "11:00"), at_work("L2", "09:00", "11:00", "unattended")], "L1+L2+L3@L1"),
        # Both hours, of coming and of leaving, where somebody was there in both.
        ([at_work("L1", "09:00", "11:00"), at_work("L2", "09:00", "10:00")], "L1+L2+L3@L1"),
        ([at_work("L1", "10:00", "11:00"), at_work("L2", "10:00", "11:00")], "L1+L2+L3@L1+L2"),
        ([at_work("L9", "09:00", "11:00")], "L1+L2+L3"),
        ([], "L1+L2+L3"),
    ],
)
def test_who_left_a_shared_queue_is_of_those_at_work_for_it(presence, unit):
    """Where none was, all who should have been."""
    times = {"started_at": "2026-11-02 09:59", "ended_at": "2026-11-02 10:04"}
    left = {**times, "waiting_outcome": "reneged", "counter_ids": ["L2", "L1", "L3"], "counter_id": None}
    assert facts_of(facts([], [left], presence).events)["unit"].to_pylist() == [unit]


def test_presence_is_cut_at_hours():
    found = facts(
        presence=[
            {"state": "serving", "started_at": "2026-11-02 08:30", "ended_at": "2026-11-02 10:15"},
            {"state": "unattended", "started_at": "2026-11-02 10:15", "ended_at": "2026-11-02 10:30"},
            {"state": "unknown", "started_at": "2026-11-02 10:30", "ended_at": "2026-11-02 11:00"},
        ]
    )
    names = ("hour", "open_s", "observed_s", "staffed_s")
    assert [tuple(row[name] for name in names) for row in facts_of(found.openings).to_pylist()] == [
        (8, 1800.0, 1800.0, 1800.0),
        (9, 3600.0, 3600.0, 3600.0),
        (10, 3600.0, 1800.0, 900.0),
    ]


def test_a_day_of_nothing():
    found = facts()
    assert facts_of(found.events).num_rows == facts_of(found.openings).num_rows == 0 and found.observers == ()
