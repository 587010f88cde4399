"""Estimators over many draws of populations that are known, and by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.audit.estimates import Estimate, Stratum, count, mean, share, total

DRAWS = 1500


def strata(sizes, taken, answers_of, random):
    """One stratified draw without replacement of a population given by its answers, one array a stratum."""
    return [
        Stratum(size, random.choice(answers, n, replace=False))
        for size, n, answers in zip(sizes, taken, answers_of, strict=True)
    ]


def over_draws(estimator, population, taken, seed=1):
    """The estimates (value, lo, hi) of many draws, float64[DRAWS, 3]."""
    random = np.random.default_rng(seed)
    sizes = [len(answers) for answers in population]
    found = [estimator(strata(sizes, taken, population, random)) for _ in range(DRAWS)]
    return np.array([(one.value, one.lo, one.hi) for one in found])


def ones(size, many):
    return np.repeat([1.0, 0.0], [many, size - many])


SHARES = [
    ([ones(400, 360), ones(100, 60)], [30, 20]),
    ([ones(400, 392), ones(100, 96)], [30, 20]),  # near 1
    ([ones(60, 30), ones(30, 3), ones(900, 450)], [20, 10, 30]),
]


@pytest.mark.slow
@pytest.mark.parametrize(("population", "taken"), SHARES)
def test_shares_are_right_on_average_and_their_intervals_hold(population, taken):
    truth = np.concatenate(population).mean()
    value, lo, hi = over_draws(share, population, taken).T
    assert value.mean() == pytest.approx(truth, abs=4 * value.std() / DRAWS**0.5)
    assert 0.92 <= ((lo <= truth) & (truth <= hi)).mean() <= 0.995


@pytest.mark.slow
@pytest.mark.parametrize("taken", [[60, 40], [1000, 200], [1900, 40]])
def test_counts_of_rare_things_are_right_on_average_and_their_intervals_hold(taken):
    random = np.random.default_rng(5)
    population = [random.poisson(0.03, 2000).astype(float), random.poisson(0.2, 300).astype(float)]
    truth = np.concatenate(population).sum()
    value, lo, hi = over_draws(count, population, taken).T
    assert value.mean() == pytest.approx(truth, abs=4 * value.std() / DRAWS**0.5)
    assert ((lo <= truth) & (truth <= hi)).mean() >= 0.93


@pytest.mark.slow
def test_means_of_those_that_have_the_answer_hold():
    random = np.random.default_rng(8)
    population = [random.normal(0.5, 2, 500), random.normal(-1, 1, 200)]
    for answers in population:
        answers[::4] = np.nan
    truth = np.nanmean(np.concatenate(population))
    value, lo, hi = over_draws(mean, population, [40, 20]).T
    assert value.mean() == pytest.approx(truth, abs=0.05)
    assert 0.93 <= ((lo <= truth) & (truth <= hi)).mean() <= 0.97


@pytest.mark.slow
def test_corrected_totals_hold():
    population = [np.random.default_rng(2).permutation(np.repeat([0.0, 1.0, 2.0], [30, 460, 10]))]
    windows = [np.random.default_rng(3).poisson(0.04, 1500).astype(float)]
    truth = population[0].sum() + windows[0].sum()
    random, found = np.random.default_rng(4), []
    for _ in range(DRAWS):
        (units,), (rest,) = strata([500], [60], population, random), strata([1500], [80], windows, random)
        none = share([Stratum(500, (units.answers == 0).astype(float))]).times(500)
        more = count([Stratum(500, np.maximum(0, units.answers - 1))])
        found.append(total(500, (-1, none), (1, more), (1, count([rest]))))
    assert np.mean([one.value for one in found]) == pytest.approx(truth, abs=4)
    assert np.mean([one.lo <= truth <= one.hi for one in found]) >= 0.93


def test_by_hand():
    assert share([Stratum(4, np.array([1.0, 0.0, 1.0, 1.0]))]) == Estimate(0.75, 0.75, 0.75)
    ten_of_many = share([Stratum(10**9, np.ones(10))])
    assert (ten_of_many.value, ten_of_many.hi) == (1.0, 1.0)
    assert ten_of_many.lo == pytest.approx(0.7225, abs=1e-4)  # Wilson, 10 of 10
    nothing = count([Stratum(1000, np.zeros(10))])
    assert (nothing.value, nothing.lo) == (0.0, 0.0) and nothing.hi == pytest.approx(3.6889 * 100 * 0.99**0.5, abs=0.1)
    assert count([Stratum(3, np.array([0.0, 2.0, 1.0]))]) == Estimate(3.0, 3.0, 3.0)
    half = count([Stratum(20, np.zeros(10))])
    assert half.hi == pytest.approx(3.6889 * 2 * 0.5**0.5, abs=1e-3)
    assert total(100.0, (-1, Estimate(10, 7, 14)), (1, Estimate(5, 1, 8))) == Estimate(
        95.0, 95 - (4**2 + 4**2) ** 0.5, 95 + (3**2 + 3**2) ** 0.5
    )
    assert total(1.0, (-1, Estimate(1, 0, 5))).lo == 0.0
    assert mean([Stratum(5, np.array([np.nan]))]) is None
    assert mean([Stratum(5, np.array([3.0]))]) == Estimate(3.0, -np.inf, np.inf)
    known = mean([Stratum(2, np.array([1.0, 3.0]))])
    assert (known.value, known.lo, known.hi) == (2.0, 2.0, 2.0)


answered = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=8)), min_size=1, max_size=4
)


@settings(max_examples=100)
@given(given=answered)
def test_ends_lie_about_the_value(given):
    drawn = [Stratum(len(answers) + more, np.array(answers)) for more, answers in given]
    for one in (share(drawn), count(drawn), mean(drawn)):
        assert one.lo - 1e-12 <= one.value <= one.hi + 1e-12
    assert share(drawn).lo >= 0 and share(drawn).hi <= 1
