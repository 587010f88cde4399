from datetime import UTC, date, datetime, timedelta

import pytest

from pantau.pipelines.notifying.due_notices import closing, days_due, turn_due, wait_after
from pantau.pipelines.notifying.ledger import Telling
from pantau.schemas.site import parse_site
from tests.pipelines.notifying.conftest import DAY, ROWS
from tests.sql.conftest import write_rows
from tests.transforms.evidence.conftest import SITE

TOLD, TRIED = Telling(1, True), Telling(3, False)
FOUR = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""16:00 in Jakarta, when the hall closes."""


@pytest.mark.parametrize(
    ("known", "well", "number"),
    [
        ({}, True, None),
        ({}, False, 1),
        ({1: TOLD}, False, None),
        ({1: TOLD}, True, 2),
        ({1: TRIED}, False, 1),
        ({1: TRIED}, True, None),  # nobody was told that it had been bad
        ({1: TOLD, 2: TOLD}, False, 3),
        ({1: TOLD, 2: TRIED}, False, None),
        ({1: TOLD, 2: TRIED}, True, 2),
        ({9: TOLD, 10: TOLD}, False, 11),
    ],
)
def test_each_turn_of_health_is_told_once(known, well, number):
    tellings = {f"health-{turn:06}": one for turn, one in known.items()} | {"day-2026-11-02": TOLD}
    assert turn_due(tellings, well) == number


def test_tries_become_rare():
    assert [wait_after(tries) / timedelta(minutes=1) for tries in (1, 2, 3, 11, 12, 1000)] == [
        1,
        2,
        4,
        1024,
        1440,
        1440,
    ]


def test_the_last_agency_closes_a_site():
    more = SITE.replace("agencies: [{id: permits", "agencies: [{id: late, name: Late}, {id: permits")
    more = more.replace("source: decree}", "source: decree}, {agencies: [late], hours: {mon: 10:00-24:00}, source: x}")
    site = parse_site(more)
    assert closing(site, DAY) == datetime(2026, 11, 2, 17, tzinfo=UTC).timestamp()
    assert closing(parse_site(SITE), DAY) == FOUR.timestamp()
    assert closing(site, date(2026, 11, 3)) is None


@pytest.mark.parametrize(
    ("state", "minutes", "days"),
    [
        ("recorded", -1, []),
        ("recorded", 0, [DAY]),
        ("not_yet", 0, []),
        ("not_yet", 59, []),
        ("not_yet", 60, [DAY]),
        ("recorded", 24 * 60, [DAY]),
        ("recorded", 24 * 60 + 1, []),
        (None, 59, []),
        (None, 60, [DAY]),
    ],
)
def test_a_day_is_told_once_its_recordings_are_in_or_must_be(tmp_path, state, minutes, days):
    (stretch,) = ROWS["coverage"]
    evening = stretch | {"started_at": "2026-11-02 16:00", "ended_at": "2026-11-02 23:00", "in_service_hours": False}
    rows = [stretch | {"coverage_state": state}, evening | {"coverage_state": "not_yet"}]
    folder = write_rows(tmp_path, {"coverage": rows if state else []})
    assert list(days_due(parse_site(SITE), str(folder), FOUR + timedelta(minutes=minutes))) == days
