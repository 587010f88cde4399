"""What overlapping releases give away, tried by whoever has them all; the planning shares nothing with this."""

import pytest

from benchmarks.release_attack import attacked, facts_of_office, random_office, random_order
from pantau.transforms.disclosure.cells import Rule

RULE = Rule()


@pytest.mark.slow
def test_three_releases_of_an_office_give_nobody_away():
    outcomes = [attacked(seed, RULE) for seed in (0, 5)]
    assert [one.broken for found in outcomes for one in found.values()] == [[]] * 6
    # A product that refuses everything would pass as well.
    for measure, least in (("visits", 20), ("reneged", 2)):
        assert sum(found[measure].published for found in outcomes) > least
        assert sum(found[measure].tried for found in outcomes) > 40


@pytest.mark.slow
def test_the_same_releases_made_apart_would():
    assert attacked(0, RULE, jointly=False)["visits"].broken


def test_offices_and_orders_differ_by_seed():
    import random

    first, second = (random_office(random.Random(seed)) for seed in (0, 1))
    assert first != second and facts_of_office(first).agencies == tuple(sorted({agency for agency, _, _ in first}))
    assert random_order(random.Random(1), 0, RULE) != random_order(random.Random(2), 0, RULE)
