from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.tracking.occlusion import feet_occluded, occludes
from tests.transforms.staging import camera_day

BOX = (0.4, 0.3, 0.5, 0.6)


@pytest.mark.parametrize(
    ("other", "hides"),
    [
        ((0.38, 0.3, 0.52, 0.9), True),
        ((0.38, 0.3, 0.52, 0.61), False),
        ((0.38, 0.1, 0.52, 0.5), False),
        ((0.46, 0.3, 0.60, 0.9), False),
        ((0.44, 0.3, 0.60, 0.9), True),
        ((0.80, 0.3, 0.90, 0.9), False),
    ],
    ids=["before it", "beside it", "behind it", "before less than half", "before more than half", "elsewhere"],
)
def test_who_is_nearer_and_covers_half_of_a_place_hides_it(other, hides):
    assert occludes(np.array([other]), np.array([BOX])).tolist() == [hides]


def hidden(*boxes, samples=None):
    day = replace(
        camera_day(seconds=(0, 10)),
        person_sample=np.array(samples or [0] * len(boxes), dtype=int),
        person_box=np.array(boxes, dtype=float).reshape(-1, 4),
    )
    return feet_occluded(day).tolist()


BEHIND, NEARER = (0.4, 0.3, 0.5, 0.45), (0.42, 0.35, 0.55, 0.9)


def test_feet_in_the_box_of_somebody_nearer_are_hidden():
    assert hidden(BEHIND, NEARER) == [True, False]
    assert hidden(NEARER, BEHIND) == [False, True]


def test_on_another_sample_beside_or_at_the_same_depth_nobody_hides_them():
    assert hidden(BEHIND, NEARER, samples=[0, 1]) == [False, False]
    assert hidden(BEHIND, (0.46, 0.35, 0.55, 0.9)) == [False, False]
    assert hidden(BEHIND, (0.42, 0.1, 0.55, 0.46)) == [False, False]
    assert hidden() == []
