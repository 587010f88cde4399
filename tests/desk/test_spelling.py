from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pantau.desk.language import Texts
from pantau.desk.spelling import Spelling

EN, ID = (Spelling(Texts(language), ZoneInfo("Asia/Jakarta")) for language in ("en", "id"))
MOMENT = datetime(2026, 11, 2, 1, 2, 3, 987_654, UTC)


@pytest.mark.parametrize(
    ("seconds", "english", "indonesian"),
    [
        (None, "unknown", "tidak diketahui"),
        (0.0, "0.0 s", "0,0 dtk"),
        (35.68, "35.7 s", "35,7 dtk"),
        (92.0, "1 min 32 s", "1 mnt 32 dtk"),
        (3900.0, "1 h 05 min", "1 jam 05 mnt"),
    ],
)
def test_durations(seconds, english, indonesian):
    written = [spelling.seconds(seconds).replace("\N{NO-BREAK SPACE}", " ") for spelling in (EN, ID)]
    assert written == [english, indonesian]


@pytest.mark.parametrize(
    ("share", "english"),
    [(None, "unknown"), (0.0, "0 %"), (1.0, "100 %"), (0.9999, "99.9 %"), (0.0001, "0.1 %"), (0.956, "95.6 %")],
)
def test_a_share_is_all_or_nothing_only_where_it_is(share, english):
    assert EN.share(share).replace("\N{NO-BREAK SPACE}", " ") == english


def test_what_is_not_known_is_no_zero():
    assert (EN.count(None), ID.count(None), EN.count(0)) == ("unknown", "tidak diketahui", "0")
    assert (EN.value("waiting_s", None), EN.value("customers_waiting", 0.0)) == ("unknown", "0")


def test_days_and_moments_are_those_of_the_office():
    assert (EN.day(date(2026, 6, 16)), ID.day(date(2026, 6, 16))) == ("Tuesday 16 June 2026", "Selasa, 16 Juni 2026")
    assert (EN.clock(MOMENT), EN.precise(MOMENT), ID.precise(MOMENT)) == ("08:02:03", "08:02:03.9", "08:02:03,9")
    assert EN.value("started_at", MOMENT) == "2026-11-02 08:02:03.9"


def test_a_score_is_not_written_as_a_probability():
    assert (EN.value("detection_score", 0.732), ID.value("identity_confidence", 0.92)) == ("0.73", "0,92")
    assert EN.value("role_probability", 0.5).replace("\N{NO-BREAK SPACE}", " ") == "50.0 %"


def test_round_steps():
    assert [EN.step(seconds).replace("\N{NO-BREAK SPACE}", " ") for seconds in (10, 60, 600)] == [
        "10 s",
        "1 min",
        "10 min",
    ]
    assert ID.step(60).replace("\N{NO-BREAK SPACE}", " ") == "1 mnt"
