from dataclasses import replace

import numpy as np
import pytest

from pantau.simulation.behaviour.motion import Walk
from pantau.simulation.behaviour.wardrobe import officer_look, visitor_look
from pantau.simulation.rendering.backdrop import Backdrop
from pantau.simulation.rendering.composing import Standing, compose
from pantau.simulation.truth.boxes import box_of, boxes_at
from tests.simulation.days import day, hall, visitor

VIEW = hall()[0].view


@pytest.mark.parametrize("pose", ["stand", "walk", "sit", "desk"])
@pytest.mark.parametrize(("x", "y"), [(-1.5, 4.9), (0.4, 3.0), (2.5, 6.5)])
def test_the_box_is_round_what_is_drawn(pose, x, y):
    standing = Standing(officer_look(1), pose, 2, x, y, 0.8)
    white = np.full((VIEW.height_px, VIEW.width_px, 3), 255, np.uint8)
    drawn = compose(hall()[0], Backdrop(white, ()), [standing])
    # The soft shadow on the floor is paler than anything that is worn.
    rows, columns = np.nonzero(drawn.min(axis=2) < 120)
    x1, y1, x2, y2 = np.array(box_of(standing, VIEW)) * [VIEW.width_px, VIEW.height_px, VIEW.width_px, VIEW.height_px]
    # Sprites are drawn without perspective and turned in steps, which shows the more the nearer somebody is.
    close = 0.14 * (y2 - y1)
    assert (x1, y1, x2, y2) == pytest.approx((columns.min(), rows.min(), columns.max(), rows.max()), abs=close)


def test_a_lens_that_bends_moves_the_box_with_what_it_is_round():
    standing = Standing(officer_look(1), "stand", 0, 2.5, 5.0, 0.8)
    bent = replace(VIEW, bend=0.1)
    straight, moved = (np.array(box_of(standing, view)).reshape(2, 2) for view in (VIEW, bent))
    size = VIEW.width_px, VIEW.height_px
    assert moved * size == pytest.approx(bent.bent(straight * size), abs=2.5)
    assert (moved[:, 0] < straight[:, 0] - 0.004).all()


def test_a_head_is_as_high_as_the_person_is_tall():
    look = replace(visitor_look(np.random.default_rng(0)), stature=1.68)
    x1, y1, x2, y2 = box_of(Standing(look, "stand", 0, 0.0, 5.0, 0.0), VIEW)
    (_, head), (_, feet) = VIEW.fractions(np.array([(0.0, 5.0, 1.69), (0.0, 5.0, 0.0)]))
    assert (y1, y2) == pytest.approx((head, feet), abs=0.025)
    assert x1 < 0.5 < x2 and x2 - x1 == pytest.approx(0.5 / 5 / 2 / np.tan(np.radians(40)), rel=0.35)


def test_only_who_is_in_the_frame_has_a_box_and_none_reaches_beyond_it():
    made = day(
        visitor("here", Walk(0.0, 0.0, 4.0).wait(9.0)),
        visitor("edge", Walk(0.0, 3.9, 4.0).wait(9.0)),
        visitor("far", Walk(0.0, 30.0, 4.0).wait(9.0)),
        visitor("later", Walk(5.0, 0.0, 5.0).wait(9.0)),
    )
    found = {person.id: box for person, box in boxes_at(made.cameras[0], 1.0)}
    assert set(found) == {"here", "edge"}
    assert found["edge"][2] == 1.0 and found["edge"][0] < 1.0
