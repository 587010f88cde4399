import numpy as np
import pytest

from benchmarks.tracking.made.scripted_views import ACROSS, views_of_boxes

ALONE = np.array([0.2, 0.2, 0.3, 0.8])


def views(boxes, depth, tick=None, desk=None):
    count = len(boxes)
    tick = np.zeros(count, int) if tick is None else np.array(tick)
    return views_of_boxes(tick, np.arange(count), np.array(boxes, float), np.array(depth), np.zeros(count, bool), desk)


def test_there_is_a_bit_for_each_point():
    assert len(ACROSS) <= 64


def test_who_is_alone_is_seen_whole():
    seen = views([ALONE], [3.0])
    assert (seen.by_people[0], seen.by_desk[0], seen.out[0], seen.behind[0], seen.head[0]) == (0, 0, 0, -1, True)
    assert seen.seen[0] == pytest.approx(ALONE)


def test_the_nearer_one_hides_the_farther_one_and_not_the_other_way():
    lower = ALONE + np.array([0, 0.3, 0, 0.3])
    seen = views([ALONE, lower], [3.0, 2.0])
    assert seen.behind.tolist() == [1, -1]
    assert 0.25 < seen.by_people[0] < 0.5 and seen.by_people[1] == 0
    assert seen.head.tolist() == [True, True]
    # The feet are hidden, so what shows ends where the other begins, or where its head is narrow, a little below.
    assert seen.seen[0, 3] < ALONE[3] - 0.1 and seen.seen[0, :3] == pytest.approx(ALONE[:3], abs=0.01)


def test_on_another_frame_nobody_is_hidden():
    seen = views([ALONE, ALONE], [3.0, 2.0], tick=[0, 1])
    assert seen.behind.tolist() == [-1, -1] and seen.by_people.tolist() == [0, 0]


def test_somebody_in_front_of_all_hides_all():
    seen = views([ALONE, [0.1, 0.1, 0.4, 0.95]], [3.0, 1.0])
    assert (seen.by_people[0], seen.behind[0], seen.head[0]) == (1, 1, False)


def test_a_desk_hides_what_is_below_its_edge():
    seen = views([ALONE], [3.0], desk=np.array([0.5]))
    assert seen.by_desk[0] == pytest.approx(0.5, abs=0.1) and seen.by_people[0] == 0
    assert seen.seen[0, 3] == pytest.approx(0.5, abs=0.05)


def test_the_frame_cuts_off():
    seen = views([[0.9, 0.2, 1.1, 0.8]], [3.0])
    assert seen.out[0] == pytest.approx(0.5)
    assert seen.box[0].tolist() == [0.9, 0.2, 1.0, 0.8]


def test_of_several_who_hide_somebody_the_one_who_hides_most_is_told():
    little, much = (ALONE + np.array([aside, 0.1, aside, 0.1]) for aside in (0.08, 0.02))
    assert views([ALONE, little, much], [3.0, 1.0, 2.0]).behind[0] == 2
