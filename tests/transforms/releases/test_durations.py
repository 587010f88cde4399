"""Curves, and classes of durations of which none tells of few."""

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.releases.counting.day_facts import EVENTS
from pantau.transforms.releases.counting.duration_classes import (
    DurationClass,
    lasting_shares,
    left_classes,
    service_classes,
    waiting_classes,
)
from pantau.transforms.releases.counting.survival import lasting, life_table, quantile

RULE = Rule()


def events(rows):
    columns = list(zip(*rows, strict=True)) or [()] * len(EVENTS)
    return pa.Table.from_arrays(
        [pa.array(list(c), f.type) for c, f in zip(columns, EVENTS, strict=True)], schema=EVENTS
    )


def service(counter, seconds, start=True, end=True, waited=None):
    return ("service", counter, 8, float(seconds), start, end, waited)


def test_a_curve_by_hand():
    times, left = lasting(np.array([1.0, 2, 2, 3, 4]), np.array([True, True, False, True, False]))
    assert times.tolist() == [1, 2, 3, 4] and left.tolist() == pytest.approx([0.8, 0.6, 0.3, 0.3])


def test_quantiles():
    whole = np.ones(4, bool)
    assert quantile(np.array([1.0, 2, 3, 4]), whole, 0.5) == 2.5
    assert quantile(np.array([1.0, 2, 3]), whole[:3], 0.5) == 2
    assert math.isnan(quantile(np.array([1.0, 2, 3]), np.array([True, False, False]), 0.9))


def test_a_life_table_by_hand():
    """Of 100, ten end and 20 are cut in the first class: of 90 at risk, 80 go on; then 30 of 70 end."""
    assert life_table([10, 30, 40], [20, 0, 0]) == pytest.approx([8 / 9, 8 / 9 * 4 / 7, 0])
    assert life_table([4, 0], [0, 0]) == [0, 0]


def test_neighbouring_classes_are_taken_together_until_each_keeps_the_rule():
    rows = [service(f"c{n % 4}", 30 + 60 * (n % 3)) for n in range(60)] + [service("c1", 1000)] * 3
    classes = service_classes(events(rows), RULE)
    assert [(one.from_s, one.to_s, one.n, one.or_unfinished) for one in classes] == [
        (0.0, 60.0, 20, False),
        (60.0, 120.0, 20, False),
        (120.0, None, 23, True),
    ]


def test_those_that_were_cut_stand_apart_where_there_are_enough_of_each():
    rows = [service(f"c{n % 4}", 30 + 60 * (n // 4 % 2)) for n in range(64)]
    cut = [service(f"c{n % 4}", 90, end=False) for n in range(12)]
    unknown = [service(f"c{n % 4}", 90, start=False) for n in range(12)]
    classes = service_classes(events(rows + cut + unknown), RULE)
    assert [(one.outcome, one.n, one.or_unfinished) for one in classes] == [
        ("ended", 32, False),
        ("ended", 32, False),
        ("cut", 12, False),
        ("unknown", 12, False),
    ]
    # Without enough of one, that there are few of it would follow from the sum.
    few = service_classes(events(rows + cut + unknown[:9]), RULE)
    assert [(one.from_s, one.n, one.or_unfinished) for one in few] == [
        (0.0, 32, False),
        (60.0, 32, False),
        (120.0, 21, True),
    ]


def test_one_counter_has_no_distribution():
    assert service_classes(events([service("c1", n) for n in range(300)]), RULE) is None
    assert left_classes(events([]), RULE) is None


def test_who_left_stands_by_how_long_they_waited():
    rows = [("reneged", f"c{n % 3}", 8, 1.0, True, False, None if n < 2 else 100.0 + n) for n in range(14)]
    (one,) = left_classes(events(rows), RULE)
    assert (one.outcome, one.from_s, one.to_s, one.n, one.or_unfinished) == ("cut", 0.0, None, 14, True)


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abcde"), st.floats(0, 5000), st.booleans(), st.booleans(), st.none() | st.floats(0, 5000)
        ),
        max_size=120,
    )
)
def test_classes_keep_the_rule_and_add_up_to_all(rows):
    table = events([service(*row) for row in rows])
    for classes in (service_classes(table, RULE), waiting_classes(table, RULE)):
        if classes is not None:
            assert sum((Counter(one.behind) for one in classes), Counter()) == Counter(row[0] for row in rows)
            assert all(RULE.keeps([Cell(one.behind)]) for one in classes)


def test_shares_that_last_longer_come_from_the_classes_alone():
    ended = [DurationClass("ended", 0.0, 60.0, {"a": 50}), DurationClass("ended", 60.0, None, {"a": 50})]
    assert lasting_shares(ended, []) == [0.5, None]
    # 20 were cut evenly over a minute before which 50 ended: of 110 at risk.
    assert lasting_shares(ended, [DurationClass("cut", 0.0, 60.0, {"a": 20})]) == [pytest.approx(60 / 110), None]
