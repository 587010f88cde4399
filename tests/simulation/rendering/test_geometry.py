import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.simulation.rendering.geometry import Viewpoint, clip_to_frame

views = st.builds(
    Viewpoint,
    x=st.floats(-2, 2),
    y=st.floats(-1, 1),
    height=st.floats(2.5, 4),
    pan_deg=st.floats(-30, 30),
    tilt_deg=st.floats(15, 50),
    hfov_deg=st.floats(50, 100),
    width_px=st.just(640),
    height_px=st.just(360),
)


def test_the_axis_of_view_hits_the_floor_in_the_middle_of_the_frame():
    view = Viewpoint(1.0, 0.0, 3.0, 0.0, 45.0, 90.0, 640, 360)
    assert view.project(np.array([1.0, 3.0, 0.0])) == pytest.approx([320, 180])
    assert view.focal_px == pytest.approx(320)
    # One metre to the right at a distance of 3·√2 m.
    assert view.project(np.array([2.0, 3.0, 0.0])) == pytest.approx([320 + 320 / (3 * 2**0.5), 180])


def test_positive_pan_looks_to_the_right_and_positive_tilt_down():
    ahead = np.array([0.0, 5.0, 3.0])
    straight = Viewpoint(0, 0, 3.0, 0, 0, 90, 640, 360).project(ahead)
    assert Viewpoint(0, 0, 3.0, 10, 0, 90, 640, 360).project(ahead)[0] < straight[0]
    assert Viewpoint(0, 0, 3.0, 0, 10, 90, 640, 360).project(ahead)[1] < straight[1]


@given(views, st.floats(0.05, 0.95), st.floats(0.6, 1.0), st.floats(0, 1))
def test_ground_is_the_inverse_of_project(view, across, down, z):
    pixel = np.array([across * 640, down * 360])
    x, y = view.ground(pixel, z)
    assert view.project(np.array([x, y, z])) == pytest.approx(pixel, abs=1e-6)


@given(views, st.floats(-8, 8), st.floats(1.5, 10), st.floats(0, 1.8))
def test_the_visible_half_planes_hold_exactly_for_what_is_in_the_frame(view, x, y, z):
    forward = (np.array([x, y, z]) - (view.x, view.y, view.height)) @ view.axes[2]
    signs = view.visible(z) @ (x, y, 1.0)
    if forward < 0.1 or np.abs(signs).min() < 1e-6:
        return
    fraction = view.fractions(np.array([x, y, z]))
    assert (signs > 0).all() == bool(((fraction > 0) & (fraction < 1)).all())


def test_clipping_keeps_what_is_inside_and_cuts_at_the_edge():
    inside = np.array([(0.2, 0.2), (0.4, 0.2), (0.3, 0.5)])
    assert clip_to_frame(inside) == pytest.approx(inside)
    corner = clip_to_frame(np.array([(-0.5, 0.5), (0.5, 0.5), (0.5, 1.5), (-0.5, 1.5)]))
    assert sorted(map(tuple, corner)) == [(0.0, 0.5), (0.0, 1.0), (0.5, 0.5), (0.5, 1.0)]


def test_a_polygon_outside_the_frame_is_refused():
    with pytest.raises(ValueError, match="outside the frame"):
        clip_to_frame(np.array([(1.1, 0.1), (1.4, 0.1), (1.2, 0.4)]))


bent = st.builds(
    Viewpoint,
    x=st.floats(-2, 2),
    y=st.floats(-2, 1),
    height=st.floats(2.5, 4),
    pan_deg=st.floats(-20, 20),
    tilt_deg=st.floats(15, 45),
    hfov_deg=st.floats(50, 100),
    width_px=st.just(640),
    height_px=st.just(360),
    bend=st.floats(0.01, 0.2),
)


@given(bent, st.floats(0.05, 0.95), st.floats(0.6, 1.0), st.floats(0, 1))
def test_ground_is_the_inverse_of_project_through_a_lens_that_bends(view, across, down, z):
    pixel = np.array([across * 640, down * 360])
    x, y = view.ground(pixel, z)
    assert view.project(np.array([x, y, z])) == pytest.approx(pixel, abs=1e-6)


def test_a_barrel_draws_what_is_far_from_the_middle_nearer_to_it():
    view = Viewpoint(0, 0, 3.0, 0, 30, 90, 640, 360, bend=0.1)
    # d · (1 / (1 - 0.1 · 0.5²)) of half the width.
    straight = np.array([320 + 320 * 0.5 / 0.975, 180])
    assert view.bent(straight) == pytest.approx([480, 180])
    assert view.bent(np.array([320.0, 180.0])) == pytest.approx([320, 180])
    with pytest.raises(ValueError, match=r"a lens that bends by 0.1 sees no straight edges"):
        view.visible(0.9)


@settings(max_examples=8)
@given(bent)
def test_the_frame_of_the_straight_lens_holds_all_that_the_bent_one_shows(view):
    assert view.straight.focal_px == pytest.approx(view.focal_px)
    from_across, from_down = view.bending
    assert from_across.shape == (360, 640)
    assert from_across.min() >= 0 and from_across.max() <= view.straight.width_px - 1
    assert from_down.min() >= 0 and from_down.max() <= view.straight.height_px - 1
    place = view.ground(np.array([100.5, 300.5]))
    there = view.straight.project(np.array([*place, 0.0])) - 0.5
    assert (from_across[300, 100], from_down[300, 100]) == pytest.approx(there, abs=1e-2)
