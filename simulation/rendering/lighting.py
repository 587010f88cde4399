"""The light of a hall on each pixel of a frame."""

from functools import lru_cache

import numpy as np

from pantau.simulation.surroundings import Light

GAIN_OF_ONE = 96
"""The level that leaves a pixel as it is: up to 2.6 times as bright fits into a byte."""

_FALLS_OFF = 0.55
"""In halves of the frame's width: how far daylight reaches in before it is less than half; chosen."""

_SKY = np.array((1.12, 1.0, 0.9))
"""Daylight is bluer than lamps; chosen."""


@lru_cache(maxsize=8)
def light_gains(light: Light, width: int, height: int) -> np.ndarray | None:
    """Gains (h, w, 3) uint8 of blue, green and red in GAIN_OF_ONE-ths; None where the light changes nothing."""
    if light == Light():
        return None
    across = np.abs((np.arange(width) + 0.5) / width * 2 - 1 - light.windows)
    daylight = light.daylight * np.exp(-across / (2 * _FALLS_OFF))[:, None] * _SKY
    gains = light.brightness * (np.array(light.colour) + daylight)
    levels = np.clip(np.round(gains * GAIN_OF_ONE), 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(levels, (height, width, 3)))
