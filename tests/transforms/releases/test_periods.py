"""Dates and times as categories."""

from datetime import date

import pytest

from pantau.transforms.releases.counting.periods import LADDERS, check_bin, period_of, resolutions, time_of_day

SPAN = date(2026, 9, 1), date(2026, 9, 30)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("date", "2027-01-01"),
        ("week", "2026-W53"),
        ("month", "2027-01"),
        ("quarter", "2027-Q1"),
        ("year", "2027"),
        ("weekday", "Friday"),
        ("all", "2026-09-01/2026-09-30"),
    ],
)
def test_the_period_of_a_date(kind, name):
    assert period_of(kind, date(2027, 1, 1), *SPAN) == name


def test_times_of_day():
    assert [time_of_day(9, width) for width in (60, 120, 1440)] == ["09:00-10:00", "08:00-10:00", "00:00-24:00"]


def test_resolutions_begin_with_the_finest_and_end_with_the_whole():
    assert list(resolutions("weekday", 480)) == [
        ("weekday", 480),
        ("weekday", 1440),
        ("all", 480),
        ("all", 1440),
    ]
    assert [kind for kind, width in resolutions("date", 1440)] == list(LADDERS["date"])


@pytest.mark.parametrize("width", [15, 90, 0, 300])
def test_bins_that_do_not_divide_a_day(width):
    with pytest.raises(ValueError, match=f"--bin {width}: time bins are whole hours"):
        check_bin(width)
