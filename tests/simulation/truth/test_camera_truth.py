from dataclasses import replace

import numpy as np
import pytest

from pantau.simulation.behaviour.motion import Walk
from pantau.simulation.recorders import Gap
from pantau.simulation.rendering.hall import BODY_M
from pantau.simulation.truth.camera_truth import footage_missing, in_view, out_of_hours, visitors_in_staff_area
from tests.simulation.days import day, hall, visitor

VIEW, _ = hall()


def test_presence_out_of_hours_begins_beyond_the_margin():
    made = day(visitor("a", Walk(0.0, 0.0, 4.0).wait(55.0)), visitor("b", Walk(570.0, 0.0, 4.0).wait(590.0)))
    # The office opens at 60 s and closes at 540 s; the margin is 20 s.
    assert out_of_hours(made.cameras[0], made.scenario) == [(0, 40), (570, 590)]
    outside = day(visitor("a", Walk(0.0, 30.0, 4.0).wait(55.0)))
    assert out_of_hours(outside.cameras[0], outside.scenario) == []


def test_who_is_in_view_through_a_lens_that_bends():
    barrel = replace(VIEW, view=replace(VIEW.view, bend=0.1))
    walk = Walk(0.0, 0.0, 4.0, speed=1.0).go((9.0, 4.0))
    (straight,), (bent,) = (in_view(visitor("a", walk), seen) for seen in (VIEW, barrel))
    # It shows more: at the edge what lies a ninth and more farther from the middle.
    assert straight[0] == bent[0] == 0 and bent[1] > 1.1 * straight[1]
    x, _ = barrel.view.fractions(np.array([bent[1], 4.0, BODY_M]))
    assert x == pytest.approx(1, abs=1e-3)


def test_a_visitor_in_the_staff_area_for_ten_seconds():
    x, _ = VIEW.trespass

    def trespass(seconds: float):
        walk = Walk(100.0, x, 5.1, speed=1.0).go((x, 7.1)).wait(102.0 + seconds - 2.0).go((x, 5.1))
        made = day(visitor("a", walk))
        return visitors_in_staff_area(made.cameras[0], made.scenario)

    # The area begins at y = 6.1, one second from the start of the walk.
    assert trespass(10.5) == [pytest.approx((101.0, 111.5))]
    assert trespass(9.5) == []


def test_missing_footage_in_service_hours():
    made = day(gaps=(Gap(at_s=100, seconds=30), Gap(at_s=200, seconds=29), Gap(at_s=30, seconds=70)))
    assert footage_missing(made.cameras[0], made.scenario) == [(60, 130)]
