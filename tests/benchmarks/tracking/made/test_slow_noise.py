import numpy as np
import pytest

from benchmarks.tracking.made.slow_noise import Part, standard_noise

PARTS = (Part(0.6, 2.0), Part(0.4, 0.0))


def test_noise_is_standard_and_lasts_as_told():
    noise = standard_noise([200_000], 0.5, PARTS, np.random.default_rng(1))
    assert noise.mean() == pytest.approx(0, abs=0.03)
    assert noise.std() == pytest.approx(1, abs=0.02)
    for lag in (1, 4):
        expected = 0.6 * np.exp(-0.5 * lag / 2.0)
        assert np.corrcoef(noise[:-lag], noise[lag:])[0, 1] == pytest.approx(expected, abs=0.02)


def test_runs_know_nothing_of_each_other():
    rng = np.random.default_rng(2)
    noise = standard_noise([2] * 20_000, 0.5, (Part(1.0, 50.0),), rng).reshape(-1, 2)
    assert np.corrcoef(noise[:, 0], noise[:, 1])[0, 1] > 0.98
    assert abs(np.corrcoef(noise[:-1, 1], noise[1:, 0])[0, 1]) < 0.03
    assert noise.std() == pytest.approx(1, abs=0.02)


def test_nobody_has_no_noise():
    assert standard_noise([], 0.5, PARTS, np.random.default_rng(3)).shape == (0,)
