import pytest

from schemas.site import parse_site
from schemas.site.cameras import Camera
from schemas.site.zones import View, Zone
from schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE
from tests.transforms.events.staging import (
    AT_COUNTER,
    DAY,
    IN_HALL,
    IN_QUEUE,
    IN_STAFF_AREA,
    MIDNIGHT,
    QUEUE,
    VIEW,
    camera_day,
    path,
)
from transforms.events.find import find_events
from transforms.events.rows import Place, Provenance

HOUR = 3600
SITE = """\
id: hall
name: Hall
agencies: [{id: permits, name: Permits}, {id: civil, name: Civil registry}]
recorders: [{id: nvr}]
cameras:
  - {id: one, agency: permits, recorder: nvr, purpose: security, notice_date: 2018-12-06, zone_type: service,
     retention_days: 30}
counters:
  - {id: c1, name: Counter 1, tenures: [{agency: civil}]}
calendar:
  periods:
    - {hours: {HOURS}, source: decree}
    - {hours: {mon: 10:00-11:00}, agencies: [civil], source: decree}
thresholds: [{out_of_hours_margin_s: 60}]
"""


def events(*people, hours="mon: 08:00-09:00", at=8 * HOUR, view=VIEW, **more):
    site = parse_site(SITE.replace("HOURS", hours))
    camera = Camera(**{**site.cameras[0].model_dump(), "views": (view,)})
    site = site.model_copy(update={"cameras": (camera,)})
    found = find_events(
        site,
        Place("hall", "one", DAY),
        Provenance("run", "code", "config", "model"),
        camera_day(people, start=MIDNIGHT + at, **more),
    )
    for table, rows in ((SERVICE_TIME, found.service_time), (STAFF_PRESENCE, found.staff_presence)):
        assert table.arrow(rows).num_rows == len(rows)
    assert ANOMALIES.arrow(found.anomalies).num_rows == len(found.anomalies)
    return found


def kinds(found, *but):
    return [row["kind"] for row in found.anomalies if row["kind"] not in but]


def test_whoever_comes_while_a_counter_of_another_agency_is_open_is_not_there_out_of_hours():
    visitor = path((20, IN_HALL), (60, AT_COUNTER), (200, None))
    found = events(visitor, seated=lambda second: True, at=10 * HOUR)
    assert [(row["agency_id"], row["counter_id"]) for row in found.service_time] == [("civil", "c1")]
    assert kinds(found, "footage_missing") == []
    assert kinds(events(visitor, at=12 * HOUR), "footage_missing") == ["presence_out_of_hours"]


def test_footage_is_missed_in_the_hours_of_every_agency_that_the_camera_sees():
    found = events(seconds=(0.0, HOUR))
    (missing,) = (row for row in found.anomalies if row["kind"] == "footage_missing")
    assert (missing["started_at"].timestamp() - MIDNIGHT, missing["duration_s"]) == (10 * HOUR, HOUR)


def test_a_break_is_not_out_of_hours():
    visitor = path((20, IN_HALL), (200, None))
    hours = 'mon: "08:00-09:00, 11:30-12:30"'
    assert kinds(events(visitor, hours=hours, at=9.5 * HOUR), "footage_missing") == []
    assert kinds(events(visitor, hours=hours, at=13 * HOUR), "footage_missing") == ["presence_out_of_hours"]


@pytest.mark.parametrize(("hours", "at"), [("mon: 08:00-24:00, tue: 00:00-01:00", 23.9), ("tue: 00:00-01:00", 23.995)])
def test_hours_beyond_midnight_keep_their_margin(hours, at):
    visitor = path((0, IN_HALL), (200, None))
    assert kinds(events(visitor, hours=hours, at=at * HOUR, seconds=(0.0, (24 - at) * HOUR)), "footage_missing") == []


def test_somebody_in_two_zones_waits_once():
    benches = Zone(id="benches", kind="waiting", counters=("c1",), polygon=QUEUE.polygon)
    found = events(
        path((0, IN_QUEUE)),
        at=10 * HOUR,
        view=View(zones=(*VIEW.zones, benches)),
        seated=lambda s: True,
        seconds=(0, 90),
    )
    assert [row["customers_waiting"] for row in found.staff_presence] == [1.0, None]


def test_visitors_who_enter_a_staff_area_together_are_one_candidate_of_the_counters_agency():
    first = path((20, AT_COUNTER), (40, IN_STAFF_AREA), (80, None))
    second = path((20, (0.68, 0.8)), (40, (0.85, 0.45)), (100, None))
    found = events(first, second, at=10 * HOUR)
    rows = [row for row in found.anomalies if row["kind"] == "visitor_in_staff_area"]
    assert [(row["agency_id"], row["counter_id"], row["duration_s"]) for row in rows] == [("civil", "c1", 60.0)]


def test_a_clerk_whom_only_the_seat_model_sees_is_there_out_of_hours_too():
    found = events(seated=lambda second: second < 120, at=20 * HOUR)
    (row,) = [row for row in found.anomalies if row["kind"] == "presence_out_of_hours"]
    assert row["observed_value"] == pytest.approx(119, abs=2)
