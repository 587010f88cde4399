import numpy as np
import pytest

from pantau.transforms.tracking.occlusion import occludes

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
