from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.epoch import epoch_s, utc

AT = datetime(2026, 11, 2, 1, tzinfo=UTC)


@given(st.integers(0, 5_000_000_000_000_000))
def test_times_come_back_to_the_microsecond(micros):
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros)
    assert utc(epoch_s(moment)) == moment


def test_a_time_is_placed_by_its_zone_and_one_without_is_refused():
    assert epoch_s(AT.astimezone(timezone(timedelta(hours=7)))) == AT.timestamp()
    assert epoch_s(None) is utc(None) is None
    with pytest.raises(ValueError, match="2026-11-02 01:00:00: has no time zone"):
        epoch_s(AT.replace(tzinfo=None))
