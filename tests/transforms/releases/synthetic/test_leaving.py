"""Patience that nobody published."""

from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.releases.counting.survival import quantile
from pantau.transforms.releases.synthetic.leaving import leaving_as_published
from pantau.transforms.releases.synthetic.played_day import played_day
from pantau.transforms.releases.synthetic.queue_model import Lasting, OpenTime, QueueModel

BUSY = QueueModel("a", 2, (OpenTime(8, 12, 58.0),), Lasting((0.0, 240.0), (1.0, 0.0), 1.0), None, 200.0)
"""Of 60 an hour that two counters can serve, 58 were."""


@pytest.mark.slow
def test_a_queue_that_would_be_too_long_has_the_published_median_and_as_many_are_served():
    found = leaving_as_published(BUSY)
    days = [played_day(found, np.random.default_rng(seed)) for seed in range(100, 140)]
    waited = np.array([one.begun - one.came for day in days for one in day])
    served = np.array([one.counter is not None for day in days for one in day])
    assert quantile(waited, served, 0.5) == pytest.approx(200, rel=0.25)
    assert served.sum() / 40 == pytest.approx(4 * 58, rel=0.05) and served.mean() < 0.98


def test_a_queue_that_is_short_enough_and_one_of_which_nothing_is_known_stay():
    for model in (replace(BUSY, median_waiting_s=1e6), replace(BUSY, median_waiting_s=None)):
        assert leaving_as_published(model) is model
