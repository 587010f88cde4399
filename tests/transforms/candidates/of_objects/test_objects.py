"""Which changes are things that somebody left, or took."""

import numpy as np
import pytest

from pantau.transforms.candidates.of_objects.lasting_changes import BetweenLooks, lasting_changes
from pantau.transforms.candidates.of_objects.objects import PeopleNearby, box_of, found_objects, people_near
from tests.transforms.candidates.of_objects.looks import LEAST_S, SHAPE, THING, bag, looks

BOX = (30 / 80, 20 / 40, 40 / 80, 28 / 40)
BESIDE, FAR = (0.5, 0.3, 0.6, 0.7), (0.85, 0.3, 0.95, 0.7)
NOBODY = PeopleNearby(np.zeros(0), np.zeros((0, 4)), np.zeros(0, int))


def people(*boxes, at=(96.0,)):
    times = np.repeat(np.array(at), len(boxes))
    return PeopleNearby(times, np.tile(np.array(boxes), (len(at), 1)), np.tile(np.arange(len(boxes)), len(at)))


def found(frames, who, times=None):
    times = looks(len(frames))[0] if times is None else times
    return list(found_objects(lasting_changes(times, frames, LEAST_S), who, times, LEAST_S, 2.0))


def left():
    frames = looks()[1]
    frames[10:, *THING] = bag()
    return frames


def test_what_is_left_is_told_with_where_and_when_and_how_many_were_near():
    (one,) = found(left(), people(BESIDE, FAR, (0.52, 0.3, 0.6, 0.7)))
    assert one.left and one.box.tolist() == pytest.approx(BOX) and one.people == 2
    assert (one.came, one.went) == ((90, 100), None) and one.edges[1] > 2 * one.edges[0]


def test_what_was_there_and_is_gone_is_taken():
    (one,) = found(left()[::-1].copy(), people(BESIDE, at=(295.0,)))
    assert not one.left and one.came == (290, 300) and one.edges[0] > 2 * one.edges[1]


@pytest.mark.parametrize("who", [NOBODY, people(FAR), people(BESIDE, at=(70.0, 120.0))])
def test_what_changes_with_nobody_near_then_is_not_told(who):
    assert found(left(), who) == []


def test_where_somebody_is_over_it_for_long_nothing_is_left():
    over = (0.4, 0.4, 0.5, 0.7)
    assert found(left(), people(over, at=(96.0, *np.arange(100.0, 190.0, 10.0)))) == []
    assert len(found(left(), people(over, at=(96.0, *np.arange(100.0, 150.0, 10.0))))) == 1


def test_where_people_stood_before_it_for_too_long_it_is_not_told():
    frames = left()
    frames[6:11, *THING] = 0
    assert found(frames, people(BESIDE)) == []
    frames[6:9, *THING] = left()[6:9, *THING]
    assert len(found(frames, people(BESIDE))) == 1


def test_what_stood_there_for_less_than_asked_is_not_known():
    frames = looks()[1]
    frames[5:, *THING] = bag()
    assert found(frames, people(BESIDE, at=(46.0,))) == []


def test_at_the_edge_of_the_frame_or_in_much_of_it_it_is_not_told():
    frames = looks()[1]
    frames[10:, 20:28, :10] = bag()
    assert found(frames, people((0.1, 0.3, 0.2, 0.7))) == []
    frames = looks()[1]
    frames[10:, 5:30, 20:40] = np.random.default_rng(2).integers(20, 50, (25, 20))
    assert found(frames, people(BESIDE)) == []


def test_many_changes_of_one_moment_are_none_and_smaller_ones_beside_a_thing_do_not_count():
    frames = left()
    for across in (5, 50, 65):
        frames[10:, 5:13, across : across + 10] = bag()[:, ::-1]
    assert found(frames, people(BESIDE)) == []
    frames = left()
    for across in (5, 50, 65):
        frames[10:, 5:9, across : across + 4] = 20
    assert [one.box.tolist() for one in found(frames, people(BESIDE))] == [pytest.approx(BOX)]


def test_a_thing_that_was_moved_and_one_in_other_light_are_not_told():
    frames = looks()[1]
    frames[:10, *THING] = bag()
    frames[10:, 20:28, 46:56] = bag()
    assert found(frames, people(BESIDE)) == []
    frames = looks()[1]
    frames[10:, *THING] = frames[10:, *THING] * 0.7
    assert found(frames, people(BESIDE)) == []


def test_the_box_goes_round_all_cells():
    cells = np.zeros(SHAPE, bool)
    cells[3, 7] = cells[39, 79] = True
    assert box_of(cells).tolist() == [7 / 80, 3 / 40, 1, 1]


def test_near_is_within_half_of_the_height_of_who_is_there():
    one = people((0.6, 0.2, 0.7, 0.6))
    # The frame is twice as wide as high: 0.1 of its width is half of 0.4 of its height.
    for right, count in ((0.501, 1), (0.499, 0)):
        assert people_near(np.array([0.4, 0.4, right, 0.5]), BetweenLooks(90, 100), one, 2.0) == count
