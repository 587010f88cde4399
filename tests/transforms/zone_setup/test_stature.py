import numpy as np
import pytest

from pantau.transforms.zone_setup.stature import Stature, stature_of


def standing(lower, slope=0.6, horizon=0.15):
    """Boxes of people with their feet at `lower` (n,)."""
    heights = slope * (lower - horizon)
    return np.stack([np.full(len(lower), 0.4), lower - heights, np.full(len(lower), 0.5), lower], axis=1)


def test_most_people_tell_how_tall_people_look():
    rng = np.random.default_rng(1)
    boxes = standing(np.linspace(0.4, 0.95, 200))
    boxes[:, 1] += rng.normal(0, 0.01, 200)
    boxes[::5, 3] -= 0.1  # every fifth is partly hidden
    found = stature_of(boxes, np.arange(200) // 10)
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
    assert stature_of(boxes, np.arange(len(boxes))) is None


def test_people_on_a_narrow_strip_tell_it_once_they_are_many():
    boxes = standing(np.linspace(0.5, 0.6, 400))
    boxes[:, 1] += np.random.default_rng(1).normal(0, 0.01, 400)
    few, many = (np.arange(400) // boxes_each for boxes_each in (200, 5))
    assert stature_of(boxes, few) is None
    assert stature_of(boxes, many).slope == pytest.approx(0.6, abs=0.06)


def test_the_height_of_who_stands_somewhere():
    assert Stature(0.6, 0.15).height(0.65) == pytest.approx(0.3)
