import numpy as np
import pytest

from benchmarks.material.footage import BUSY, FPS, QUIET, FootageStretch
from benchmarks.packet_sizes import _auc, walking_seconds


def test_who_stands_does_not_walk():
    assert not walking_seconds(FootageStretch(QUIET, 0, 120)).any()
    assert 0 < walking_seconds(FootageStretch(BUSY, 0, 120)).mean() < 1


def test_sizes_that_follow_the_walking_tell_it_and_even_ones_do_not():
    stretch = FootageStretch(BUSY, 0, 120)
    is_key = np.arange(stretch.seconds * FPS) % 50 == 0
    even = np.where(is_key, 1000.0, 100.0)
    walking = np.repeat(walking_seconds(stretch), FPS)
    assert _auc(even, is_key, stretch) == pytest.approx(0.5)
    assert _auc(even + 50 * walking, is_key, stretch) == 1.0
