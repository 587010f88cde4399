"""Who is served when at one counter: first come, first served, one officer who is away now and then.

Times are seconds from the start of the footage. Nothing here knows where anybody walks; only how long that takes.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from transforms.simulate.scenario import CounterScene, Habits, Limits

WALK_IN_S = 5.5
"""From the edge of the hall to the queue."""

WALK_UP_S = 2.6
"""From the head of the queue to the counter."""

CLEAR_S = 2.0
"""From the end of a service until the party has walked away."""

WALK_BACK_S = 4.5
"""From the staff door to the officer's place."""

_TURNOVER_S = (3.0, 6.0)
_FETCH_S = (16.0, 32.0)

_SHORTEST_WAIT_S = 6.0
"""Who joins a queue settles there before being called."""


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

    `away` lists when the officer is told to leave and for how many seconds; each departure waits for the service that
    is running. An applicant comes in then, so that somebody waits. Who could not be served before closing gives up.
    """
    opens, closes = hours
    called_in = [(at + 3.0, 1) for at, _ in away]
    arrivals = sorted([*_arrivals(counter, habits, opens, min(closes, until), rng), *called_in])
    desk = _Desk(opens + 2.0, sorted(away))
    visits: list[Visit] = []
    queue: list[float] = []
    for number, (enters, size) in enumerate(arrivals):
        joins, mood = enters + WALK_IN_S, _mood(habits, rng)
        ahead = tuple(sorted(t for t in queue if t > joins))
        if len(ahead) + size > capacity:
            continue
        settled = joins + _SHORTEST_WAIT_S + mood.pace
        called = desk.ready(settled, mood.turnover)
        unstaffed = desk.unstaffed(joins)
        direct = not ahead and (desk.free + mood.turnover <= joins or (unstaffed and mood.bold and desk.empty(joins)))
        too_late = called + WALK_UP_S + habits.service_range_s[0] > closes
        leaves = max(joins, closes) + 1.0 + 5.0 * mood.pace if too_late else joins + mood.patience
        gives_up = mood.reneges and not direct and (enters, size) not in called_in and called > leaves
        if too_late or gives_up:
            visits.append(Visit(number, size, joins, ahead, leaves, "reneged", leaves))
            queue += [leaves] * size
            continue
        starts = max(joins if direct else called + WALK_UP_S, desk.free if unstaffed else 0.0)
        ends = min(starts + mood.service, max(closes, starts + habits.service_range_s[0]))
        steps_away = None
        longest = 0.55 * limits.unattended_waiting_s
        if mood.fetches and mood.service > 45.0 and longest > _FETCH_S[0]:
            longer = desk.fetch(starts + mood.moment * mood.service, min(mood.fetch_s, longest))
            ends = min(ends + longer, max(closes, ends))
        elif mood.returns and size == 1 and ends - starts > 40.0:
            steps_away = starts + mood.moment * (ends - starts)
        up = joins if direct else called
        visits.append(Visit(number, size, joins, ahead, up, "served", ends, steps_away, direct))
        queue += [] if direct else [called] * size
        desk.serve(ends)
    desk.ready(until, 0.0)
    return Post(tuple(visits), tuple(sorted(desk.absences, key=lambda absence: absence.leaves)))


@dataclass(frozen=True)
class _Mood:
    """What is drawn for a party before anything is known of the others."""

    turnover: float
    pace: float
    patience: float
    service: float
    moment: float
    fetch_s: float
    bold: bool
    reneges: bool
    returns: bool
    fetches: bool


def _mood(habits: Habits, rng: np.random.Generator) -> _Mood:
    service = rng.lognormal(np.log(habits.service_median_s), habits.service_spread)
    return _Mood(
        turnover=rng.uniform(*_TURNOVER_S),
        pace=rng.uniform(0.0, 1.0),
        patience=rng.uniform(25.0, 90.0),
        service=float(np.clip(service, *habits.service_range_s)),
        moment=rng.uniform(0.3, 0.5),
        fetch_s=rng.uniform(*_FETCH_S),
        bold=rng.random() < 0.35,
        reneges=rng.random() < habits.reneges,
        returns=rng.random() < habits.returns,
        fetches=rng.random() < habits.fetches,
    )


@dataclass
class _Desk:
    """The officer's time: from when the desk is free, and the departures still to come."""

    free: float
    due: list[tuple[float, float]]
    served_until: float = 0.0
    absences: list[Absence] = field(default_factory=list)

    def ready(self, settled: float, turnover: float) -> float:
        """When somebody who is settled by a moment can be called; departures due before come first."""
        while self.due and self.due[0][0] <= max(settled, self.free + turnover):
            at, seconds = self.due.pop(0)
            leaves = max(at, self.free + 1.0)
            self.absences.append(Absence(leaves, leaves + seconds))
            self.free = leaves + seconds + WALK_BACK_S
        return max(settled, self.free + turnover)

    def unstaffed(self, t: float) -> bool:
        """Whether the officer is visibly away."""
        return bool(self.absences) and self.absences[-1].leaves + 4.0 < t < self.absences[-1].returns

    def empty(self, t: float) -> bool:
        """Whether nobody is at the counter."""
        return self.served_until + CLEAR_S <= t

    def fetch(self, leaves: float, seconds: float) -> float:
        """Leave in the middle of a service; the seconds by which it takes longer."""
        self.absences.append(Absence(leaves, leaves + seconds - WALK_BACK_S))
        return seconds

    def serve(self, until: float) -> None:
        """Serve somebody until a moment."""
        self.served_until, self.free = until, until + CLEAR_S


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
