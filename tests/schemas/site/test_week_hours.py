from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from pantau.schemas.site.hours import Hours, Opening, Period, PublicHolidays, Week

HOURS = TypeAdapter(Hours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("07:30-16:00", "07:30-16:00"),
        ("07.30 – 16.00", "07:30-16:00"),
        ("13:00-16:00, 07:30-12:00", "07:30-12:00, 13:00-16:00"),
        ("07:30-12:00,12:00-16:00", "07:30-12:00, 12:00-16:00"),
        ("00:00-24:00", "00:00-24:00"),
        ("23:59-24:00", "23:59-24:00"),
        ("", ""),
        (None, ""),
        (["07:30-12:00", "13:00-16:00"], "07:30-12:00, 13:00-16:00"),
    ],
)
def test_hours_are_read(text, expected):
    assert ", ".join(map(str, HOURS.validate_python(text))) == expected


@given(
    st.lists(st.integers(0, 24 * 60), max_size=8, unique=True)
    .map(sorted)
    .map(lambda marks: list(zip(marks[::2], marks[1::2], strict=False)))
)
def test_hours_come_back_as_they_were_written(spans):
    def clock(minute: int) -> str:
        return f"{minute // 60:02d}:{minute % 60:02d}"

    text = ", ".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in spans)
    read = HOURS.validate_python(text)
    assert HOURS.dump_python(read) == text
    assert [(span.opens, span.closes) for span in read] == [
        (time(opens // 60, opens % 60), None if closes == 1440 else time(closes // 60, closes % 60))
        for opens, closes in spans
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("7:30-16:00", "hours are written like '07:30-16:00', not '7:30-16:00'; leave a closed day out"),
        ("07:30", "not '07:30'"),
        ("07:30-16:00\n", None),
        ("24:00-25:00", "not '24:00-25:00'"),
        ("07:30-24:01", "not '07:30-24:01'"),
        ("closed", "not 'closed'"),
        ("07:30-12:00,", "not ''"),
        (730, "not 730"),
        ("16:00-07:30", "'16:00-07:30' closes before it opens; hours after midnight belong to the next day"),
        ("07:30-07:30", "closes before it opens"),
        ("07:30-12:00, 11:59-16:00", "07:30-12:00 and 11:59-16:00 overlap; write them as one"),
        ("07:30-24:00, 23:00-23:30", "overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused(text, reason):
    if reason is None:
        assert HOURS.validate_python(text) == HOURS.validate_python(text.strip())
        return
    with pytest.raises(ValidationError, match=reason):
        HOURS.validate_python(text)


def test_a_week_knows_its_days():
    week = Week(mon="08:00-15:00", fri="08:00-11:00")
    assert [", ".join(map(str, week.on(date(2024, 1, day)))) for day in (1, 2, 5, 7)] == [
        "08:00-15:00",
        "",
        "08:00-11:00",
        "",
    ]


def test_a_period_needs_a_source_and_an_opening_a_date():
    with pytest.raises(ValidationError, match="source"):
        Period(hours=Week())
    with pytest.raises(ValidationError, match="date"):
        Opening(source="x")
    assert Opening.model_validate({"date": "2024-01-01", "source": "x"}).hours == ()


def test_holidays_must_be_known():
    assert PublicHolidays().categories == ("public", "government")
    with pytest.raises(ValidationError, match="holidays of country 'XX' are not known; write one such as ID"):
        PublicHolidays(country="XX")
    with pytest.raises(ValidationError, match="country DE has no holidays in public and government"):
        PublicHolidays(country="DE")
