"""How soon parties leave a queue where that is not published: so soon that the published median of waiting is met."""

from dataclasses import replace

import numpy as np

from pantau.transforms.releases.counting.survival import quantile
from pantau.transforms.releases.synthetic.played_day import PlayedParty, played_day
from pantau.transforms.releases.synthetic.queue_model import Lasting, QueueModel

SOONEST_S, STEPS, DAYS = 60.0, 12, 20
"""The least mean patience that is tried, s; halvings of the rate, to a four thousandth of the soonest; days played for
each. Chosen: twenty days have thousands of parties, and are played in a fraction of a second."""


def leaving_as_published(model: QueueModel) -> QueueModel:
    """The model with a patience, where it has none and its queue is longer than was published.

    Who leaves was in the queue besides those who were counted as served, so more come, by as many as leave.
    """
    if model.patience or model.median_waiting_s is None or _median_s(_played(model)) <= model.median_waiting_s:
        return model
    low, high = 0.0, 1 / SOONEST_S
    for _ in range(STEPS):
        rate = (low + high) / 2
        found = _leaving_at(model, rate)
        low, high = (rate, high) if _median_s(_played(found)) > model.median_waiting_s else (low, rate)
    return _leaving_at(model, high)


def _leaving_at(model: QueueModel, rate: float) -> QueueModel:
    leaving = replace(model, patience=Lasting((0.0,), (1.0,), rate))
    parties = _played(leaving)
    more = len(parties) / max(sum(one.counter is not None for one in parties), 1)
    return replace(
        leaving, times=tuple(one._replace(parties_an_hour=one.parties_an_hour * more) for one in model.times)
    )


def _played(model: QueueModel) -> list[PlayedParty]:
    return [one for seed in range(DAYS) for one in played_day(model, np.random.default_rng(seed))]


def _median_s(parties: list[PlayedParty]) -> float:
    """As a release has it: who left would have waited longer."""
    waited = np.array([one.begun - one.came for one in parties])
    return quantile(waited, np.array([one.counter is not None for one in parties]), 0.5)
