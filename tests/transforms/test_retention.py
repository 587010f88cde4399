from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.retention import dates_shown, judge
from tests.batch_runs import CAMERA, SITE

TEXT = SITE.format(cameras=CAMERA.format(id="cam-1", channel=1).rstrip("\n"), clock_s=0)
DAY = date(2026, 11, 2)
MIDNIGHT = datetime(2026, 11, 2, 17, tzinfo=UTC)
"""The end of that date in Jakarta."""


def recording(ended_at=MIDNIGHT):
    return {"recording_uri": "nvr/a.mp4", "ended_at": ended_at}


def verdict(age_days, row, text=TEXT, camera="cam-1"):
    found = judge(parse_site(text), camera, DAY, row, DAY + timedelta(days=age_days))
    return found.word, found.days


def test_a_recording_shows_the_dates_it_reaches():
    zone = ZoneInfo("Asia/Jakarta")
    assert dates_shown(zone, DAY, recording()) == (DAY, DAY)
    assert dates_shown(zone, DAY, recording(MIDNIGHT + timedelta(seconds=1))) == (DAY, DAY + timedelta(days=1))
    assert dates_shown(zone, DAY, recording(MIDNIGHT + timedelta(days=60_000))) == (DAY, DAY + timedelta(days=1))
    assert dates_shown(zone, DAY, None) == (DAY, DAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("age", "ended_at", "word"),
    [(30, MIDNIGHT, "keep"), (31, MIDNIGHT, "delete"), (31, MIDNIGHT + timedelta(1), "keep"), (-5, MIDNIGHT, "keep")],
)
def test_a_camera_s_own_retention_counts_from_the_last_date_shown(age, ended_at, word):
    assert verdict(age, recording(ended_at)) == (word, 30)


def test_one_rule_for_all_of_the_site():
    text = f"{TEXT}retention: {{observations_days: 3}}\n"
    assert [verdict(age, recording(), text) for age in (3, 4)] == [("keep", 3), ("delete", 3)]
    assert verdict(4, recording(), text, "gone") == ("delete", 3)


def test_a_camera_that_is_gone_has_no_rule_of_its_own():
    assert verdict(10_000, recording(), camera="gone") == ("unruled", None)


def test_a_hold_suspends_the_rule_and_is_told():
    text = (
        f"{TEXT}retention:\n  holds:\n    - {{cameras: [cam-1], until: 2026-11-02, reason: case 7, by: inspectorate}}\n"
    )
    found = judge(parse_site(text), "cam-1", DAY, recording(), DAY + timedelta(days=99))
    assert (found.word, found.hold.reason, found.hold.by) == ("held", "case 7", "inspectorate")
    assert verdict(20, recording(), text) == ("keep", 30)
    assert judge(parse_site(text), "cam-2", DAY, None, DAY + timedelta(days=99)).word == "unruled"
