"""Who is served when at one counter: first come, first served, one officer who is away now and then.

Times are seconds from the start of the footage. Nothing here knows where anybody walks; only how long that takes.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from transforms.simulate.scenario import CounterScene, Habits, Limits

WALK_IN_S = 5.5
"""From the edge of the hall to the queue."""

WALK_UP_S = 2.6
"""From the head of the queue to the counter."""

CLEAR_S = 2.0
"""From the end of a service until the party has walked away."""

WALK_BACK_S = 6.0
"""From the staff door to the officer's place."""

_TURNOVER_S = (2.0, 5.0)


@dataclass(frozen=True)
class Absence:
    """The officer is away: gets up at `leaves` and comes back through the door at `returns`."""

    leaves: float
    returns: float


@dataclass(frozen=True)
class Visit:
    """What a party does: joins, waits behind others, and is served from `starts` to `ends`, or gives up.

    `ahead` lists when those in front leave the queue, one entry a person; `leaves_queue` is the call or the giving up.
    `trespasses_s`: afterwards the first member goes into the staff area for that long.
    """

    number: int
    size: int
    joins: float
    ahead: tuple[float, ...]
    leaves_queue: float
    outcome: Literal["served", "reneged"]
    ends: float
    steps_away_at: float | None = None
    direct: bool = False
    trespasses_s: float = 0.0


@dataclass(frozen=True)
class Post:
    """What happens at one counter in a day."""

    visits: tuple[Visit, ...]
    absences: tuple[Absence, ...]


def attend(
    counter: CounterScene,
    habits: Habits,
    limits: Limits,
    hours: tuple[float, float],
    until: float,
    capacity: int,
    away: list[tuple[float, float]],
    rng: np.random.Generator,
) -> Post:
    """A day at a counter.

    `away` lists when the officer is told to leave and for how many seconds; each departure waits for the running service
    to end. An applicant comes in then, so that somebody waits. Nobody is called who could not be served before closing.
    """
    opens, closes = hours
    arrivals = _arrivals(counter, habits, opens, min(closes, until), rng)
    forced = {round(at + 3.0, 3) for at, _ in away}
    arrivals = sorted([*arrivals, *((at, 1) for at in forced)])
    due = sorted(away)
    visits: list[Visit] = []
    absences: list[Absence] = []
    queue: list[float] = []
    free = opens + 2.0

    for number, (enters, size) in enumerate(arrivals):
        must_wait = round(enters, 3) in forced
        joins = enters + WALK_IN_S
        turnover, pace, patience = rng.uniform(*_TURNOVER_S), rng.uniform(0.0, 1.0), rng.uniform(25.0, 90.0)
        service = float(np.clip(rng.lognormal(np.log(habits.service_median_s), habits.service_spread), *habits.service_range_s))
        gives_up, returns, fetches = (rng.random() < share for share in (habits.reneges, habits.returns, habits.fetches))
        fetch_s, moment, waits_at_counter = rng.uniform(16.0, 32.0), rng.uniform(0.3, 0.5), rng.random() < 0.35
        ahead = tuple(sorted(t for t in queue if t > joins))
        if len(ahead) + size > capacity:
            continue
        called = max(joins + 0.5 + pace, free + turnover)
        while due and due[0][0] <= called:
            at, seconds = due.pop(0)
            leaves = max(at, free + 1.0)
            absences.append(Absence(leaves, leaves + seconds))
            free = leaves + seconds + WALK_BACK_S
            called = max(joins + 0.5 + pace, free + turnover)
        unstaffed = bool(absences) and absences[-1].leaves + 4.0 < joins < absences[-1].returns
        direct = not ahead and (called <= joins + 1.6 or (unstaffed and waits_at_counter and not _still_serving(visits, joins)))
        if direct:
            called = joins
        if called + WALK_UP_S + habits.service_range_s[0] > closes:
            gives_up, patience, direct = True, max(0.0, closes - joins) + rng.uniform(1.0, 6.0), False
            called = max(called, joins + patience + 1.0)
        if gives_up and not must_wait and not direct and called > joins + patience:
            visits.append(Visit(number, size, joins, ahead, joins + patience, "reneged", joins + patience))
            queue += [joins + patience] * size
            continue
        starts = max(joins if direct else called + WALK_UP_S, free if unstaffed else 0.0)
        ends = min(starts + service, max(closes, starts + habits.service_range_s[0]))
        steps_away = None
        if fetches and service > 45.0 and 0.55 * limits.unattended_waiting_s > 16.0:
            leaves = starts + moment * service
            absences.append(Absence(leaves, leaves + min(fetch_s, 0.55 * limits.unattended_waiting_s) - WALK_BACK_S))
            ends = min(ends + fetch_s, max(closes, ends))
        elif returns and size == 1 and ends - starts > 40.0:
            steps_away = starts + moment * (ends - starts)
        visits.append(Visit(number, size, joins, ahead, called, "served", ends, steps_away, direct))
        queue += [] if direct else [called] * size
        free = ends + CLEAR_S
    for at, seconds in due:
        leaves = max(at, free + 1.0)
        absences.append(Absence(leaves, leaves + seconds))
        free = leaves + seconds + WALK_BACK_S
    return Post(tuple(visits), tuple(sorted(absences, key=lambda absence: absence.leaves)))


def _still_serving(visits: list[Visit], t: float) -> bool:
    """Whether somebody is still being served at a moment."""
    return bool(visits) and max(visit.ends for visit in visits) + CLEAR_S > t


def _arrivals(
    counter: CounterScene, habits: Habits, opens: float, closes: float, rng: np.random.Generator
) -> list[tuple[float, int]]:
    """Poisson arrivals: when a party enters the hall, and how many they are."""
    found, t = [], opens - WALK_IN_S
    while counter.arrivals_per_hour > 0:
        t += rng.exponential(3600.0 / counter.arrivals_per_hour)
        if t >= closes - 30.0:
            break
        found.append((float(t), 2 if rng.random() < habits.pairs else 1))
    return found
