"""What released visits give away to who knows a roster; the attack shares no rule with the planning."""

import pytest

from benchmarks.visit_attack import SIZES, attacked, random_visits
from pantau.transforms.disclosure.cells import Rule

RULE = Rule()


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_nobody_gains_five_points(size):
    one = attacked(random_visits(1, size), RULE, 1)
    for there, without in (one.roster, one.everything):
        assert there - without <= 0.05
    # One group of all visits would pass as well.
    assert one.groups > 20


@pytest.mark.slow
def test_groups_of_many_visits_and_counters_alone_would_give_more_away():
    there, without = attacked(random_visits(1, "1 or 2"), RULE, 1, most_gain=1.0).everything
    assert there - without > 0.05
