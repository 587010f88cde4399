import cv2
import numpy as np
import pytest

from pantau.transforms.detection.camera_view.view_points import MOST_POINTS, features_of
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.image_health import measure_image_health

SCENE = cv2.GaussianBlur(np.random.default_rng(3).integers(0, 255, (540, 960, 3)).astype(np.uint8), (5, 5), 1)
NOBODY = np.zeros((0, 4))


def measure(bgr, previous, people=NOBODY):
    return measure_image_health(bgr, cells_of(bgr), people, previous)


def grey(level, height=90, width=160):
    return np.full((height, width, 3), level, np.uint8)


def test_a_flat_frame():
    health, _ = measure(grey(77), None)
    assert health._replace(scene=b"") == (pytest.approx(77), 0.0, b"", 0.0, None, None, None, None, None)


def test_brightness_is_luma():
    green = np.zeros((90, 160, 3), np.uint8)
    green[..., 1] = 255
    assert measure(green, None)[0].brightness == pytest.approx(0.587 * 255, abs=0.5)


def test_a_quarter_in_the_light_is_as_good_as_white():
    lit = grey(90)
    lit[:45, :80] = 250
    assert measure(lit, None)[0].bright_share == 0.25


def test_points_of_the_view_are_taken_where_they_are_asked_for():
    assert measure(SCENE, None)[0].view_points is None
    health, _ = measure_image_health(SCENE, cells_of(SCENE), NOBODY, None, view=True)
    assert len(features_of(health.view_points).points) == MOST_POINTS


def test_change_is_the_mean_difference_of_luma():
    _, before = measure(grey(60), None)
    half = grey(60)
    half[:, 80:] = 100
    assert measure(half, before)[0].change == pytest.approx(20, abs=0.7)
    assert measure(grey(60), before)[0].change == 0


def test_one_grey_level_in_a_corner_is_not_a_frozen_frame():
    _, before = measure(SCENE, None)
    touched = SCENE.copy()
    touched[:40, :40] ^= 1
    assert 0 < measure(touched, before)[0].change < 0.1


def test_blur_lowers_sharpness():
    sharp, _ = measure(SCENE, None)
    blurred, _ = measure(cv2.GaussianBlur(SCENE, (0, 0), 6), None)
    assert blurred.sharpness < 0.1 * sharp.sharpness


def test_the_size_of_the_frame_does_not_change_brightness_and_change():
    large = cv2.resize(SCENE, (1920, 1080), interpolation=cv2.INTER_CUBIC)
    health, before = measure(SCENE, None)
    assert measure(large, None)[0].brightness == pytest.approx(health.brightness, abs=0.5)
    assert measure(large, before)[0].change < 1


def test_changes_are_told_apart_from_a_clock_and_from_people():
    _, before = measure(SCENE, None)
    later = SCENE.copy()
    later[20:50, 600:900] = 255
    later[200:500, 100:200] = 255 - later[200:500, 100:200]
    person = np.array([[100 / 960, 200 / 540, 200 / 960, 500 / 540]])
    health, _ = measure(later, before, person)
    assert health.change_median == 0
    assert health.change_height == pytest.approx(300 / 540, abs=0.02)
    assert health.change_people > 5
    clock = SCENE.copy()
    clock[20:50, 600:900] = 255
    health, _ = measure(clock, before, person)
    assert (health.change_median, health.change_people) == (0, 0)
    assert health.change_height == pytest.approx(30 / 540, abs=0.02)
    assert measure(clock, before)[0].change_people is None


def test_light_that_changes_everywhere_is_no_patch():
    _, before = measure(SCENE // 2, None)
    health, _ = measure(SCENE // 2 + 20, before)
    assert health.change_height == 0 and health.change_median == pytest.approx(20, abs=0.5)


def test_a_frame_of_another_shape_is_not_compared():
    _, before = measure(SCENE, None)
    health, _ = measure(SCENE[:, :500], before)
    assert (health.change, health.change_median, health.change_height, health.change_people) == (None,) * 4
