"""Whether somebody who left a queue unserved has given up: for that they must be seen to stay away."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.queue_stitching import StitchedIdentities
from pantau.transforms.counters.sessions import ServiceSession
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.unobserved_time import UnobservedTime

TOGETHER_S = 3.0
"""People who leave the queue within this time of each other leave it together. Chosen."""


@dataclass(frozen=True)
class Afterwards:
    """What a camera saw after somebody left a queue.

    here: the counters that it sees. came: by person, when they came to a counter or queue, epoch seconds. unexplained:
    counter and start of each service of whom nobody knows where they waited. after_s: how long they must stay away.
    """

    here: Set[str]
    came: Mapping[int, list[float]]
    unexplained: list[tuple[str, float]]
    unobserved: UnobservedTime
    after_s: float

    def show_reneging(self, person: int, left: float, counters: tuple[str, ...]) -> bool:
        """Whether somebody who waited for these counters until then was seen to stay away from them.

        Not so who came to any counter or queue, and who may be somebody of whom it is not known where they waited: lost
        from sight on the way, or of the party of those who were, and then beside the counter's zone.
        """
        over = left + self.after_s
        return (
            self.here.issuperset(counters)
            and not self.unobserved.touches(left, over)
            and not any(left <= at <= over for at in self.came.get(person, []))
            and not any(left - TOGETHER_S <= at <= over for counter, at in self.unexplained if counter in counters)
        )


def arrivals(
    counter_days: Iterable[CounterDay],
    queueing: Iterable[Dwell],
    served: Mapping[int, list[ServiceSession]],
    followed: StitchedIdentities,
) -> dict[int, list[float]]:
    """By person, when they came to a counter or queue, and when they were served; epoch seconds."""
    found = {person: [session.span.start.at for session in sessions] for person, sessions in served.items()}
    for dwell in [*queueing, *(dwell for counter_day in counter_days for dwell in counter_day.customers)]:
        found.setdefault(followed.person(dwell.track), []).append(dwell.span.start.at)
    return found
