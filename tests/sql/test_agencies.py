"""Counters that change hands, and agencies whose counters the camera of another shows."""

import pytest

from pantau import sql

pytestmark = pytest.mark.slow

DAY = "2026-11-03"


def row(start="08:00", end="10:00", day=DAY, **more):
    return {"started_at": f"{day} {start}", "ended_at": f"{day} {end}", **more}


@pytest.fixture
def hall(make):
    """C1 is dukcapil's and shows L2 of rsud too, on the 3rd alone; C3 is of a third agency."""
    rsud = {"agency_id": "rsud", "counter_id": "L2"}
    other = {"agency_id": "dpmptsp", "camera_id": "C3", "counter_id": "L3"}
    next_day = "2026-11-04"
    seen = {"coverage_state": "recorded", "in_service_hours": True, "samples": 9}
    missing = {"kind": "footage_missing", "counter_id": None, "zone_id": None}
    return make(
        {
            "coverage": [
                row("08:00", "09:30", **seen),
                row("09:30", "10:00", **seen | {"coverage_state": "gap"}),
                row(day=next_day, **seen),
                row(agency_id="dpmptsp", camera_id="C3", **seen),
            ],
            "recordings": [
                row("08:00", "09:30", recording_id="r1"),
                row(recording_id="r3", agency_id="dpmptsp", camera_id="C3"),
            ],
            "staff_presence": [
                row("08:00", "09:30", event_id="p1", state="serving"),
                row("08:00", "09:30", event_id="p2", state="idle", **rsud),
                row("09:30", "10:00", event_id="p3", state="unknown", **rsud),
                row(event_id="p4", state="idle", **other),
            ],
            "anomalies": [
                row("09:30", "10:00", event_id="gap", **missing),
                row("08:30", "08:40", event_id="staff", kind="visitor_in_staff_area", counter_id=None),
                row("09:00", "10:00", event_id="far", **missing | {"camera_id": "C3", "agency_id": "dpmptsp"}),
            ],
        }
    )


def test_the_cameras_of_an_agency_are_all_that_show_its_counters(hall):
    with sql.connect(hall) as connection:
        for question in ("coverage_by_day", "coverage_by_hour", "coverage_timeline", "unknown_time"):
            for agency in ("rsud", "dukcapil"):
                rows = sql.ask(connection, question, agency=agency).to_pylist()
                assert {row["camera_id"] for row in rows} == {"C1"}, (question, agency)
        assert sql.ask(connection, "coverage_by_day", agency="rsud").column("service_date").to_pylist()[1:] == []
        assert sql.ask(connection, "coverage_by_day", agency="dukcapil").num_rows == 2


def test_the_overview_of_an_agency_has_the_days_of_these_cameras(hall):
    (total,) = sql.ask(hall, "overview", agency="rsud").to_pylist()
    names = ("cameras", "days", "recordings", "counters", "recorded_hours", "recorded_share", "candidates")
    assert tuple(total[name] for name in names) == (1, 1, 1, 1, 1.5, 0.75, 1)


def test_what_a_recorder_did_concerns_each_agency_that_its_camera_shows(hall):
    with sql.connect(hall) as connection:
        found = {
            agency: sql.ask(connection, "anomaly_list", agency=agency).column("event_id").to_pylist()
            for agency in ("dukcapil", "rsud", "dpmptsp")
        }
        # Who was in a staff area is no more than the camera's own agency's.
        assert found == {"dukcapil": ["staff", "gap"], "rsud": ["gap"], "dpmptsp": ["far"]}
        (kind,) = sql.ask(connection, "anomalies_by_kind", agency="rsud").to_pylist()
    assert (kind["kind"], kind["candidates"], kind["candidates_per_100h"]) == ("footage_missing", 1, 50.0)


def test_a_counter_that_changes_hands_is_one_counter(make):
    warehouse = make(
        {
            "staff_presence": [
                row(event_id="p1", state="idle"),
                row(event_id="p2", state="idle", day="2026-11-04", agency_id="rsud"),
                row(event_id="p3", state="idle", day="2026-11-04", counter_id="L2"),
            ]
        }
    )
    (total,) = sql.ask(warehouse, "overview").to_pylist()
    assert (total["counters"], total["counter_hours"]) == (2, 6.0)


def test_one_run_is_one_version_though_each_camera_has_its_own_observer(make):
    one = row(event_id="p1", state="idle", model_hash="m1")
    other = row(event_id="p2", state="idle", model_hash="m2", camera_id="C2", counter_id="L2")
    later = row(event_id="p3", state="idle", model_hash="m3", day="2026-11-04")
    with sql.connect(make({"staff_presence": [one, other, later]})) as connection:
        first_day = sql.ask(connection, "versions", to=DAY).to_pylist()
        both_days = sql.ask(connection, "versions").to_pylist()
    shown = [[(r["model_hash"], r["cameras"], r["changed"]) for r in rows] for rows in (first_day, both_days)]
    assert shown == [
        [("m1", ["C1"], False), ("m2", ["C2"], False)],
        [("m1", ["C1"], True), ("m2", ["C2"], False), ("m3", ["C1"], True)],
    ]
