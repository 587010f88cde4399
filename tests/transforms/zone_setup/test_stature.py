import numpy as np
import pytest

from pantau.transforms.zone_setup.stature import stature_of


def standing(lower, slope=0.6, horizon=0.15):
    """Boxes of people with their feet at `lower` (n,)."""
    heights = slope * (lower - horizon)
    return np.stack([np.full(len(lower), 0.4), lower - heights, np.full(len(lower), 0.5), lower], axis=1)


def test_most_people_tell_how_tall_people_look():
    rng = np.random.default_rng(1)
    boxes = standing(np.linspace(0.4, 0.95, 200))
    boxes[:, 1] += rng.normal(0, 0.01, 200)
    boxes[::5, 3] -= 0.1  # every fifth is partly hidden
    found = stature_of(boxes)
    assert (found.slope, found.horizon) == (pytest.approx(0.6, abs=0.03), pytest.approx(0.15, abs=0.03))


@pytest.mark.parametrize(
    "boxes",
    [
        standing(np.linspace(0.4, 0.9, 40)),
        standing(np.full(200, 0.6)),
        np.random.default_rng(2).uniform((0, 0, 0.5, 0.5), (0.5, 0.5, 1, 1), (200, 4)),
    ],
    ids=["few", "all in one row", "in disorder"],
)
def test_too_little_tells_nothing(boxes):
    assert stature_of(boxes) is None
