from datetime import UTC, date, datetime

import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.evidence.missing import why_missing
from tests.transforms.evidence.conftest import SITE

ROW = {
    "recording_uri": "a.mp4",
    "camera_id": "cam",
    "service_date": date(2026, 11, 2),
    "ended_at": datetime(2026, 11, 2, 2, tzinfo=UTC),
}
HELD = SITE + "retention: {holds: [{from: 2026-11-02, until: 2026-11-02, reason: case 7, by: the head}]}"


def word(today, site=SITE, **changed):
    return why_missing(parse_site(site), ROW | changed, today).word


def test_a_recording_may_be_gone_once_all_its_days_are_over():
    """It is of the 2nd and kept for 30 days."""
    assert word(date(2026, 12, 2)) == "missing"
    assert word(date(2026, 12, 3)) == "purged"


def test_one_that_reaches_into_the_next_day_or_of_which_no_end_is_known_is_kept_a_day_longer():
    after_midnight = datetime(2026, 11, 2, 17, 0, 1, tzinfo=UTC)
    for ended_at in (after_midnight, None):
        assert word(date(2026, 12, 3), ended_at=ended_at) == "missing"
        assert word(date(2026, 12, 4), ended_at=ended_at) == "purged"


def test_one_that_is_held_or_of_no_camera_is_not_explained():
    assert word(date(2027, 1, 1), HELD) == "held"
    assert word(date(2026, 11, 20), HELD) == "missing"
    assert word(date(2027, 1, 1), camera_id="former") == "unruled"


@pytest.mark.parametrize(
    ("today", "site", "changed", "english", "indonesian"),
    [
        (date(2026, 12, 3), SITE, {}, "for 30 days, so this one until 2026-12-02", "selama 30 hari"),
        (date(2026, 12, 2), SITE, {}, "retention does not explain it", "masa simpan tidak menjelaskannya"),
        (
            date(2026, 12, 3),
            HELD,
            {},
            "it is held (case 7, by the head)",
            "ditahan untuk perkara (case 7, oleh the head)",
        ),
        (date(2026, 12, 3), SITE, {"camera_id": "x"}, "camera x is not in the site file", "tidak ada di berkas lokasi"),
    ],
)
def test_each_answer_is_told_in_both_languages(today, site, changed, english, indonesian):
    why = why_missing(parse_site(site), ROW | changed, today)
    assert why.told().startswith("a.mp4: ") and english in why.told()
    assert indonesian in why.told("id")
