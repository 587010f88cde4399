"""Timelines: every bar lies where its time is, and none outside the drawing."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.sql.report.timeline import LABELS, LANE, THINNEST, TOP, WIDTH, TimelineBar, lay_out

START = datetime.fromisoformat("2026-11-03 08:00")


def at(text):
    return datetime.fromisoformat(f"2026-11-03 {text}")


def test_bars_lie_between_the_ticks_of_their_hours():
    line = lay_out(
        {"L1": [TimelineBar(at("09:00"), at("10:00"), "idle", "an hour")], "L2": []}, at("08:00"), at("12:00")
    )
    ticks = {text: x for x, text in line.ticks}
    assert list(ticks) == ["08:00", "08:30", "09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00"]
    (bar,) = line.lanes[0].bars
    assert (bar.x, round(bar.x + bar.width, 1)) == (ticks["09:00"], round(ticks["10:00"], 1))
    assert [(lane.label, lane.y) for lane in line.lanes] == [("L1", TOP), ("L2", TOP + LANE)]
    assert ticks["08:00"] == LABELS


def test_the_ends_are_widened_to_whole_ticks():
    line = lay_out({}, at("08:07"), at("11:52"))
    assert [line.ticks[0][1], line.ticks[-1][1]] == ["08:00", "12:00"]


def test_what_is_too_short_is_still_seen_and_what_lies_outside_is_cut():
    moment = TimelineBar(at("09:00"), at("09:00"), "mark", "")
    before = TimelineBar(at("05:00"), at("06:00"), "gap", "")
    across = TimelineBar(at("06:00"), at("23:00"), "recorded", "")
    line = lay_out({"C1": [moment, before, across]}, at("08:00"), at("10:00"))
    short, whole = line.lanes[0].bars
    assert (short.width, whole.word) == (THINNEST, "recorded")
    assert (whole.x, whole.x + whole.width) == pytest.approx((line.ticks[0][0], line.ticks[-1][0]), abs=0.02)


def test_an_empty_span_is_refused():
    with pytest.raises(ValueError, match="end after its start"):
        lay_out({}, START, START)


@given(st.integers(1, 86_400), st.lists(st.tuples(st.integers(-5_000, 90_000), st.integers(0, 90_000)), max_size=6))
def test_bars_stay_inside_and_in_order(length, spans):
    stretches = [
        TimelineBar(START + timedelta(seconds=s), START + timedelta(seconds=s + n), "idle", "") for s, n in spans
    ]
    line = lay_out({"L1": stretches}, START, START + timedelta(seconds=length))
    assert 2 <= len(line.ticks) <= 26
    for bar in line.lanes[0].bars:
        assert bar.x >= LABELS and bar.x + bar.width <= WIDTH and bar.width >= THINNEST
