"""A stretch found by two site files: what a night over it alone would find, and what other zones change."""

import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from pantau.pipelines import zone_setup
from pantau.pipelines.zone_setup import WhatIfLost, what_if
from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.what_if import AskedStretch, StretchEvent, events_of_stretch
from tests.batch_runs import Here
from tests.sql.conftest import write_rows
from tests.transforms.tracking.static_figures.test_left_out import leave_out

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
AT = EIGHT.timestamp()
OF = {"site_id": "hall", "agency_id": "permits", "camera_id": "cam", "service_date": "2026-11-02"}
SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}]
recorders: [{id: nvr}]
cameras:
  - {id: cam, agency: permits, recorder: nvr, channel: 1, purpose: security, notice_date: 2018-12-06,
     zone_type: service, retention_days: 30, views: [{zones: [ZONES]}]}
counters: [{id: c1, name: Counter 1, tenures: [{agency: permits}]}]
calendar: {periods: [{hours: {mon: 08:00-16:00}, source: decree}]}
"""
COUNTER = "{id: desk, kind: customer, counters: [c1], polygon: [[0.0, 0.6], [0.4, 0.6], [0.4, 1.0], [0.0, 1.0]]}"
SEAT = "{id: chair, kind: seat, counters: [c1], polygon: [[0.6, 0.1], [0.9, 0.1], [0.9, 0.5]]}"
ELSEWHERE = COUNTER.replace("0.0, 0.6], [0.4, 0.6], [0.4, 1.0], [0.0", "0.5, 0.6], [0.9, 0.6], [0.9, 1.0], [0.5")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """Somebody stands at the left for two minutes, from the second on, while a clerk sits."""
    folder = tmp_path_factory.mktemp("tried")
    recording = {
        **OF,
        "recording_id": "r",
        "started_at": "2026-11-02 08:00",
        "ended_at": "2026-11-02 08:05",
        "recorder_started_at": "2026-11-02 08:00",
        "duration_s": 300.0,
        "width": 1600,
        "height": 900,
    }
    bright = {"basis": "looked", "brightness": 100.0, "sharpness": 100.0, "key_frame": True}
    samples = [{**OF, **bright, "recording_id": "r", "offset_s": 2.0 * i} for i in range(150)]
    seen = []
    for i, sample in enumerate(samples):
        at = {**OF, "recording_id": "r", "offset_s": sample["offset_s"], "score": 0.9}
        clerk = {"x1": 0.7, "y1": 0.2, "x2": 0.8, "y2": 0.4, "head_x": 0.75, "head_y": 0.22, "zone_id": "chair"}
        seen.append({**at, **clerk, "detection": 2 * i, "observation_kind": "seat"})
        if 30 <= i < 90:
            body = {"x1": 0.15, "y1": 0.3, "x2": 0.25, "y2": 0.8}
            seen.append({**at, **body, "detection": 2 * i + 1, "observation_kind": "person"})
    write_rows(folder, {"recordings": [recording], "samples": samples, "observations": seen})
    return str(folder)


def site(*zones, limits=""):
    return parse_site(SITE.replace("ZONES", ", ".join(zones)) + limits)


def stretch(warehouse, minutes=5):
    rows = read_table(warehouse, RECORDINGS, service_date=date(2026, 11, 2)).to_pylist()
    span = AT, (EIGHT + timedelta(minutes=minutes)).timestamp()
    return AskedStretch(warehouse, rows, "cam", date(2026, 11, 2), span)


def test_a_service_is_found_where_the_zone_is(warehouse):
    found = events_of_stretch(stretch(warehouse), site(COUNTER, SEAT))
    (service,) = found.services
    assert (service.what, service.counter) == ("service", "c1")
    assert [service.started_s - AT, service.ended_s - AT] == pytest.approx([60, 179], abs=2)
    assert found.median_service_s == pytest.approx(119, abs=3)
    assert {one.what for one in found.states} <= {"serving", "idle", "unknown"} and found.staffed_share == 1.0
    assert found.states[0].started_s == AT and found.states[-1].ended_s == AT + 300


def test_nothing_is_found_where_it_is_not_nor_when_it_must_last_longer(warehouse):
    elsewhere = events_of_stretch(stretch(warehouse), site(ELSEWHERE, SEAT))
    longer = events_of_stretch(stretch(warehouse), site(COUNTER, SEAT, limits="thresholds: [{service_min_s: 200}]\n"))
    assert (elsewhere.services, elsewhere.median_service_s) == ((), None)
    assert (longer.services, longer.median_service_s) == ((), None)


def test_what_reaches_beyond_the_stretch_is_cut_off(warehouse):
    found = events_of_stretch(stretch(warehouse, 2), site(COUNTER, SEAT))
    assert found.services[0].ended_s <= AT + 120 and found.states[-1].ended_s <= AT + 120
    assert not any(one.what == "footage_missing" for one in found.candidates)


def test_what_the_date_was_told_without_is_nobody(warehouse, tmp_path):
    known = shutil.copytree(warehouse, tmp_path / "known")
    leave_out(known, "cam", (0.15, 0.3, 0.25, 0.8))
    still = site(COUNTER, SEAT, limits="thresholds: [{motionless_s: 60}]\n")
    assert events_of_stretch(stretch(str(known)), still).services == ()
    assert len(events_of_stretch(stretch(warehouse), still).services) == 1


def test_both_are_found_apart(warehouse, monkeypatch):
    monkeypatch.setattr("pantau.transforms.bulkhead._Process", Here)
    before, after = what_if(stretch(warehouse), site(ELSEWHERE, SEAT), site(COUNTER, SEAT))
    assert (len(before.services), len(after.services)) == (0, 1)
    assert isinstance(after.services[0], StretchEvent)


@pytest.mark.slow
def test_what_takes_too_long_is_ended(warehouse, monkeypatch):
    monkeypatch.setattr(zone_setup, "MOST_SECONDS", 0.05)
    with pytest.raises(WhatIfLost):
        what_if(stretch(warehouse), site(COUNTER, SEAT), site(COUNTER, SEAT))
