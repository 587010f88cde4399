import pytest

from benchmarks.tracking.sensitivity import NamedNumber, instead, named_numbers, times
from pantau.transforms.counters import reneging, waiting
from pantau.transforms.zones import membership

SOURCES = ("Chosen", "Measured", "Counted", "Mean height")
"""Each number of the events code has one of these words in the text below it; what is fitted is written by scripts."""


def test_numbers_are_doubled_and_shares_in_their_odds():
    assert [times(value, 2.0) for value in (3.0, 0.5, 7, (0.8, 4.0), -2.0)] == [
        6.0,
        pytest.approx(2 / 3),
        14,
        (pytest.approx(8 / 9), 8.0),
        -4.0,
    ]
    assert times(1, 0.5) == 1
    assert times(table := {0: 1.0}, 2.0) is table


def test_another_value_stands_where_it_is_named_and_where_it_was_taken_over_and_only_then():
    number = NamedNumber("counters.reneging", "TOGETHER_S", "")
    before = reneging.TOGETHER_S
    with instead(number, 99.0):
        assert reneging.TOGETHER_S == 99.0
    assert before == reneging.TOGETHER_S
    with instead(NamedNumber("counters.waiting_segments", "ONE_PERSON", ""), 0.7):
        assert waiting.ONE_PERSON == 0.7
    assert waiting.ONE_PERSON == 0.5


def test_all_numbers_of_the_events_code_are_found():
    names = {(one.module, one.name) for one in named_numbers()}
    assert {("zones.membership", "OVERLAP_SHARE"), ("roles.roles", "ON_SEAT"), ("tracking.stitching", "PLAIN")} <= names
    assert len(names) > 80 and all(module != "tracking.parameters" for module, _ in names)
    assert NamedNumber("zones.membership", "OVERLAP_SHARE", "").value == membership.OVERLAP_SHARE


def test_each_number_says_where_it_comes_from():
    unsaid = [f"{one.module}.{one.name}" for one in named_numbers() if not any(word in one.said for word in SOURCES)]
    assert unsaid == []
