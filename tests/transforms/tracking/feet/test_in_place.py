import numpy as np

from pantau.transforms.tracking.feet.in_place import in_place, places, stays_in_place


def boxes(*edges):
    """Boxes from (left, top, bottom), as tall as half the frame or so."""
    return np.array([(left, top, left + 0.1, bottom) for left, top, bottom in edges])


WALK = boxes((0.5, 0.3, 0.6), (0.5, 0.3, 0.6), (0.6, 0.25, 0.5), (0.7, 0.2, 0.42), (0.7, 0.2, 0.42))


def test_who_is_in_place_once_only_is_walking():
    assert stays_in_place(WALK, 16 / 9).tolist() == [True, True, False, True, True]


def test_runs_last_while_the_head_stays():
    assert in_place(WALK, 16 / 9) == [slice(0, 2), slice(2, 3), slice(3, 5)]
    assert in_place(boxes(*[(0.5, 0.3, 0.6)] * 40), 16 / 9) == [slice(0, 40)]


def test_a_place_is_the_same_after_leaning_over_and_another_after_walking_off():
    here, leaning, aside = (0.5, 0.3, 0.6), (0.55, 0.28, 0.58), (0.7, 0.3, 0.6)
    seen = boxes(*[here] * 3, *[leaning] * 3, *[here] * 3, aside, *[here] * 3, *[leaning] * 3, *[here] * 3)
    runs = [run for run in in_place(seen, 16 / 9) if run.stop - run.start > 2]
    assert places(runs, seen, 16 / 9) == [[0, 2], [1], [3, 5], [4]]
    assert places([], seen, 16 / 9) == []
