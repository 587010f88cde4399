"""How long a party waits for a counter and how it ends, from intervals known exactly.

A party waits from the moment its first member joins: enters a queue or waiting zone of the counter, for a stay of at
least `queue_min_s`, or comes to the counter while no officer is there or the party before is still leaving. It waits
until its service begins, or until its last member has left unserved: it has `reneged`. Pauses of at most
`service_merge_s` do not end the waiting, be it a step out of the queue or the way from there to the counter. What
follows a service within `service_merge_s` and leads to no other one is leaving. A waiting shorter than `queue_min_s` is
none. `transforms.counters.waiting` goes by the same definitions.
"""

from dataclasses import dataclass
from math import inf

from pantau.transforms.intervals import Intervals, merge_gaps, subtract


@dataclass(frozen=True)
class TrueWait:
    """From joining to the start of the service, or to giving up. True seconds from the start of the footage."""

    start: float
    end: float
    served: bool


def waits(there: Intervals, services: Intervals, merge_s: float) -> list[TrueWait]:
    """The waiting of one party, however short, in order.

    `there`: when any of its members was in the queue, or at the counter and not served. `services`: when the party was
    served, in order.
    """
    found = []
    before = subtract(there, services)
    since = -inf
    for start, left in [*services, (inf, inf)]:
        for joined, gone in merge_gaps([time for time in before if since <= time[0] < start], merge_s):
            if start - gone <= merge_s:
                found.append(TrueWait(joined, start, True))
            elif joined - since > merge_s:
                found.append(TrueWait(joined, gone, False))
        since = left
    return found
