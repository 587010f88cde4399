import cv2
import numpy as np
import pytest

from pantau.transforms.detection.image_health import measure_image_health

SCENE = cv2.GaussianBlur(np.random.default_rng(3).integers(0, 255, (540, 960, 3)).astype(np.uint8), (5, 5), 1)


def grey(level, height=90, width=160):
    return np.full((height, width, 3), level, np.uint8)


def test_a_flat_frame():
    health, _ = measure_image_health(grey(77), None)
    assert health == (pytest.approx(77), 0.0, None)


def test_brightness_is_luma():
    green = np.zeros((90, 160, 3), np.uint8)
    green[..., 1] = 255
    assert measure_image_health(green, None)[0].brightness == pytest.approx(0.587 * 255, abs=0.5)


def test_change_is_the_mean_difference_of_luma():
    _, thumbnail = measure_image_health(grey(60), None)
    half = grey(60)
    half[:, 80:] = 100
    assert measure_image_health(half, thumbnail)[0].change == pytest.approx(20, abs=0.7)
    assert measure_image_health(grey(60), thumbnail)[0].change == 0


def test_one_grey_level_in_a_corner_is_not_a_frozen_frame():
    _, thumbnail = measure_image_health(SCENE, None)
    touched = SCENE.copy()
    touched[:40, :40] ^= 1
    assert 0 < measure_image_health(touched, thumbnail)[0].change < 0.1


def test_blur_lowers_sharpness():
    sharp, _ = measure_image_health(SCENE, None)
    blurred, _ = measure_image_health(cv2.GaussianBlur(SCENE, (0, 0), 6), None)
    assert blurred.sharpness < 0.1 * sharp.sharpness


def test_the_size_of_the_frame_does_not_change_brightness_and_change():
    large = cv2.resize(SCENE, (1920, 1080), interpolation=cv2.INTER_CUBIC)
    health, thumbnail = measure_image_health(SCENE, None)
    assert measure_image_health(large, None)[0].brightness == pytest.approx(health.brightness, abs=0.5)
    assert measure_image_health(large, thumbnail)[0].change < 1
