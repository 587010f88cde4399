"""What a run notes of its site file, of the example."""

import json
from datetime import date
from pathlib import Path

import pytest

from pantau.schemas import site
from pantau.schemas.site import load_site
from pantau.transforms.site_on_date import site_on_date


@pytest.fixture(scope="module")
def blora():
    return load_site(Path(site.__file__).with_name("example.yaml"))


def test_names_services_and_standards_are_those_of_the_date(blora):
    before, after = (json.loads(site_on_date(blora, date(2024, month, 30))) for month in (9, 10))
    assert before["counters"] == [
        {"counter_id": "counter-1", "counter_name": "Loket 1", "agency_id": "dpmptsp", "service": "licensing"},
        {"counter_id": "counter-2", "counter_name": "Loket 2", "agency_id": "dpmptsp", "service": "licensing"},
    ]
    assert [(one["agency_id"], one["service"]) for one in after["counters"]] == [
        ("dpmptsp", "licensing"),
        ("disdukcapil", "population records"),
        ("rsud", "outpatient registration"),
    ]
    assert [one["agency_id"] for one in before["standards"]] == ["rsud"]
    assert after["standards"][1] == {
        "agency_id": "disdukcapil",
        "measure": "service",
        "limit_s": 600.0,
        "portion": 0.9,
        "least_recorded": 0.9,
        "source": "(example) promise of the counter",
    }


def test_zones_and_thresholds_are_those_of_the_date(blora):
    before, after = (json.loads(site_on_date(blora, date(2026, *day))) for day in ((2, 28), (3, 1)))
    assert [one["zone_id"] for one in before["zones"]] == ["desk-1", "desk-3", "chairs", "by-the-chairs"]
    line = {"camera_id": "hall-1", "zone_id": "line", "zone_kind": "queue", "counter_ids": ["counter-1", "counter-2"]}
    assert line in after["zones"]
    assert [one["thresholds"]["unattended_waiting_s"] for one in (before, after)] == [300.0, 240.0]
    assert "valid_from" not in after["thresholds"]
    assert after["cameras"][0] == {
        "camera_id": "hall-1",
        "agency_id": "dpmptsp",
        "recorder_id": "nvr-hall",
        "purpose": "security of the licensing counters",
        "place": "service",
        "recording_mode": "scheduled",
        "counter_ids": ["counter-1", "counter-2"],
    }


@pytest.mark.parametrize(
    ("agency", "day", "kind", "reason", "hours"),
    [
        ("dpmptsp", (2026, 9, 7), "ordinary", "Perbup Blora 14/2023 (five-day offices)", "07:30-16:00"),
        ("dpmptsp", (2026, 9, 12), "closed", "Perbup Blora 14/2023 (five-day offices)", ""),
        (
            *("dpmptsp", (2024, 3, 13), "ramadan"),
            *("Blora, working hours in Ramadan 1445 H (2024), five-day offices", "08:00-12:00, 12:30-15:00"),
        ),
        ("dpmptsp", (2026, 8, 17), "holiday", "Hari Kemerdekaan Republik Indonesia", ""),
        (
            *("rsud", (2026, 3, 24), "special"),
            *("(example) duty roster in the collective leave of Idul Fitri", "08:00-11:00"),
        ),
        ("rsud", (2026, 9, 14), "closed", "(example) closed for the move of the counters", ""),
    ],
)
def test_the_kind_of_a_day_is_told_with_its_reason(blora, agency, day, kind, reason, hours):
    said = json.loads(site_on_date(blora, date(*day)))["agencies"]
    (mine,) = (one for one in said if one["agency_id"] == agency)
    assert (mine["day_kind"], mine["day_reason"], mine["hours"]) == (kind, reason, hours)
    assert bool(mine["intervals"]) == bool(hours)


def test_an_agency_without_any_period_is_closed(blora):
    day = date(2026, 9, 7)
    calendar = blora.calendar.model_copy(update={"periods": blora.calendar.periods[2:3]})
    said = json.loads(site_on_date(blora.model_copy(update={"calendar": calendar}), day))["agencies"]
    assert [(one["day_kind"], one["day_reason"]) for one in said] == [
        ("closed", "no hours are known of this date"),
        ("closed", "no hours are known of this date"),
        ("ordinary", "RSUD Blora, service standard of the clinics"),
    ]


def test_no_polygon_recorder_address_or_secret_is_noted(blora):
    said = site_on_date(blora, date(2026, 9, 7))
    assert not any(word in said for word in ("polygon", "hook", "password", "nvr-hall/", "known_starts", "clocks"))
