"""Cut-outs: of a clip that is made up, by known rules; of the real one, where it is there."""

import numpy as np
import pytest

from pantau.simulation.behaviour.wardrobe import officer_look, visitor_look
from pantau.simulation.cutouts import real_people as cutting
from pantau.simulation.cutouts.pets_clip import HEIGHT, WIDTH, PetsClip, clip_missing
from pantau.simulation.cutouts.real_people import STRIDE_FRAMES, RealPeople, cut_out, real_people, strides
from pantau.simulation.rendering.composing import Standing
from pantau.simulation.rendering.sprites import LAMPS

GROUND = (120, 130, 140)
COLOURS = {1: (20, 20, 30), 2: (25, 25, 35), 3: (22, 30, 30), 4: (40, 40, 200), 5: (200, 80, 40)}
"""Of upper bodies; the first three are dressed alike."""


def made_clip() -> PetsClip:
    """Five people, 84 pixels tall, who walk far apart for 20 frames, to the right and to the left."""
    clip = object.__new__(PetsClip)
    clip.scene = np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8)
    clip.pictures, clip.boxes = [clip.scene.copy() for _ in range(20)], {identity: {} for identity in COLOURS}
    for identity, colour in COLOURS.items():
        for frame, picture in enumerate(clip.pictures):
            x, y = (40 + 3 * frame, 100 * identity - 40) if identity % 2 else (300 - 3 * frame, 100 * identity - 40)
            picture[y : y + 50, x + 4 : x + 26] = colour
            picture[y + 50 : y + 84, x + 8 : x + 22] = (60, 40, 30)
            # A shadow beside the feet: the ground, a fifth darker.
            picture[y + 76 : y + 84, x + 22 : x + 30] = [round(0.8 * level) for level in GROUND]
            clip.boxes[identity][frame] = np.array([x, y, x + 30, y + 84], float)
    return clip


CLIP = made_clip()
PEOPLE = RealPeople(CLIP)


def test_somebody_is_cut_out_without_ground_and_shadow():
    first = next(cut_out(CLIP, 4))
    assert (first.frame, first.height, first.heading) == (0, 84.0, pytest.approx(3 * np.pi / 2))
    body = first.pixels[..., 3] > 250
    rows, columns = np.nonzero(body)
    # The margin is 5 pixels, and a pixel is lost at each side.
    assert (rows.min(), columns.min(), columns.max()) == (
        pytest.approx(6, abs=1),
        pytest.approx(10, abs=1),
        pytest.approx(29, abs=1),
    )
    assert not body[84:, 29:].any()
    assert np.abs(first.pixels[30, 20, :3].astype(int) - COLOURS[4]).max() <= 2


def test_who_is_near_somebody_else_or_behind_a_thing_is_left_out():
    clip = made_clip()
    clip.boxes[9] = {frame: np.add(clip.boxes[4][frame], (12, 0, 12, 0)) for frame in range(5, 20)}
    assert [one.frame for one in cut_out(clip, 4)] == [0, 1, 2, 3, 4]
    clip.boxes[5] = {frame: np.add(box, (380, -300, 380, -300)) for frame, box in clip.boxes[5].items()}
    assert list(cut_out(clip, 5)) == []


def test_those_who_are_dressed_alike_are_the_staff_and_never_visitors():
    assert sorted(PEOPLE.staff) == [1, 2, 3] and PEOPLE.visitors == (4, 5)
    rng = np.random.default_rng(0)
    for number in range(8):
        assert PEOPLE.who(Standing(officer_look(number), "desk", 0, 0, 0, 0)) in PEOPLE.staff
        assert PEOPLE.who(Standing(visitor_look(rng), "stand", 0, 0, 0, 0)) in PEOPLE.visitors


def figure(pose="walk", phase=0, heading=4, t=0.0):
    return PEOPLE.figure(
        Standing(visitor_look(np.random.default_rng(2)), pose, phase, 0, 0, 0, t=t), heading, 4, 115, LAMPS
    )


def test_the_mirror_image_walks_the_other_way():
    right, left = figure(heading=4).pixels, figure(heading=12).pixels
    assert (right[:, ::-1] == left).all()


def test_a_figure_is_as_tall_as_the_look_and_stands_on_its_feet():
    look = visitor_look(np.random.default_rng(2))
    shown = figure("stand")
    assert shown.metre == pytest.approx(84 / look.stature)
    assert shown.floor[1] == pytest.approx(5 + 84, abs=1.5)
    seated = figure("desk")
    assert shown.floor[1] - seated.floor[1] == pytest.approx(0.42 * shown.metre)
    assert len(seated.pixels) == round(5.04 + 0.7 * 84)


def test_who_stands_is_shown_by_frames_to_and_fro():
    pixels = [figure("stand", t=t).pixels for t in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)]
    assert (pixels[0] == pixels[6]).all() and (pixels[2] == pixels[4]).all()


def test_a_clip_that_is_not_there_is_named_with_the_remedy(monkeypatch):
    monkeypatch.setattr(cutting, "clip_missing", lambda: True)
    with pytest.raises(
        ValueError, match=r"cutouts need the real clip vtest.avi and its tracks in .*; put them there, or"
    ):
        real_people()


@pytest.mark.slow
def test_somebody_of_the_real_clip_can_walk_and_stand():
    if clip_missing():
        pytest.skip("../shared/footage/real has no vtest.avi with its tracks")
    cuts = list(cut_out(PetsClip(), 13))
    assert len(cuts) >= 200 and len(strides(cuts)) >= 150
    assert all(len(run) == STRIDE_FRAMES for run in strides(cuts))
    # A body, not the street: it covers about half of its box, and nothing of the corners.
    covers = [cut.pixels[..., 3] / 255 for cut in cuts]
    assert 0.2 < np.mean([cover.mean() for cover in covers]) < 0.6
    assert np.mean([cover[:8, :8].mean() + cover[-8:, :8].mean() for cover in covers]) < 0.05
