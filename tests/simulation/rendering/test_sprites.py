import pytest

from pantau.simulation.behaviour.wardrobe import officer_look
from pantau.simulation.rendering.body import GAIT_PHASES, STATURE, figure
from pantau.simulation.rendering.sprites import HEADINGS, sprite

LOOK = officer_look(0)


def test_a_standing_figure_is_as_tall_as_it_should_be():
    drawn = sprite(LOOK, "stand", 0, 0, 1, 115)
    opaque = (drawn.pixels[..., 3] > 250).nonzero()[0]
    height = (drawn.floor[1] - opaque.min()) / drawn.metre
    assert height == pytest.approx(LOOK.stature * 1.01, abs=0.06)


def test_feet_stand_on_the_floor_in_every_phase_of_the_stride():
    for phase in range(GAIT_PHASES):
        lowest = min(min(part.a[2] - part.ra, part.b[2] - part.rb) for part in figure(LOOK, "walk", phase))
        assert -0.06 < lowest < 0.06


def test_a_seated_head_is_lower_than_a_standing_one():
    def top(pose):
        return max(part.b[2] + part.rb for part in figure(LOOK, pose))

    assert top("stand") == pytest.approx(STATURE, abs=0.05)
    assert top("stand") - top("desk") == pytest.approx(0.42)


def test_back_and_front_differ_and_a_full_turn_does_not():
    back, front = (sprite(LOOK, "stand", 0, heading, 3, 70).pixels for heading in (0, HEADINGS // 2))
    assert back.shape != front.shape or (back != front).any()


def test_colour_never_exceeds_cover():
    drawn = sprite(LOOK, "desk", 0, 8, 3, 115).pixels
    assert (drawn[..., :3].max(axis=2) <= drawn[..., 3].astype(int) + 2).all()
