"""Light, views that slid, and things that were moved."""

import numpy as np
import pytest

from pantau.transforms.candidates.of_objects.kinds_of_change import edge_levels, has_slid, is_light, was_moved
from pantau.transforms.candidates.of_objects.lasting_changes import BetweenLooks, LastingChange
from tests.transforms.candidates.of_objects.looks import SHAPE, THING, bag, hall


def change(before, after):
    """The change from one view to another, of the cells in which they differ."""
    return LastingChange(before != after, before, after, BetweenLooks(90, 100), 90, before)


def with_bag(part=THING):
    view = hall()
    view[part] = bag()
    return view


@pytest.mark.parametrize("gain", [0.65, 0.8, 1.3, 1.55])
def test_the_same_in_other_light_is_light(gain):
    after = hall()
    after[THING] *= gain
    assert is_light(change(hall(), after))


def test_a_plain_floor_in_much_other_light_may_be_a_thing():
    floor = np.full(SHAPE, 150, np.float32)
    shadow, thing = floor.copy(), floor.copy()
    shadow[THING], thing[THING] = 110, 60
    assert is_light(change(floor, shadow)) and not is_light(change(floor, thing))


def test_a_thing_that_comes_or_goes_is_none_of_these():
    for one in (change(hall(), with_bag()), change(with_bag(), hall())):
        assert not is_light(one) and not has_slid(one) and not was_moved([one])


def test_the_edge_is_that_of_the_thing():
    floor = np.full(SHAPE, 100, np.float32)
    thing = floor.copy()
    thing[THING] = 40
    thing[0, 0] = np.nan
    cells = thing == 40
    assert (edge_levels(floor, cells), edge_levels(thing, cells)) == (0, 60)
    assert edge_levels(floor, np.ones(SHAPE, bool)) == 0


@pytest.mark.parametrize(("down", "across"), [(0, 1), (2, -1), (-3, 3)])
def test_a_view_that_slid_is_found_in_both_directions(down, across):
    wide = np.random.default_rng(7).uniform(0, 255, (60, 100)).astype(np.float32)
    before, after = wide[10:50, 10:90], wide[10 - down : 50 - down, 10 - across : 90 - across]
    marked = np.zeros(SHAPE, bool)
    marked[THING] = True
    assert has_slid(change(before, np.where(marked, after, before)))


@pytest.mark.parametrize("aside", [4, 12, 22])
def test_a_thing_that_stood_beside_was_moved_whether_the_places_touch_or_not(aside):
    before, after = with_bag(), with_bag(np.s_[20:28, 30 + aside : 40 + aside])
    assert was_moved([change(before, after)])
    when = BetweenLooks(90, 100)
    gone = LastingChange(before < 51, before, hall(), when, 90, before)
    here = LastingChange(after < 51, before, after, when, 90, before)
    assert was_moved([gone, here])
