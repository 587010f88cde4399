"""Rows of a release: allow-listed, rounded, and silent where it must be."""

import pytest

from pantau.schemas.release import ALL, RELEASE_SCHEMA
from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.disclosure.release import cells_of, release_table, suppression_log
from pantau.transforms.disclosure.suppression import Reason

KEY = ("dukcapil", "Monday", "08:00-09:00")


COUNTERS = ("L1", "L2", "L3")


def row(**changes):
    """A row of cells.sql; `visits` and the like are given for each of the three counters."""
    behind = {
        "visits": (40, 30, 30),
        "censored": (4, 4, 4),
        "seen_whole": (40, 30, 30),
        "waiting_known": (7, 7, 6),
        "observed_s": (15000.0, 15000.0, 14442.0),
        "staffed_s": (14500.0, 14500.0, 14000.0),
    }
    behind |= {name: changes.pop(name) for name in behind.keys() & changes.keys()}
    observed, staffed = sum(behind["observed_s"]), sum(behind["staffed_s"])
    return {
        "agency_id": KEY[0],
        "weekday": KEY[1],
        "time_of_day": KEY[2],
        "visits": sum(behind["visits"]),
        "censored_share": sum(behind["censored"]) / sum(behind["visits"]),
        "waiting_known_share": sum(behind["waiting_known"]) / sum(behind["visits"]),
        "median_service_s": 254.9,
        "p90_service_s": 511.0,
        "median_waiting_s": 61.0,
        "p90_waiting_s": 333.0,
        "observed_hours": observed / 3600,
        "staffed_share": staffed / observed if observed else None,
        "by_counter": [
            {"counter_id": counter, **{name: values[at] for name, values in behind.items()}}
            for at, counter in enumerate(COUNTERS)
        ],
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
        "waiting_known_share": 0.2,
        "median_service_s": 250.0,
        "p90_service_s": 510.0,
        "median_waiting_s": 60.0,
        "p90_waiting_s": None,
        "observed_hours": 12.3,
        "staffed_share": 0.97,
    }


def test_a_withheld_cell_has_its_place_and_nothing_else():
    found = released(row(), Reason.COUNTERS)
    assert found.pop("suppressed") is True
    assert [name for name, value in found.items() if value is not None] == ["agency_id", "weekday", "time_of_day"]


@pytest.mark.parametrize(
    ("changes", "withheld"),
    [
        ({"seen_whole": (7, 6, 6)}, {"median_service_s", "p90_service_s"}),
        ({"seen_whole": (40, 30, 29)}, {"p90_service_s"}),
        ({"seen_whole": (50, 50, 0)}, {"median_service_s", "p90_service_s"}),
        ({"seen_whole": (51, 30, 20)}, {"median_service_s", "p90_service_s"}),
        ({"seen_whole": (50, 30, 20)}, set()),
        ({"waiting_known": (7, 6, 6)}, {"median_waiting_s"}),
        ({"waiting_known": (10, 10, 0)}, {"median_waiting_s"}),
        ({"observed_s": (9e4, 9e4, 0.0), "staffed_s": (8e4, 8e4, 0.0)}, {"observed_hours", "staffed_share"}),
        ({"observed_s": (9e4, 9e4, 1e3), "staffed_s": (8e4, 8e4, 1e3)}, {"observed_hours", "staffed_share"}),
        ({"staffed_s": (15000.0, 15000.0, 7000.0)}, {"staffed_share"}),  # all the absence is that of one counter
        ({"staffed_s": (15000.0, 15000.0, 14442.0)}, set()),  # none was ever absent
        ({"staffed_s": (0.0, 0.0, 0.0)}, {"staffed_share"}),  # each of them always was
        ({"agency_id": ALL}, {"observed_hours", "staffed_share"}),
        ({"weekday": ALL}, {"observed_hours", "staffed_share"}),
        ({"time_of_day": ALL}, {"observed_hours", "staffed_share"}),
        ({"waiting_known": (40, 0, 0)}, {"waiting_known_share", "median_waiting_s"}),  # told: the visits of L1
        ({"censored": (0, 30, 0)}, {"censored_share"}),
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
    assert cells_of([row()]) == {KEY: Cell({"L1": 40, "L2": 30, "L3": 30})}
    assert cells_of([row()], "censored") == {KEY: Cell({"L1": 4, "L2": 4, "L3": 4})}


def test_the_log_names_what_was_withheld():
    log = suppression_log({KEY: Reason.VISITS, ("dukcapil", ALL, ALL): None})
    assert log.to_pylist() == [
        {"agency_id": "dukcapil", "weekday": "Monday", "time_of_day": "08:00-09:00", "reason": "too few visits"}
    ]
