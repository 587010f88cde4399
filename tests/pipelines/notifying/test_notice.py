"""What is told, word by word: nothing of people, and nothing that leads to footage."""

from datetime import UTC, datetime

import pytest

from pantau.pipelines.notifying.counters_of_day import day_so_far
from pantau.pipelines.notifying.notice import day_notice, health_notice
from pantau.pipelines.reporting.health import HealthLimits, health_of
from tests.pipelines.notifying.conftest import DAY, ROWS, site_of
from tests.sql.conftest import write_rows

SITE = site_of("{}")
NOW = datetime(2026, 11, 2, 9, 10, tzinfo=UTC)
KNOWN = {
    "service_hours": 8.0,
    "recorded_share": 1.0,
    "observed_share": 0.875,
    "staffed_share": 1.0,
    "unattended_waiting_minutes": 0.0,
    "sessions": 5,
    "median_service_s": 300.0,
    "p90_service_s": 300.0,
    "median_waiting_s": None,
    "p90_waiting_s": None,
    "reneged": None,
}


@pytest.fixture
def health(hall):
    return health_of(str(hall), HealthLimits(), NOW)


def test_a_day_by_counter(hall, health):
    notice = day_notice(SITE, DAY, day_so_far(SITE, str(hall), DAY), health, NOW)
    assert notice.as_json() == {
        "notification": "day-2026-11-02",
        "kind": "day",
        "site": "hall",
        "at": "2026-11-02T09:10:00+00:00",
        "service_date": "2026-11-02",
        "final": False,
        "recordings": 32,
        "rejected": 1,
        "counters": [{"agency": "permits", "counter": "c1", **KNOWN, "too_few": []}],
        "health": {"healthy": False, "reasons": ["no run has been done for a date that has ended"]},
        "text": "Hall: 2026-11-02\n"
        "\n"
        "As of 2026-11-02 16:10: 32 recordings, 1 rejects; recordings of this day may still come.\n"
        "permits, c1: service hours: 8.0 h; recorded: 100 %; observed: 88 %; staffed: 100 %; unattended while somebody "
        "waited: 0.0 min; services: 5; median service: 5.0 min; 90 % of services within: 5.0 min; median waiting: not "
        "known; 90 % of waitings within: not known; left the queue unserved: not known\n"
        "Health: no run has been done for a date that has ended.\n"
        "What is not known is not zero.",
    }
    for hidden in ("cam-7", "desk-zone", "secret-name", "5e5e", "event-", "presence-", "run-id", "recording-id"):
        assert hidden not in str(notice.as_json())


def test_of_a_day_without_a_run_nothing_is_known_and_nothing_is_zero(tmp_path, health):
    (tmp_path / "empty").mkdir()
    notice = day_notice(SITE, DAY, day_so_far(SITE, str(tmp_path / "empty"), DAY), health, NOW)
    facts = notice.as_json()
    assert facts["counters"] == [{"agency": "permits", "counter": "c1", **dict.fromkeys(KNOWN), "too_few": []}]
    assert (facts["recordings"], facts["rejected"], facts["final"]) == (None, None, None)
    assert "As of 2026-11-02 16:10: no run has told of this day." in notice.text
    assert notice.text.count("not known") == len(KNOWN) + 1


def test_how_long_single_people_took_is_not_told(tmp_path):
    four = ROWS | {"service_time": [row | {"waiting_s": 60.0} for row in ROWS["service_time"][:4]]}
    (counter,) = day_so_far(SITE, str(write_rows(tmp_path / "few", four)), DAY).counters
    times = ("median_service_s", "p90_service_s", "median_waiting_s", "p90_waiting_s")
    assert counter.figures == {**KNOWN, "sessions": 4, "reneged": 0} | dict.fromkeys(times)
    assert counter.too_few == times and counter.sentence.count("too few to tell") == 4


def test_a_turn_of_health(hall, health):
    bad = health_notice(SITE, 3, health, NOW)
    assert bad.as_json() == {
        "notification": "health-000003",
        "kind": "not_well",
        "site": "hall",
        "at": "2026-11-02T09:10:00+00:00",
        "healthy": False,
        "reasons": ["no run has been done for a date that has ended"],
        "text": "Hall: not well at 2026-11-02 16:10\n\nno run has been done for a date that has ended",
    }
    well = health_of(str(hall), HealthLimits(), NOW.replace(day=2, hour=17))
    assert well.reasons == ()
    assert health_notice(SITE, 4, well, NOW).text == "Hall: well again at 2026-11-02 16:10\n\nNothing is wrong."


def test_a_name_with_line_ends_forges_no_header(hall, health):
    site = SITE.model_copy(update={"name": "Hall\r\nBcc: all@example.id\x00"})
    assert health_notice(site, 1, health, NOW).subject == "Hall Bcc: all@example.id: not well at 2026-11-02 16:10"
