"""Rows of a release: allow-listed, rounded, and silent where it must be."""

import pytest

from pantau.schemas.release import ALL, RELEASE_SCHEMA
from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.disclosure.release import cells_of, release_table, suppression_log
from pantau.transforms.disclosure.suppression import Reason

KEY = ("dukcapil", "Monday", "08:00-09:00")


def row(**changes):
    return {
        "agency_id": KEY[0],
        "weekday": KEY[1],
        "time_of_day": KEY[2],
        "visits": 100,
        "counters": ["L1", "L2", "L3"],
        "censored_share": 0.1234,
        "waiting_known_share": 0.5678,
        "seen_whole": 100,
        "seen_whole_counters": 3,
        "median_service_s": 254.9,
        "p90_service_s": 511.0,
        "waiting_known": 20,
        "waiting_known_counters": 3,
        "median_waiting_s": 61.0,
        "p90_waiting_s": 333.0,
        "observed_counters": 3,
        "observed_hours": 12.345,
        "staffed_share": 0.987,
    } | changes


def released(given, reason=None, visits=10):
    key = (given["agency_id"], given["weekday"], given["time_of_day"])
    (found,) = release_table([given], {key: reason}, Rule(visits)).to_pylist()
    return found


def test_a_published_cell():
    assert released(row()) == {
        "agency_id": "dukcapil",
        "weekday": "Monday",
        "time_of_day": "08:00-09:00",
        "suppressed": False,
        "visits": 100,
        "censored_share": 0.12,
        "waiting_known_share": 0.57,
        "median_service_s": 250.0,
        "p90_service_s": 510.0,
        "median_waiting_s": 60.0,
        "p90_waiting_s": None,
        "observed_hours": 12.3,
        "staffed_share": 0.99,
    }


def test_a_withheld_cell_has_its_place_and_nothing_else():
    found = released(row(), Reason.COUNTERS)
    assert found.pop("suppressed") is True
    assert [name for name, value in found.items() if value is not None] == ["agency_id", "weekday", "time_of_day"]


@pytest.mark.parametrize(
    ("changes", "withheld"),
    [
        ({"seen_whole": 19}, {"median_service_s", "p90_service_s"}),
        ({"seen_whole": 99}, {"p90_service_s"}),
        ({"seen_whole_counters": 2}, {"median_service_s", "p90_service_s"}),
        ({"waiting_known": 19}, {"median_waiting_s"}),
        ({"waiting_known_counters": 2}, {"median_waiting_s"}),
        ({"observed_counters": 2}, {"observed_hours", "staffed_share"}),
        ({"agency_id": ALL}, {"observed_hours", "staffed_share"}),
        ({"weekday": ALL}, {"observed_hours", "staffed_share"}),
        ({"time_of_day": ALL}, {"observed_hours", "staffed_share"}),
    ],
)
def test_figures_of_too_few_are_left_out(changes, withheld):
    found = released(row(**changes))
    assert {name for name, value in found.items() if value is None} == withheld | {"p90_waiting_s"}


def test_a_stricter_rule_asks_for_more_behind_a_quantile():
    assert released(row(), visits=60)["median_service_s"] is None


def test_a_column_that_is_not_allowed_never_comes_out():
    found = released(row(camera_id="hall-1", event_id="e", recording_sha256="aa"))
    assert list(found) == RELEASE_SCHEMA.names
    assert not {"counters", "counter_id", "camera_id", "event_id", "recording_uri", "recording_sha256"} & found.keys()


def test_rows_outside_the_plan_are_not_released():
    assert release_table([row(), row(agency_id=ALL)], {KEY: None}, Rule()).column("agency_id").to_pylist() == [
        "dukcapil"
    ]


def test_what_is_behind_a_row():
    assert cells_of([row()]) == {KEY: Cell(100, frozenset({"L1", "L2", "L3"}))}


def test_the_log_names_what_was_withheld():
    log = suppression_log({KEY: Reason.VISITS, ("dukcapil", ALL, ALL): None})
    assert log.to_pylist() == [
        {"agency_id": "dukcapil", "weekday": "Monday", "time_of_day": "08:00-09:00", "reason": "too few visits"}
    ]
