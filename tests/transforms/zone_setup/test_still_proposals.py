import numpy as np
import pytest

from pantau.transforms.zone_setup.still_proposals import still_proposals
from pantau.transforms.zone_setup.zone_proposals import zone_proposals
from tests.transforms.zone_setup.test_zone_proposals import SITS, WALKERS, standing, stretch_of

FRAMES = 200
"""Two seconds apart: more than five minutes."""

PLACE = standing(0.7, 0.6)
NOBODY = np.zeros(0, dtype=int)


def jittered(heights, seed=3):
    """A box whose edges are as far from its place as so many heights, on each frame."""
    high, random = PLACE[3] - PLACE[1], np.random.default_rng(seed)
    return [
        np.array(PLACE) + heights * high * random.choice([-1, 1], 4) * (9 / 16, 1, 9 / 16, 1) for _ in range(FRAMES)
    ]


def stretch_with(*tracks, frames=FRAMES):
    stretch = stretch_of(*tracks)
    return type(stretch)(**{**vars(stretch), "frames": frames})


def test_a_figure_is_proposed_to_be_ignored_with_what_speaks_for_it():
    stretch = stretch_with((0, jittered(0.01)), *WALKERS)
    (one,) = [proposal for proposal in zone_proposals(stretch) if proposal.kind == "ignore"]
    assert one.share == 1.0 and one.detections.tolist() == list(range(FRAMES))
    (left, top), (right, _), (_, bottom), _ = one.polygon
    assert (left, top, right, bottom) == pytest.approx(PLACE, abs=0.05)
    assert left < PLACE[0] and top < PLACE[1] and right > PLACE[2] and bottom > PLACE[3]


@pytest.mark.parametrize(
    "tracks",
    [
        [(0, jittered(0.03))],
        [(0, jittered(0.0)[:149])],
        [(0, jittered(0.0)[:40]), (160, jittered(0.0)[:40])],
        [],
    ],
    ids=["somebody who stands", "too shortly", "on too few frames", "nobody"],
)
def test_what_moves_or_is_seldom_there_is_not(tracks):
    assert still_proposals(stretch_with(*tracks, *WALKERS), NOBODY) == []


def test_a_clerk_on_a_seat_is_none():
    stretch = stretch_with((0, SITS[1] * 2), *WALKERS)
    assert {one.kind for one in zone_proposals(stretch)} == {"seat"}


def test_a_figure_that_is_lost_and_found_is_proposed_once():
    stretch = stretch_with((0, jittered(0.0)[:100]), (100, jittered(0.0)[:100]), *WALKERS)
    assert len(still_proposals(stretch, NOBODY)) == 1
