from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.desk.figures.axis import MOST_TICKS, THINNEST, axis_over

JAKARTA = ZoneInfo("Asia/Jakarta")
EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)


def test_it_is_widened_to_whole_ticks_of_the_offices_clocks():
    axis = axis_over(EIGHT + timedelta(minutes=7), EIGHT + timedelta(hours=6, minutes=50), JAKARTA)
    written = [f"{tick.astimezone(JAKARTA):%H:%M}" for tick in axis.ticks]
    assert written == ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00", "15:00"]
    assert (axis.place(EIGHT), axis.place(EIGHT + timedelta(hours=3.5)), axis.width(EIGHT, axis.ended)) == (0, 50, 100)


def test_what_is_short_can_still_be_hit_and_what_lies_outside_is_at_the_edge():
    axis = axis_over(EIGHT, EIGHT + timedelta(hours=10), JAKARTA)
    assert axis.width(EIGHT, EIGHT + timedelta(seconds=1)) == THINNEST
    assert (axis.place(EIGHT - timedelta(days=1)), axis.place(EIGHT + timedelta(days=1))) == (0, 100)


def test_an_hour_that_comes_twice_has_its_length():
    new_york = ZoneInfo("America/New_York")
    # The clocks go back from 2:00 to 1:00 on that day, which has 25 hours.
    axis = axis_over(datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC), new_york)
    assert axis.ended - axis.started >= timedelta(hours=25)
    assert axis.place(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) < axis.place(datetime(2026, 11, 1, 6, 30, tzinfo=UTC))


@given(st.integers(0, 86_000), st.integers(1, 86_400))
def test_it_holds_the_stretch_with_few_ticks(since, lasting):
    started = EIGHT + timedelta(seconds=since)
    axis = axis_over(started, started + timedelta(seconds=lasting), JAKARTA)
    assert axis.started <= started and started + timedelta(seconds=lasting) <= axis.ended
    assert 2 <= len(axis.ticks) <= MOST_TICKS + 1 and axis.ticks[-1] == axis.ended


def test_nothing_has_no_axis():
    with pytest.raises(ValueError, match="an axis needs an end after its start"):
        axis_over(EIGHT, EIGHT, JAKARTA)
