import numpy as np
import pytest

from tools.fit_tracking.maximum_likelihood import ANY, POSITIVE, SHARE, fit


def coins(shares):
    """The log likelihood of shares (days,) of a coin, of a hundred throws a day."""
    heads = 100 * np.array(shares)
    return lambda values: heads * np.log(values[0]) + (100 - heads) * np.log(1 - values[0])


def test_of_a_coin_it_is_the_share_with_the_error_that_days_show():
    found = fit(coins([0.3, 0.4, 0.2, 0.3]), [0.5], [SHARE])
    assert found.values == pytest.approx([0.3], abs=1e-5)
    # The standard error of the mean of these four.
    assert found.errors == pytest.approx([np.std([0.3, 0.4, 0.2, 0.3], ddof=1) / 2], rel=1e-3)


def test_many_cases_of_a_day_that_are_alike_make_no_small_error():
    alike = fit(coins([0.3, 0.3, 0.3]), [0.5], [SHARE])
    unlike = fit(coins([0.1, 0.3, 0.5]), [0.5], [SHARE])
    assert unlike.values == pytest.approx(alike.values, abs=1e-4)
    assert alike.errors[0] < 1e-3 and unlike.errors[0] > 0.1


def test_mean_and_spread_of_a_normal_one():
    rng = np.random.default_rng(1)
    days = [rng.normal(-2.0, 0.5, 200) for _ in range(40)]

    def likelihood(values):
        mean, spread = values
        return np.array([-(((day - mean) / spread) ** 2).sum() / 2 - len(day) * np.log(spread) for day in days])

    everything = np.concatenate(days)
    found = fit(likelihood, [0.0, 1.0], [ANY, POSITIVE])
    assert found.values == pytest.approx([everything.mean(), everything.std()], abs=1e-4)
    assert found.errors == pytest.approx([0.5 / np.sqrt(8000), 0.5 / np.sqrt(16000)], rel=0.3)


def test_what_the_cases_do_not_tell_has_no_error():
    found = fit(lambda values: coins([0.3, 0.4])(values[:1]), [0.5, 0.5], [SHARE, SHARE])
    assert found.values[0] == pytest.approx(0.35, abs=1e-4)
    assert np.isnan(found.errors).all()


def test_a_search_that_cannot_begin_says_where():
    with pytest.raises(ValueError, match=r"the likelihood at \[0.5\] is nan; begin the search elsewhere"):
        fit(lambda values: values * np.nan, [0.5], [SHARE])
