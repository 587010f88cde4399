"""Days of a queue beside what is known of queues, and as tables."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pantau.transforms.releases.synthetic.event_tables import SYNTHETIC_TABLES, event_rows, event_table
from pantau.transforms.releases.synthetic.played_day import played_day
from pantau.transforms.releases.synthetic.queue_model import Lasting, OpenTime, QueueModel

EVEN = Lasting((0.0, 120.0), (1.0, 1e-12), 1.0)
"""From 0 to 120 s, all alike."""


def office(counters=1, rate=40.0, patience=None, hours=(8.0, 16.0)):
    return QueueModel("synthetic-1", counters, (OpenTime(*hours, rate),), EVEN, patience)


@pytest.mark.slow
def test_waiting_is_as_pollaczek_and_khinchine_say():
    """One counter, 40 an hour, uniform services of 60 s at the mean: 40 × 4800 / 3600 / 2 / (1 - 2/3) = 80 s."""
    day = played_day(office(hours=(0.0, 1500.0)), np.random.default_rng(3))
    assert np.mean([one.begun - one.came for one in day]) == pytest.approx(80, rel=0.08)


def test_first_come_first_served_and_no_counter_serves_two_at_once():
    day = played_day(office(3, 150.0), np.random.default_rng(1))
    begun = [one.begun for one in day]
    assert begun == sorted(begun) and len(day) > 1000
    for counter in range(3):
        mine = [one for one in day if one.counter == counter]
        assert all(before.until <= one.begun for before, one in pairwise(mine)) and mine


def test_the_queue_is_counted_as_it_was():
    day = played_day(office(2, 110.0, Lasting((0.0, 300.0), (1.0, 0.2), 0.01)), np.random.default_rng(1))
    for number, one in enumerate(day):
        assert one.waiting == sum(before.begun > one.came for before in day[:number])


def test_who_has_no_patience_leaves_and_keeps_no_counter():
    day = played_day(office(1, 200.0, Lasting((0.0, 30.0), (1.0, 1e-12), 1.0)), np.random.default_rng(1))
    left = [one for one in day if one.counter is None]
    assert left and all(one.until - one.came <= 30 for one in left)
    assert max(one.begun - one.came for one in day if one.counter is not None) <= 30


@pytest.fixture(scope="module")
def tables():
    model = office(2, 90.0, Lasting((0.0, 300.0), (1.0, 0.2), 0.01))
    rows = event_rows(model, date(2000, 1, 3), played_day(model, np.random.default_rng(1)))
    return {table.name: event_table(table, rows[table.name]) for table in SYNTHETIC_TABLES}


def test_tables_have_all_columns_and_say_that_they_are_synthetic(tables):
    for table in SYNTHETIC_TABLES:
        assert tables[table.name].schema.equals(table.schema) and len(tables[table.name])
        assert set(tables[table.name]["site_id"].to_pylist()) == {"synthetic"}
        for name in table.columns:
            assert table.nullable(name) or not tables[table.name][name].null_count, name


def test_presence_fills_the_service_hours(tables):
    for counter in ("synthetic-1-1", "synthetic-1-2"):
        rows = [row for row in tables["staff_presence"].to_pylist() if row["counter_id"] == counter]
        assert str(rows[0]["started_at"]) == "2000-01-03 01:00:00+00:00"
        assert str(rows[-1]["ended_at"]) == "2000-01-03 09:00:00+00:00"
        assert all(a["ended_at"] == b["started_at"] for a, b in pairwise(rows))


def test_services_have_the_waiting_that_led_to_them(tables):
    services = {row["event_id"]: row for row in tables["service_time"].to_pylist()}
    waits = tables["waiting_visits"].to_pylist()
    assert {row["waiting_outcome"] for row in waits} == {"served", "reneged"}
    for row in waits:
        if row["waiting_outcome"] == "served":
            assert services[row["service_event_id"]]["waiting_s"] == row["duration_s"]
            assert services[row["service_event_id"]]["started_at"] == row["ended_at"]
        else:
            assert row["service_event_id"] is None and row["counter_id"] is None
