"""Chance: permutations of days, and the log-rank scores, against what textbooks and plain loops make of the same."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.sql.comparing import chance as module
from pantau.sql.comparing.chance import (
    GroupDays,
    chance,
    interval,
    log_rank_scores,
    medians_of,
    resampled,
    share_scores,
)
from tests.sql.hostile.recompute.statistics import kaplan_meier

DURATIONS = st.lists(st.tuples(st.integers(1, 8), st.booleans(), st.booleans()), min_size=2, max_size=25)


def days(first, second, paired=False):
    """Two groups with a score a day, on the same dates or on others."""
    scores = np.zeros((2, len(first) + (0 if paired else len(second))))
    there = np.zeros(scores.shape, bool)
    for group, start, values in ((0, 0, first), (1, 0 if paired else len(first), second)):
        scores[group, start : start + len(values)] = values
        there[group, start : start + len(values)] = True
    return GroupDays(scores, there)


@given(DURATIONS)
def test_log_rank_scores_add_up_to_observed_less_expected_ends(rows):
    durations = np.array([float(seconds) for seconds, _, _ in rows])
    was_cut, first = (np.array([row[place] for row in rows]) for place in (1, 2))
    expected = 0.0
    for time in set(durations):
        at_risk = durations >= time
        ended = ((durations == time) & ~was_cut).sum()
        expected += ended * (at_risk & first).sum() / at_risk.sum()
    observed = (first & ~was_cut).sum()
    scores = log_rank_scores(durations, was_cut)
    assert scores[first].sum() == pytest.approx(observed - expected, abs=1e-9)
    assert scores.sum() == pytest.approx(0, abs=1e-9)


def test_days_apart_are_tested_as_every_exchange_of_them_would():
    first, second = [3.0, 1.0, 4.0, 1.5, 2.0], [-2.0, 0.5, -3.0, 1.0, -1.0, 0.0]
    every = np.array(first + second)
    seen = sum(first) - len(first) * every.mean()
    sums = [sum(chosen) - len(first) * every.mean() for chosen in combinations(every, len(first))]
    exact = np.mean(np.abs(sums) >= abs(seen) - 1e-9)
    assert chance(days(first, second)) == pytest.approx(exact, abs=0.005)


def test_days_in_common_are_tested_as_every_change_of_places_would():
    first, second = [3.0, 1.0, 4.0, 1.5, 2.0, 2.5], [-2.0, 1.5, -3.0, 1.0, 2.5, 0.0]
    apart = np.subtract(first, second)
    sums = [np.dot(signs, apart) for signs in product((-1, 1), repeat=6)]
    exact = np.mean(np.abs(sums) >= abs(apart.sum()) - 1e-9)
    assert chance(days(first, second, paired=True)) == pytest.approx(exact, abs=0.01)


def test_too_few_days_tell_nothing():
    assert chance(days([1.0] * 5, [-1.0] * 5, paired=True)) is None
    assert chance(days([1.0] * 6, [-1.0] * 6, paired=True)) < 0.05
    assert chance(days([1.0] * 3, [-1.0] * 2)) is None and chance(days([1.0] * 19, [0.0])) is not None
    assert chance(days([1.0] * 18, [0.0])) is None


def test_of_groups_that_do_not_differ_about_one_in_twenty_is_said_to(monkeypatch):
    monkeypatch.setattr(module, "PERMUTATIONS", 399)
    random = np.random.default_rng(7)
    values = [chance(days(*random.normal(size=(2, 12)), paired=paired)) for paired in (False, True) for _ in range(150)]
    # 300 of 0.05: within three standard deviations.
    assert 15 - 12 < sum(value < 0.05 for value in values) < 15 + 12


def test_shares_are_scored_by_the_share_of_all():
    scores = share_scores(np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[2.0, 0.0], [2.0, 4.0]]))
    assert scores.tolist() == [[0.0, 0.0], [-1.0, 1.0]]


def test_dates_in_common_are_drawn_together_and_no_others_are_drawn():
    first, second = resampled(days([1.0, 2.0], [3.0, 4.0], paired=True))
    assert (first == second).all() and (first.sum(axis=1) == 2).all()
    first, second = resampled(days([1.0, 2.0], [3.0, 4.0, 5.0]))
    assert not first[:, 2:].any() and not second[:, :2].any() and (second.sum(axis=1) == 3).all()


def test_an_interval_holds_the_middle_and_needs_what_is_known():
    assert interval(np.arange(1001.0)) == (25.0, 975.0)
    assert interval(np.r_[np.arange(99.0), np.nan])[0] == pytest.approx(2.45)
    assert interval(np.r_[np.arange(96.0), [np.nan] * 4]) == (None, None)


@settings(deadline=None)
@given(DURATIONS, st.lists(st.integers(0, 3), min_size=3, max_size=3))
def test_medians_are_those_of_kaplan_and_meier_of_rows_so_often(rows, weights):
    durations = np.array([float(seconds) for seconds, _, _ in rows])
    was_cut = np.array([cut for _, cut, _ in rows])
    date = np.arange(len(rows)) % 3
    (median,) = medians_of(durations, was_cut, date, np.array([weights], float))
    again = [(row[0], False, row[1]) for place, row in enumerate(rows) for _ in range(weights[place % 3])]
    expected = kaplan_meier([(float(seconds), start, end) for seconds, start, end in again])["km_median_s"]
    assert (None if np.isnan(median) else median) == expected
