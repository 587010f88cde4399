"""Baselines from the services of a made-up warehouse, as a step and through the command."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.tables import BASELINES
from pantau.transforms.baselines.baseline_rows import DATES, LEAST, BaselineOrder, CounterOfAgency, baseline_rows
from pantau.transforms.baselines.make_baselines import MakeBaselines
from pantau.transforms.baselines.standing_baselines import baselines_on
from pantau.transforms.tables.partition_files import read_table
from tests.sql.conftest import write_rows

ZONE = ZoneInfo("Asia/Jakarta")
FROM = date(2026, 12, 1)
ORDER = BaselineOrder("hall", FROM, "code", "config")
COUNTER = CounterOfAgency("permits", "c1")
SITE = """
id: hall
name: Hall
timezone: Asia/Jakarta
agencies: [{id: permits, name: Permits}]
recorders: [{id: r, folder: r}]
cameras:
  - {id: one, agency: permits, recorder: r, channel: 1, purpose: service, notice_date: 2020-01-01, zone_type: service,
     retention_days: 30, views: [{zones: []}]}
counters: [{id: c1, name: One, tenures: [{agency: permits}]}]
calendar: {periods: [{hours: {mon: "08:00-12:00"}, source: s}], holidays: null}
"""


def service(number, seconds, day=FROM - timedelta(days=1), **more):
    begins = datetime(day.year, day.month, day.day, 8, tzinfo=ZONE) + timedelta(minutes=number)
    return {
        "event_id": f"{day}-{number}",
        "site_id": "hall",
        "agency_id": "permits",
        "counter_id": "c1",
        "camera_id": "one",
        "service_date": day,
        "started_at": begins,
        "ended_at": begins + timedelta(seconds=seconds),
        "start_censored": False,
        "end_censored": False,
        **more,
    }


@pytest.fixture
def warehouse(tmp_path):
    """Fifty services seen whole on the last date of the ninety; one more on the first; others that do not count."""
    oldest = FROM - timedelta(days=DATES)
    rows = [service(number, 60 + number) for number in range(50)]
    rows += [service(60, 600, oldest), service(61, 9000, oldest - timedelta(days=1)), service(62, 9000, FROM)]
    rows += [service(63, 9000, start_censored=True), service(64, 9000, end_censored=True)]
    rows += [service(number, 30, counter_id="c2") for number in range(LEAST - 1)]
    rows += [service(70, 9000, site_id="other"), service(71, 9000, FROM + timedelta(days=9), site_id="other")]
    return write_rows(tmp_path / "warehouse", {"service_time": rows})


def test_a_baseline_says_what_it_was_made_from():
    seconds = [60.0 + number for number in range(LEAST)]
    long, short = baseline_rows(ORDER, COUNTER, seconds)
    assert (long["kind"], short["kind"], long["baseline_n"]) == ("long_service", "short_service", 50)
    assert (long["baseline_from"], long["baseline_to"]) == (date(2026, 9, 2), date(2026, 11, 30))
    assert long["usual_value"] == pytest.approx(84.5, abs=0.01)
    assert BASELINES.arrow([long, short]).num_rows == 2
    assert long["baseline_id"] != short["baseline_id"]
    assert baseline_rows(ORDER, COUNTER, seconds[::-1]) == [long, short]
    assert baseline_rows(ORDER, COUNTER, [*seconds[:-1], 61.0])[0]["baseline_id"] != long["baseline_id"]
    assert baseline_rows(ORDER, COUNTER, seconds[1:]) == []


def test_the_step_takes_whole_services_of_the_ninety_dates_before(warehouse):
    with TestPipeline() as pipeline:
        dates = pipeline | beam.Create([day.isoformat() for day in ORDER.dates])
        assert_that(dates | MakeBaselines(str(warehouse), ORDER), equal_to([1]))
    rows = read_table(warehouse, BASELINES).to_pylist()
    assert {(row["counter_id"], row["kind"], row["baseline_n"]) for row in rows} == {
        ("c1", "long_service", 51),
        ("c1", "short_service", 51),
    }
    with TestPipeline() as pipeline:
        dates = pipeline | beam.Create([day.isoformat() for day in ORDER.dates])
        assert_that(dates | MakeBaselines(str(warehouse), ORDER), equal_to([]))


def test_through_the_command_they_are_made_once_and_hold_from_their_date_on(warehouse, tmp_path, capsys):
    site = tmp_path / "site.yaml"
    site.write_text(SITE, encoding="utf-8")
    given = ["baselines", "--site", str(site), "--warehouse", str(warehouse)]
    assert main([*given, "--from", "2026-12-01"]) == 0
    assert "counters with a baseline from 2026-12-01 on, of 2026-09-02 to 2026-11-30: 1;" in capsys.readouterr().out
    assert main([*given, "--from", "2026-12-01"]) == 2
    assert "none is ever changed" in capsys.readouterr().err
    assert baselines_on(str(warehouse), "hall", FROM - timedelta(days=1)) == {}
    assert baselines_on(str(warehouse), "other", FROM) == {}
    assert baselines_on(str(warehouse), "hall", FROM).keys() == {
        ("permits", "c1", "long_service"),
        ("permits", "c1", "short_service"),
    }
    # The newest date with services of the site is the first of December; the oldest of before is too old then.
    assert main(given) == 0
    newer = baselines_on(str(warehouse), "hall", date(2027, 1, 1))["permits", "c1", "long_service"]
    assert (newer["service_date"], newer["baseline_n"]) == (date(2026, 12, 2), 51)
    with sql.connect(warehouse) as connection:
        assert connection.sql("SELECT count(*) FROM baselines").fetchall() == [(4,)]


def test_a_counter_that_changed_hands_has_a_baseline_of_each_agency(warehouse):
    rows = [service(number, 600 + number, FROM - timedelta(days=2), agency_id="taxes") for number in range(LEAST)]
    write_rows(warehouse, {"service_time": rows})
    with beam.Pipeline() as pipeline:
        pipeline | beam.Create([day.isoformat() for day in ORDER.dates]) | MakeBaselines(str(warehouse), ORDER)
    usual = baselines_on(str(warehouse), "hall", FROM)
    found = {agency: usual[agency, "c1", "long_service"]["usual_value"] for agency in ("permits", "taxes")}
    assert found["permits"] < 100 and found["taxes"] > 600


def test_without_services_the_command_says_what_to_do(tmp_path, capsys):
    site, empty = tmp_path / "site.yaml", tmp_path / "warehouse"
    site.write_text(SITE, encoding="utf-8")
    empty.mkdir()
    assert main(["baselines", "--site", str(site), "--warehouse", str(empty)]) == 2
    assert "pantau nightly" in capsys.readouterr().err
