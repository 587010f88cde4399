"""Looks at the cells of a hall, in which things come, go and are hidden."""

import numpy as np

SHAPE = (40, 80)
APART_S, LEAST_S = 10.0, 60.0
THING = np.s_[20:28, 30:40]


def hall() -> np.ndarray:
    """float32[h, w]: a floor with marks, which no two places have alike."""
    return np.random.default_rng(5).uniform(80, 120, SHAPE).astype(np.float32)


def looks(count: int = 40) -> tuple[np.ndarray, np.ndarray]:
    """Times (n,), and frames uint8[n, h, w] of an empty hall."""
    return APART_S * np.arange(count), np.repeat(np.round(hall()).astype(np.uint8)[None], count, axis=0)


def bag() -> np.ndarray:
    """uint8 of the shape of `THING`: dark, with marks."""
    return np.random.default_rng(6).integers(20, 50, (8, 10)).astype(np.uint8)
