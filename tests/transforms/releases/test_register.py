"""What the register refuses: exact counts beside noisy ones, and noise beyond the budget of a date."""

from datetime import date

import pytest

from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.noisy.noise import NoiseTerms
from pantau.transforms.releases.register import RefusedRelease, before
from pantau.transforms.releases.release_order import AGGREGATES, NOISY, VISITS, Publication, ReleaseOrder


def order(level, first=1, last=30, epsilon=1.0, budget=3.0, name="new"):
    terms = NoiseTerms(epsilon, budget, 60, ("visits",)) if level == NOISY else None
    span = date(2026, 9, first), date(2026, 9, last)
    return ReleaseOrder(name, *span, "month", 60, Rule(), Publication("p", "c", "r", "l"), level=level, noise=terms)


def row(level, first, last, epsilon=None, budget=None, name="old", order_id=""):
    return {
        "release_id": f"id of {name}",
        "release_name": name,
        "release_level": level,
        "release_order": order_id,
        "service_date": date(2026, 9, first),
        "released_to": date(2026, 9, last),
        "published_counts": "[]",
        "epsilon": epsilon,
        "epsilon_budget": budget,
    }


@pytest.mark.parametrize(
    ("made", "wanted"), [(AGGREGATES, NOISY), (NOISY, AGGREGATES), (VISITS, NOISY), (NOISY, VISITS)]
)
def test_exact_counts_and_noisy_ones_are_never_of_the_same_date(made, wanted):
    rows = [row(made, 1, 10, *((1.0, 3.0) if made == NOISY else ()))]
    with pytest.raises(RefusedRelease, match=r"would tell the noise|visits stand only where"):
        before(rows, order(wanted, first=10))
    assert before(rows, order(wanted, first=11)) == []


def test_epsilon_adds_up_by_date_and_stops_at_the_budget():
    rows = [row(NOISY, 1, 10, 1.0, 3.0, "a"), row(NOISY, 5, 20, 1.5, 3.0, "b")]
    assert before(rows, order(NOISY, 1, 4, 2.0)) == [] and before(rows, order(NOISY, 11, 30, 1.5)) == []
    with pytest.raises(RefusedRelease, match=r"2\.5 of the budget of 3 is used up on 2026-09-05 by a, b; 0\.5 is left"):
        before(rows, order(NOISY, 1, 30, 1.0))
    assert before(rows, order(NOISY, 1, 30, 0.5)) == []


def test_tenths_add_up_to_what_they_are():
    """As floating-point numbers 0.1 + 0.2 would be more than 0.3."""
    rows = [row(NOISY, 1, 30, 0.1, 0.3, "a")]
    assert before(rows, order(NOISY, 1, 30, 0.2, 0.3)) == []


def test_nobody_raises_a_budget_afterwards():
    rows = [row(NOISY, 1, 10, 1.0, 1.5)]
    with pytest.raises(RefusedRelease, match=r"1 of the budget of 1\.5 is used up on 2026-09-01 by old; 0\.5 is left"):
        before(rows, order(NOISY, 1, 30, 1.0, 10.0))
    with pytest.raises(RefusedRelease, match=r"1 of the budget of 1 is used up"):
        before([row(NOISY, 1, 10, 1.0, 3.0)], order(NOISY, 1, 30, 0.5, 1.0))


def test_the_same_again_spends_nothing():
    asked = order(NOISY, epsilon=3.0, name="old")
    assert before([row(NOISY, 1, 30, 3.0, 3.0, "old", asked.id)], asked) == []


def test_orders_without_noise_have_the_hash_they_always_had():
    """The register compares them: of other hashes no release could be made again."""
    assert order(AGGREGATES).id == "12bf4ec5e2ef5d30" and order(VISITS).id == "ebbc691fe770f184"
