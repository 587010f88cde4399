from itertools import combinations

import numpy as np

from pantau.simulation.behaviour.wardrobe import officer_look, visitor_look
from pantau.simulation.varied.wardrobes import PATTERNS, drawn_wardrobe

WARDROBES = [drawn_wardrobe(number) for number in range(6)]


def test_all_the_staff_of_an_office_wear_one_uniform_and_visitors_their_own():
    for wardrobe in WARDROBES:
        staff = [officer_look(number, wardrobe) for number in range(6)]
        assert {(one.top, one.bottom, one.pattern, one.accent) for one in staff} == {
            (wardrobe.uniform_top, wardrobe.uniform_bottom, staff[0].pattern, staff[0].accent)
        }
        assert all(one.uniform for one in staff)
    assert len({wardrobe.uniform_top for wardrobe in WARDROBES}) == len(WARDROBES)


def test_visitors_have_the_looks_of_the_wardrobe_some_alike_and_some_in_patterns():
    for wardrobe in WARDROBES:
        rng = np.random.default_rng(1)
        looks = {visitor_look(rng, wardrobe) for _ in range(400)}
        assert looks == {wardrobe.visitor(number) for number in range(wardrobe.looks)}
        assert not any(one.uniform for one in looks)
        assert all(1.38 <= one.stature <= 1.88 and 0.8 <= one.stride <= 1.15 for one in looks)
    every = [wardrobe.visitor(number) for wardrobe in WARDROBES for number in range(wardrobe.looks)]
    assert {one.pattern for one in every} == {"plain", *PATTERNS}
    assert np.ptp([one.stature for one in every]) > 0.3


def test_some_colours_differ_less_than_light_changes_them():
    near = [
        sum(np.abs(np.subtract(a, b)).max() <= 28 for a, b in combinations(wardrobe.tops, 2)) for wardrobe in WARDROBES
    ]
    assert sum(count > 0 for count in near) >= 4
