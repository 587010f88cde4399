"""What the site file said of each date, as views: against the site files of the hostile warehouse themselves."""

from datetime import UTC, date, datetime

from pantau import sql
from pantau.schemas.site.base import on
from pantau.schemas.vocabulary import DAY_KINDS
from pantau.transforms.hours import service_day, service_hours
from pantau.transforms.site_on_date import site_on_date
from tests.sql.hostile.sites import BLORA, HOWE, JAYAPURA, SITES

DAYS = [(site, day) for site, days in zip(SITES, (BLORA, JAYAPURA, HOWE), strict=True) for day in days]
SAID = ("agencies", "calendar", "counters", "cameras", "zones", "standards", "thresholds")


def told(connection, columns, view):
    return sorted(connection.execute(f"SELECT {columns} FROM {view}").fetchall(), key=str)


def test_agencies_and_counters_have_their_names_and_services(connection):
    assert told(connection, "site_id, service_date, agency_id, agency_name, site_name", "agencies") == sorted(
        ((site.id, day, one.id, one.name, site.name) for site, day in DAYS for one in site.agencies), key=str
    )
    assert told(
        connection, "site_id, service_date, counter_id, counter_name, agency_id, service", "counters"
    ) == sorted(
        (
            (site.id, day, counter.id, counter.name, tenure.agency, tenure.service)
            for site, day in DAYS
            for counter in site.counters
            for tenure in on(counter.tenures, day)
        ),
        key=str,
    )


def test_the_calendar_has_service_hours_and_kinds_of_days(connection):
    expected = []
    for site, day in DAYS:
        for agency in site.agencies:
            hours, said = service_hours(site, agency.id, day), service_day(site, agency.id, day)
            edges = (
                [datetime.fromtimestamp(edge, UTC) for edge in (hours[0][0], hours[-1][1])] if hours else [None, None]
            )
            local = [edge and edge.astimezone(site.zone).replace(tzinfo=None) for edge in edges]
            length = sum(end - start for start, end in hours)
            expected.append((site.id, agency.id, day, f"{day:%A}", said.kind, said.reason, length, *edges, *local))
    columns = "site_id, agency_id, service_date, weekday, day_kind, day_reason, service_hours_s"
    found = told(connection, f"{columns}, opens_at, closes_at, opens_local, closes_local", "calendar")
    found = [tuple(one.astimezone(UTC) if getattr(one, "tzinfo", None) else one for one in row) for row in found]
    assert found == sorted(expected, key=str)
    assert {row[4] for row in found} == set(DAY_KINDS) - {"closed"}
    assert connection.execute(
        "SELECT DISTINCT weekday, weekday_indonesian FROM calendar WHERE site_id = 'blora' ORDER BY ALL"
    ).fetchall() == [("Friday", "Jumat"), ("Thursday", "Kamis"), ("Tuesday", "Selasa"), ("Wednesday", "Rabu")]


def test_cameras_zones_standards_and_thresholds_are_those_of_the_date(connection):
    assert told(connection, "site_id, service_date, camera_id, recording_mode, counter_ids", "cameras") == sorted(
        (
            (site.id, day, camera.id, camera.recording.mode, [one.id for one in site.counters_on(camera, day)])
            for site, day in DAYS
            for camera in site.cameras
        ),
        key=str,
    )
    assert told(connection, "site_id, service_date, camera_id, zone_id, zone_kind, counter_ids", "zones") == sorted(
        (
            (site.id, day, camera.id, zone.id, zone.kind, list(zone.counters))
            for site, day in DAYS
            for camera in site.cameras
            for zone in camera.view(day).zones
        ),
        key=str,
    )
    columns = "service_date, agency_id, measure, limit_s, portion, least_recorded, source"
    assert told(connection, columns, "standards") == sorted(
        (
            (day, one.agency, one.measure, one.limit_s, one.portion, one.least_recorded, one.source)
            for site, day in DAYS
            for one in on(site.standards, day)
        ),
        key=str,
    )
    values = connection.execute(
        "SELECT threshold_value FROM thresholds WHERE threshold = 'unattended_waiting_s'"
    ).fetchall()
    assert values == [(300.0,)] * len(DAYS)


def run(command, at, **noted):
    began = f"2026-11-05 0{at}:00"
    return {"run_id": "r", "command": command, "service_date": "2026-11-03", "started_at": began} | noted


def test_the_run_that_made_the_events_says_what_held(make):
    said = [site_on_date(site, date(2026, 2, 12)) for site in SITES]
    noted = [
        run("nightly", 1, site_on_date=said[0], config_hash="old"),
        run("events", 2, site_on_date=said[1], config_hash="new"),
        run("inventory", 3, site_on_date=said[2], config_hash="not used"),
    ]
    with sql.connect(make({"runs": noted})) as connection:
        assert connection.execute("SELECT site_name FROM agencies").fetchall() == [("jayapura",)]
        assert connection.execute("SELECT config_hash FROM site_dates").fetchall() == [("new",)]


def test_dates_that_version_0_1_0_ran_have_no_dimensions(make):
    with sql.connect(make({"runs": [run("nightly", 1)]})) as connection:
        for view in SAID:
            assert connection.execute(f"SELECT count(*) FROM {view}").fetchall() == [(0,)], view
