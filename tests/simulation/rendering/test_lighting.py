import numpy as np

from pantau.simulation.rendering.lighting import GAIN_OF_ONE, light_gains
from pantau.simulation.surroundings import Light


def test_lamps_as_they_are_by_default_change_nothing():
    assert light_gains(Light(), 640, 360) is None


def test_brightness_and_colour_are_the_same_everywhere():
    gains = light_gains(Light(brightness=0.75, colour=(0.9, 1.0, 1.1)), 64, 36)
    assert gains.shape == (36, 64, 3)
    assert (gains == np.round(np.array((0.9, 1.0, 1.1)) * 0.75 * GAIN_OF_ONE)).all()


def test_daylight_falls_off_from_the_side_with_the_windows_and_is_blue():
    left = light_gains(Light(daylight=0.8, windows=-1), 64, 36).astype(int)
    right = light_gains(Light(daylight=0.8, windows=1), 64, 36).astype(int)
    assert (np.diff(left[0], axis=0) <= 0).all() and left[0, 0, 1] > 1.7 * GAIN_OF_ONE > 1.3 * left[0, -1, 1]
    assert (left[..., 0] > left[..., 2]).all()
    assert (right == left[:, ::-1]).all()
