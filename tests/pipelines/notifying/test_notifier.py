"""Each thing once, whoever tells it and however often servers fail."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from errno import ENOSPC

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.notifying import ledger
from pantau.pipelines.notifying.notifier import Notifier
from pantau.pipelines.reporting.health import HealthLimits, health_of
from tests.pipelines.notifying.conftest import site_of
from tests.transforms.evidence.conftest import SITE

MINUTE = timedelta(seconds=61)
"""A little more, since each try takes some time."""
CLOSED = datetime(2026, 11, 2, 9, tzinfo=UTC)
NEXT_DAY = datetime(2026, 11, 2, 17, tzinfo=UTC)
"""Midnight in Jakarta, after which Monday is judged."""


@pytest.fixture
def well(hall):
    """Health after Monday, when all is well."""
    return health_of(str(hall), HealthLimits(), NEXT_DAY)


def told(server):
    return [json.loads(body)["notification"] for _, _, body in server.taken]


def notifier(hall, server, of="[health, day]"):
    lines = []
    return Notifier(site_of(f"{{of: {of}, webhook: {{url: '{server.url}'}}}}"), str(hall), lines.append), lines


def test_each_turn_and_each_day_is_told_once_also_by_two_and_after_a_restart(hall, server, well):
    bad = replace(well, reasons=("camera cam-1: nothing has come",))
    (one, lines), (other, _) = notifier(hall, server), notifier(hall, server)
    at = CLOSED - timedelta(hours=1)
    for health in (well, well, bad, bad, well, bad):
        for teller in (one, other, notifier(hall, server)[0]):
            teller.tell(health, at)
        at += MINUTE
    assert told(server) == ["health-000001", "health-000002", "health-000003"]
    assert [json.loads(body)["kind"] for _, _, body in server.taken] == ["not_well", "well", "not_well"]
    for minutes in (0, 1, 600):
        one.tell(bad, CLOSED + minutes * MINUTE)
        other.tell(bad, CLOSED + minutes * MINUTE)
    assert told(server)[3:] == ["day-2026-11-02"]
    assert [line.split(": ")[0] for line in lines] == [f"{name} was told by webhook" for name in told(server)]


def test_of_many_at_once_one_tells(hall, server, well):
    tellers = [notifier(hall, server)[0] for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda teller: teller.tell(well, CLOSED), tellers))
    assert told(server) == ["day-2026-11-02"]


@pytest.mark.parametrize(("of", "expected"), [("[health]", ["health-000001"]), ("[day]", ["day-2026-11-02"])])
def test_only_what_is_asked_for_is_told(hall, server, well, of, expected):
    notifier(hall, server, of)[0].tell(replace(well, reasons=("x",)), CLOSED)
    assert told(server) == expected


def test_what_fails_is_said_and_tried_again_ever_less_often_and_stops_nothing(hall, server, well):
    server.answers = [500, 500, 204]
    teller, lines = notifier(hall, server)
    tried = []
    for minute in range(6):
        before = len(server.taken)
        teller.tell(well, CLOSED + minute * MINUTE)
        tried.append(len(server.taken) - before)
    assert tried == [1, 1, 0, 1, 0, 0]
    failed = "day-2026-11-02 could not be told by webhook: 127.0.0.1: answers 500; it is tried again in"
    assert lines == [f"{failed} 1 min", f"{failed} 2 min", "day-2026-11-02 was told by webhook: Hall: 2026-11-02"]


def test_a_try_that_a_wrong_clock_noted_years_ahead_keeps_nobody_waiting(hall, server, well):
    bad = replace(well, reasons=("x",))
    server.answers = [500, 204]
    teller, _ = notifier(hall, server, "[health]")
    teller.tell(bad, CLOSED + timedelta(days=9000))
    # One that is a little behind waits as the others do.
    teller.tell(bad, CLOSED + timedelta(days=9000, seconds=-30))
    assert len(server.taken) == 1
    teller.tell(bad, CLOSED)
    assert told(server) == ["health-000001"] * 2


def test_a_warehouse_of_which_nothing_is_judged_yet_is_not_bad(hall, server):
    lasting = health_of(str(hall), HealthLimits(), CLOSED)
    assert lasting.reasons and lasting.last_date is None
    notifier(hall, server, "[health]")[0].tell(lasting, CLOSED)
    assert server.taken == []


def test_a_way_that_fails_keeps_no_other_from_telling(hall, server, well):
    given = f"{{webhook: {{url: '{server.url}'}}, mail: {{server: 127.0.0.1, port: 1, security: none, from: a@b.id, "
    lines = []
    Notifier(site_of(given + "to: [c@d.id]}}"), str(hall), lines.append).tell(well, CLOSED)
    by_webhook, by_mail = lines
    assert by_webhook.startswith("day-2026-11-02 was told by webhook")
    assert by_mail.startswith("day-2026-11-02 could not be told by mail: 127.0.0.1: ")
    assert told(server) == ["day-2026-11-02"]


def test_nothing_is_told_that_cannot_be_noted_and_nothing_is_stopped_by_that(hall, server, well, monkeypatch):
    def full(path, content):
        raise OSError(ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(ledger, "create", full)
    teller, lines = notifier(hall, server)
    teller.tell(well, CLOSED)
    (line,) = lines
    assert line.startswith("nothing can be told by webhook: [Errno 28] No space left") and server.taken == []


def test_health_tells_who_is_named_in_the_site_file(hall, server, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(clock, "now", lambda: NEXT_DAY + timedelta(hours=40))
    site = tmp_path / "site.yaml"
    site.write_text(f"{SITE}notifications: {{webhook: {{url: '{server.url}'}}}}\n", "utf-8")
    for _ in range(2):
        assert main(["health", "--warehouse", str(hall), "--notify", str(site)]) == 1
    assert told(server) == ["health-000001"]
    assert "the last good date ended 40 hours ago; 36 are allowed" in json.loads(server.taken[0][2])["reasons"]
    site.write_text(SITE, "utf-8")
    capsys.readouterr()
    assert main(["health", "--warehouse", str(hall), "--notify", str(site)]) == 2
    assert "names nobody; add a webhook or mail to its notifications" in capsys.readouterr().err
    site.write_text(
        f"{SITE.replace('id: hall', 'id: other')}notifications: {{webhook: {{url: '{server.url}'}}}}\n", "utf-8"
    )
    assert main(["health", "--warehouse", str(hall), "--notify", str(site)]) == 2
    assert "is of site other, and the warehouse of hall" in capsys.readouterr().err
    assert len(server.taken) == 1
