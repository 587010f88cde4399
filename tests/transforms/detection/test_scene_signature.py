import cv2
import numpy as np
import pytest

from pantau.transforms.detection.scene_signature import ACROSS, BYTES, DOWN, STEPS, scene_signature

HALL = cv2.GaussianBlur(np.random.default_rng(5).integers(0, 255, (270, 480)).astype(np.uint8), (0, 0), 12)
HALL = cv2.normalize(HALL, None, 20, 230, cv2.NORM_MINMAX)


def steps(luma):
    """(brightening, darkening) flags."""
    return np.unpackbits(np.frombuffer(scene_signature(luma), np.uint8).reshape(2, BYTES), axis=1).astype(bool)


def shared(one, other):
    first, second = steps(one), steps(other)
    return (first & second).sum() / first.sum()


def test_a_ramp_to_the_right_brightens_to_the_right_alone():
    ramp = np.tile(np.linspace(0, 250, 480, dtype=np.uint8), (270, 1))
    brighter, darker = steps(ramp)
    assert brighter[: ACROSS * DOWN].all() and not brighter[ACROSS * DOWN :].any() and not darker.any()
    assert len(brighter) == STEPS
    brighter, darker = steps(np.ascontiguousarray(ramp[:, ::-1]))
    assert darker[: ACROSS * DOWN].all() and not brighter.any()


def test_a_plane_has_no_steps_and_noise_on_it_none_either():
    assert not steps(np.full((270, 480), 90, np.uint8)).any()
    noise = np.random.default_rng(1).normal(90, 4, (270, 480)).clip(0, 255).astype(np.uint8)
    assert not steps(noise).any()


@pytest.mark.parametrize("size", [(480, 270), (352, 288), (1920, 1080)])
def test_the_size_of_the_frame_changes_little(size):
    assert shared(HALL, cv2.resize(HALL, size, interpolation=cv2.INTER_AREA)) > 0.9


def test_a_third_of_the_light_leaves_most_of_the_steps_and_noise_all():
    assert shared((HALL * 0.3).astype(np.uint8), HALL) > 0.95
    noisy = (HALL + np.random.default_rng(2).normal(0, 3, HALL.shape)).clip(0, 255).astype(np.uint8)
    assert shared(HALL, noisy) > 0.95
