from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.intervals import subtract
from pantau.transforms.recordings.coverage import (
    LONGEST_SEGMENT_S,
    CoverageInterval,
    Recorded,
    arrived_until,
    cover_day,
)

WIB = ZoneInfo("Asia/Jakarta")
DAY = date(2026, 7, 31)


def utc(hour, minute=0, second=0.0):
    """A reading of the local clock in Jakarta on the day, as UTC; hours below 0 and above 24 are the neighbours'."""
    return datetime(2026, 7, 30, 17, tzinfo=UTC) + timedelta(hours=hour, minutes=minute, seconds=second)


def at(hour, minute=0, second=0.0):
    return utc(hour, minute, second).timestamp()


def test_a_day_in_all_states():
    recorded = [
        Recorded(at(-1), at(0, 30), "night"),
        Recorded(at(8), at(9), "a"),
        Recorded(at(9, 0, 0.4), at(10, 0, 1), "b"),
        Recorded(at(10), at(11), "c"),
    ]
    stretches = cover_day(DAY, WIB, recorded, [(at(11), at(12)), (at(8, 30), at(9))], [(at(7), at(16))])
    assert stretches == [
        CoverageInterval(utc(0), utc(0, 30), "recorded", ("night",)),
        CoverageInterval(utc(0, 30), utc(7), "out_of_schedule"),
        CoverageInterval(utc(7), utc(8), "gap"),
        CoverageInterval(utc(8), utc(9, 0, 0.4), "recorded", ("a",)),
        CoverageInterval(utc(9, 0, 0.4), utc(10), "recorded", ("b",)),
        CoverageInterval(utc(10), utc(10, 0, 1), "recorded", ("b", "c")),
        CoverageInterval(utc(10, 0, 1), utc(11), "recorded", ("c",)),
        CoverageInterval(utc(11), utc(12), "unreadable"),
        CoverageInterval(utc(12), utc(16), "gap"),
        CoverageInterval(utc(16), utc(24), "out_of_schedule"),
    ]


def test_a_longer_pause_is_a_gap():
    recorded = [Recorded(at(0), at(9), "a"), Recorded(at(9, 0, 1.5), at(24), "b")]
    states = [stretch.state for stretch in cover_day(DAY, WIB, recorded, [], [(at(0), at(24))])]
    assert states == ["recorded", "gap", "recorded"]
    assert [stretch.state for stretch in cover_day(DAY, WIB, recorded, [], [(at(0), at(24))], join_s=2)] == [
        "recorded",
        "recorded",
    ]


def test_a_gap_inside_of_a_recording():
    parts = [Recorded(start, end, "a") for start, end in subtract([(at(0), at(24))], [(at(3), at(4))])]
    assert cover_day(DAY, WIB, parts, [], [(at(0), at(24))]) == [
        CoverageInterval(utc(0), utc(3), "recorded", ("a",)),
        CoverageInterval(utc(3), utc(4), "gap"),
        CoverageInterval(utc(4), utc(24), "recorded", ("a",)),
    ]


def test_an_empty_day_out_of_schedule():
    assert cover_day(DAY, WIB, [], [], []) == [CoverageInterval(utc(0), utc(24), "out_of_schedule")]


def test_what_may_still_come_is_neither_missing_nor_out_of_schedule():
    recorded, schedule = [Recorded(at(8), at(9), "a"), Recorded(at(13), at(13, 30), "early")], [(at(7), at(16))]
    assert cover_day(DAY, WIB, recorded, [(at(14), at(15))], schedule, arrived_s=at(12)) == [
        CoverageInterval(utc(0), utc(7), "out_of_schedule"),
        CoverageInterval(utc(7), utc(8), "gap"),
        CoverageInterval(utc(8), utc(9), "recorded", ("a",)),
        CoverageInterval(utc(9), utc(12), "gap"),
        CoverageInterval(utc(12), utc(13), "not_yet"),
        CoverageInterval(utc(13), utc(13, 30), "recorded", ("early",)),
        CoverageInterval(utc(13, 30), utc(24), "not_yet"),
    ]
    lost = [(at(11), at(12, 30))]
    assert [one.state for one in cover_day(DAY, WIB, recorded, lost, schedule, arrived_s=at(12))][4:6] == [
        "unreadable",
        "not_yet",
    ]
    assert cover_day(DAY, WIB, [], [], schedule, arrived_s=at(-5)) == [CoverageInterval(utc(0), utc(24), "not_yet")]
    assert cover_day(DAY, WIB, [], [], schedule, arrived_s=at(30)) == cover_day(DAY, WIB, [], [], schedule)


def test_time_that_two_recordings_show_names_both():
    found = cover_day(DAY, WIB, [Recorded(at(8), at(9, 0, 1), "a"), Recorded(at(9), at(10), "b")], [], [])
    assert [stretch.recording_ids for stretch in found if stretch.recording_ids] == [("a",), ("a", "b"), ("b",)]


def test_a_day_on_which_the_clock_changes():
    found = cover_day(date(2026, 3, 29), ZoneInfo("Europe/Berlin"), [], [], [])
    assert found[-1].ended_at - found[0].started_at == timedelta(hours=23)


spans = st.lists(
    st.tuples(st.floats(-3600, 90_000), st.floats(0, 7200)).map(lambda pair: (at(0) + pair[0], at(0) + sum(pair))),
    max_size=6,
)


@given(spans, spans, spans, st.floats(-3600, 90_000))
def test_every_second_of_the_day_is_accounted_for_once(recorded, unreadable, schedule, arrived):
    parts = [Recorded(start, end, str(number)) for number, (start, end) in enumerate(recorded)]
    stretches = cover_day(DAY, WIB, parts, unreadable, schedule, arrived_s=at(0) + arrived)
    assert stretches[0].started_at == utc(0)
    assert stretches[-1].ended_at == utc(24)
    assert all(a.ended_at == b.started_at for a, b in pairwise(stretches))
    assert sum((stretch.ended_at - stretch.started_at for stretch in stretches), timedelta()) == timedelta(days=1)
    for stretch in stretches:
        assert bool(stretch.recording_ids) == (stretch.state == "recorded")


@pytest.mark.parametrize(
    ("recordings", "until"),
    [
        ([], 10_000 - LONGEST_SEGMENT_S),  # the first file of a date may be open for so long
        ([(9000.0, 9900.0)], 9900.0),  # the next file is being recorded
        ([(1000.0, 1020.0), (1900.0, 2000.0)], 10_000 - LONGEST_SEGMENT_S),  # it stopped sending
        ([(0.0, 50_000.0)], 10_000.0),  # a clock that is ahead shows nothing of what is to come
    ],
)
def test_what_may_still_come_begins_after_the_last_recording_or_an_hour_ago(recordings, until):
    assert arrived_until(10_000.0, recordings) == until


def test_a_recorder_that_has_begun_a_later_file_is_done_with_what_is_before_it():
    assert arrived_until(10_000.0, [(9000.0, 9100.0)], newest_s=9500.0) == 9500.0
    assert arrived_until(10_000.0, [(9000.0, 9900.0)], newest_s=9500.0) == 9900.0
    assert arrived_until(10_000.0, [], newest_s=10_001.0) == 10_000.0


def test_a_recording_is_waited_for_as_long_as_it_may_be_late():
    assert arrived_until(10_000.0, [(1000.0, 2000.0)], lateness_s=7000.0) == 3000.0
    assert arrived_until(10_000.0, [(1000.0, 2000.0)], lateness_s=9000.0) == 2000.0
