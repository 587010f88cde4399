import numpy as np

from pantau.transforms.tracking.camera_days.frame_pairs import any_of, beside


def test_pairs_of_one_frame_both_ways():
    one, other = beside(np.array([0, 2, 2, 5, 5, 5]))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == [
        *((1, 2), (2, 1)),
        *((3, 4), (3, 5), (4, 3), (4, 5), (5, 3), (5, 4)),
    ]
    assert any_of(one, other == 5, 6).tolist() == [False, False, False, True, True, False]


def test_nobody_is_beside_nobody():
    assert [pairs.tolist() for pairs in beside(np.zeros(0, dtype=int))] == [[], []]
