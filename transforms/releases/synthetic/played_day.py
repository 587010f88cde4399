"""A day of a queue, played."""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from pantau.transforms.releases.synthetic.queue_model import QueueModel


class PlayedParty(NamedTuple):
    """A party: times in local seconds of the day. `counter` counts from 0; it is `None` of who left at `until`."""

    came: float
    counter: int | None
    begun: float
    until: float
    waiting: int


def played_day(model: QueueModel, random: np.random.Generator) -> list[PlayedParty]:
    """The parties of a day in the order in which they came; `waiting` were in the queue then.

    Counters go on after closing until all are served.
    """
    opens = min(time.from_h for time in model.times) * 3600
    free = [(opens, number) for number in range(model.counters)]
    heapify(free)
    parties: list[PlayedParty] = []
    queue: list[float] = []  # when each of those who wait will leave the queue
    for came in _arrivals(model, random):
        while queue and queue[0] <= came:
            heappop(queue)
        begun = max(free[0][0], came)
        patience = model.patience.drawn(random) if model.patience else float("inf")
        if begun - came > patience:
            parties.append(PlayedParty(came, None, came + patience, came + patience, len(queue)))
            heappush(queue, came + patience)
            continue
        _, counter = heappop(free)
        until = begun + max(model.service.drawn(random), 1.0)
        heappush(free, (until, counter))
        parties.append(PlayedParty(came, counter, begun, until, len(queue)))
        heappush(queue, begun)
    return parties


def _arrivals(model: QueueModel, random: np.random.Generator) -> list[float]:
    """A Poisson process with the rate of each time of day."""
    found: list[float] = []
    for time in model.times:
        hours = time.to_h - time.from_h
        number = random.poisson(time.parties_an_hour * hours)
        found += (3600 * random.uniform(time.from_h, time.to_h, number)).tolist()
    return sorted(found)
