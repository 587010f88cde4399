"""Agencies that share cells, and observers that do not."""

from datetime import date, timedelta

import pyarrow as pa
import pytest

from pantau.transforms.releases.blocks import eras, groupings
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS
from pantau.transforms.releases.counting.facts import Facts

DAY = date(2026, 9, 1)


def counters(**sizes):
    return {agency: frozenset(f"{agency}{n}" for n in range(size)) for agency, size in sizes.items()}


def test_agencies_with_counters_enough_stand_alone():
    assert groupings(counters(a=3, b=5), 3) == [[("a",), ("b",)]]


def test_small_agencies_share_cells_with_each_other_or_with_the_smallest_of_the_others():
    assert groupings(counters(a=1, b=2, c=1, big=6, huge=9), 3) == [
        [("a",), ("b",), ("big",), ("c",), ("huge",)],
        [("a", "b", "c"), ("big",), ("huge",)],
        [("a", "b", "big", "c"), ("huge",)],
    ]


def test_the_only_agencies_may_be_too_small_together():
    assert groupings(counters(a=1, b=1), 3) == [[("a",), ("b",)], [("a", "b")]]


def observed(*seen):
    rows = tuple(("a", DAY + timedelta(days=day), camera, observer) for day, camera, observer in seen)
    return Facts(EVENTS.empty_table(), OPENINGS.empty_table(), rows)


def test_dates_are_cut_where_a_camera_has_another_observer():
    facts = observed((0, "one", "x"), (0, "two", "y"), (1, "two", "y"), (3, "one", "z"), (4, "two", "y"))
    last = DAY + timedelta(days=9)
    first, second = eras(facts, {"a"}, DAY, last)
    assert (first.first, first.last) == (DAY, DAY + timedelta(days=2))
    assert (second.first, second.last) == (DAY + timedelta(days=3), last)
    assert first.observer != second.observer


def test_cameras_with_observers_of_their_own_are_one_block():
    assert len(eras(observed((0, "one", "x"), (0, "two", "y"), (1, "one", "x")), {"a"}, DAY, DAY)) == 1


def test_two_observers_of_a_camera_on_a_date_are_refused():
    with pytest.raises(ValueError, match="camera one has events of two observers, x and z"):
        eras(observed((0, "one", "x"), (0, "one", "z")), {"a"}, DAY, DAY)


def test_no_facts_are_no_block():
    assert eras(Facts(pa.table({}), pa.table({}), ()), {"a"}, DAY, DAY) == []
