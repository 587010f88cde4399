"""Cells of a release, before anything is withheld."""

from datetime import date

import pytest

from pantau import sql
from pantau.sql.releasing import known_period, release_cells

pytestmark = pytest.mark.slow

DAYS = (date(2026, 11, 3), date(2026, 11, 4))


def cells(connection, *days, minutes=60):
    rows = release_cells(connection, *days, minutes).to_pylist()
    return {(row["agency_id"], row["weekday"], row["time_of_day"]): row for row in rows}


def counters(row):
    return [one["counter_id"] for one in row["by_counter"] if one["visits"]]


def test_what_is_behind_a_cell_is_told_by_counter(make):
    time = {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    visits = [
        {"event_id": "s", "counter_id": "L1", "waiting_s": 60.0, **time},
        {"event_id": "t", "counter_id": "L1", "start_censored": True, **time},
        {"event_id": "u", "counter_id": "L2", "waiting_s": None, **time},
    ]
    idle = {"event_id": "p", "counter_id": "L3", "state": "unattended", **time}
    with sql.connect(make({"service_time": visits, "staff_presence": [idle]})) as connection:
        found = cells(connection, *DAYS)
    for key in (("dukcapil", "Tuesday", "08:00-09:00"), ("(all)", "(all)", "(all)")):
        assert [list(one.values()) for one in found[key]["by_counter"]] == [
            ["L1", 2, 1, 1, 1, 0, 0],
            ["L2", 1, 0, 1, 0, 0, 0],
            ["L3", 0, 0, 0, 0, 600, 0],
        ]


def test_cells_and_all_their_totals(office):
    with sql.connect(office) as connection:
        found = cells(connection, *DAYS)
    assert {key: (row["visits"], counters(row)) for key, row in found.items() if key[0] == "dukcapil"} == {
        ("dukcapil", "Tuesday", "08:00-09:00"): (2, ["L1"]),
        ("dukcapil", "Tuesday", "09:00-10:00"): (1, ["L1"]),
        ("dukcapil", "Tuesday", "(all)"): (3, ["L1"]),
        ("dukcapil", "Wednesday", "08:00-09:00"): (1, ["L1"]),
        ("dukcapil", "Wednesday", "(all)"): (1, ["L1"]),
        ("dukcapil", "(all)", "08:00-09:00"): (3, ["L1"]),
        ("dukcapil", "(all)", "09:00-10:00"): (1, ["L1"]),
        ("dukcapil", "(all)", "(all)"): (4, ["L1"]),
    }
    assert len(found) == 16
    total = found["(all)", "(all)", "(all)"]
    assert (total["median_service_s"], total["median_waiting_s"], total["p90_waiting_s"]) == (600, 120, 744)
    assert (total["censored_share"], total["waiting_known_share"]) == (0.25, 0.75)
    assert (round(total["observed_hours"], 6), total["staffed_share"]) == (2.666667, 0.8125)
    assert total["by_counter"] == [
        {
            "counter_id": "L1",
            "visits": 4,
            "censored": 1,
            "seen_whole": 3,
            "waiting_known": 3,
            "observed_s": 9600,
            "staffed_s": 7800,
        }
    ]


def test_an_open_cell_without_a_visit_is_kept(make):
    state = {"state": "idle", "started_at": "2026-11-03 13:00", "ended_at": "2026-11-03 14:00"}
    unseen = {"state": "unknown", "started_at": "2026-11-03 14:00", "ended_at": "2026-11-03 15:00"}
    warehouse = make({"staff_presence": [{"event_id": "p", **state}, {"event_id": "q", **unseen}]})
    with sql.connect(warehouse) as connection:
        found = cells(connection, *DAYS)
    assert found["dukcapil", "Tuesday", "13:00-14:00"]["visits"] == 0
    assert ("dukcapil", "Tuesday", "14:00-15:00") not in found


def test_a_counter_that_changed_its_agency_is_one_counter(make):
    time = {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    visits = [{"event_id": agency, "agency_id": agency, **time} for agency in ("dukcapil", "dpmptsp")]
    with sql.connect(make({"service_time": visits})) as connection:
        found = cells(connection, *DAYS)
    assert counters(found["(all)", "Tuesday", "08:00-09:00"]) == counters(found["dukcapil", "(all)", "(all)"]) == ["L1"]


def test_wide_bins(office):
    with sql.connect(office) as connection:
        found = cells(connection, *DAYS, minutes=240)
        assert {key[2] for key in found} == {"08:00-12:00", "(all)"}
        assert {key[2] for key in cells(connection, *DAYS, minutes=1440)} == {"00:00-24:00", "(all)"}


@pytest.mark.parametrize("minutes", [0, 30, 90, 300, 1441, 2880, -60])
def test_fine_or_uneven_bins_are_refused(office, minutes):
    with sql.connect(office) as connection, pytest.raises(ValueError, match="whole hours that divide a day"):
        release_cells(connection, *DAYS, minutes)


def test_nothing_is_no_cell(office):
    with sql.connect(office) as connection:
        assert cells(connection, date(2026, 12, 1), date(2026, 12, 2)) == {}


def test_the_known_period(office, tmp_path):
    with sql.connect(office) as connection, sql.connect(tmp_path) as empty:
        assert (known_period(connection), known_period(empty)) == (DAYS, None)
