"""How much noise there is, that it has its law, and that nobody can have it twice."""

import sys
from math import exp

import numpy as np
import pytest
from scipy.stats import chi2

from pantau.transforms.releases.noisy import noise
from pantau.transforms.releases.noisy.noise import NoiseTerms, noised


def terms(epsilon=1.0, budget=3.0, most=60, counts=("visits",)):
    return NoiseTerms(epsilon, budget, most, counts)


def mass(scale, x):
    """The law: P(noise = x)."""
    ratio = exp(-1 / scale)
    return (1 - ratio) / (1 + ratio) * ratio ** abs(x)


def test_scales_are_what_one_counters_date_can_change_by_its_part_of_epsilon():
    assert terms().scale("visits") == 60
    assert terms(0.5, counts=("visits", "reneged")).scale("visits") == 240
    assert terms(0.5, counts=("visits", "reneged")).scale("reneged") == 80
    # Never less than that, and by less than a thousandth more.
    assert 0 <= terms(0.7).scale("visits") - 60 / 0.7 < 1 / 1000


@pytest.mark.parametrize("most", [1, 3, 60])
@pytest.mark.parametrize("epsilon", [0.1, 1.0, 10.0])
def test_intervals_hold_so_many_and_no_narrower_ones_do(epsilon, most):
    one = terms(epsilon, 10, most)
    scale, within = one.scale("visits"), one.within("visits")
    held = sum(mass(scale, x) for x in range(-within, within + 1))
    assert held >= 0.95 - 1e-12
    assert within == 0 or held - 2 * mass(scale, within) < 0.95


def test_noise_has_its_law():
    """Whole numbers by a chi-square test. A right program fails once in a thousand million runs: noise has no seed."""
    one, n = terms(1.0, 3.0, 4), 20_000
    drawn = np.array(noised([100] * n, one, "visits")) - 100
    edges = np.arange(-16, 17)
    found = np.array([(drawn == x).sum() for x in edges])
    wanted = np.array([mass(one.scale("visits"), x) for x in edges])
    found, wanted = np.append(found, n - found.sum()), n * np.append(wanted, 1 - wanted.sum())
    assert ((found - wanted) ** 2 / wanted).sum() < chi2.isf(1e-9, len(edges))


def test_each_count_and_each_call_has_noise_of_its_own():
    first, second = (noised([7] * 200, terms(), "visits") for _ in range(2))
    assert first != second and len(set(first)) > 20 and all(isinstance(one, int) for one in first)
    assert noised([], terms(), "visits") == []


def test_noise_that_the_library_does_not_vouch_for_is_refused(monkeypatch):
    monkeypatch.setattr(NoiseTerms, "scale", lambda *_: 59.0)
    with pytest.raises(ValueError, match=r"OpenDP vouches for 1\.0169"):
        noised([1], terms(), "visits")


def test_without_the_library_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    with pytest.raises(ValueError, match=r"pip install 'pantau\[privacy\]'"):
        noise.check_library()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"epsilon": 0}, "--epsilon 0: more than 0"),
        ({"epsilon": float("nan")}, "--epsilon nan: more than 0"),
        ({"budget": 11}, "--budget 11: more than 0 and at most 10"),
        ({"epsilon": 2, "budget": 1}, "--epsilon 2: more than --budget 1"),
        ({"most": 0}, "--most 0: of a counter's date 1 to 1000"),
        ({"counts": ("visits", "visits")}, "--counts visits visits: some of"),
        ({"counts": ("lost",)}, "--counts lost: some of"),
    ],
)
def test_terms_that_mean_nothing_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        terms(**given)
