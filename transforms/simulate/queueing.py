"""Who is served when at one counter: first come, first served, one officer who is away now and then.

Times are seconds from the start of the footage. Nothing here knows where anybody walks; only how long that takes.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from transforms.simulate.habits import Habits
from transforms.simulate.moods import FETCH_S, WALK_IN_S, apart, arrivals_of, mood_of
from transforms.simulate.scenario import CounterScene, Limits

WALK_UP_S = 2.6
"""From the head of the queue to the counter."""

CLEAR_S = 2.0
"""From the end of a service until the party has walked away."""

STEP_OUT_S = 0.45
"""From turning away from the counter until the customer zone is left."""

WALK_BACK_S = 4.5
"""From the staff door to the officer's place."""


_SHORTEST_WAIT_S = 6.0
"""Who joins a queue settles there before being called."""


@dataclass(frozen=True)
class Absence:
    """The officer is away: gets up at `leaves` and comes back through the door at `returns`."""

    leaves: float
    returns: float


def queue_places(size: int) -> int:
    """Places that a party takes in a queue."""
    return min(size, 2)


@dataclass(frozen=True)
class Visit:
    """What a party does: joins, waits behind others, and is served from `starts` to `ends`, or gives up.

    `ahead` lists when those in front leave the queue, one entry a place taken; `leaves_queue` is the call or the giving
    up. `late` and `early`: how much later members come, and earlier they leave. `leans`: when the first one leans over
    the desk. `trespasses_s`: afterwards the first member goes into the staff area for that long.
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
    late: tuple[float, ...] = ()
    early: tuple[float, ...] = ()
    leans: tuple[float, float] | None = None

    @property
    def places(self) -> int:
        """Places they take in a queue: two side by side, the others of a group with them."""
        return queue_places(self.size)

    @property
    def gone(self) -> float:
        """When the last of them turns away from the counter."""
        return max(self.turns_away(member) for member in range(self.size))

    def turns_away(self, member: int) -> float:
        """When a member turns away from the counter."""
        return self.ends + 0.7 * member - self.leaves_early(member)

    def comes_late(self, member: int) -> float:
        """Seconds by which a member comes after the first."""
        return self.late[member] if self.late else 0.0

    def leaves_early(self, member: int) -> float:
        """Seconds by which a member leaves before the end."""
        return self.early[member] if self.early else 0.0


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
    step_up_s: float = WALK_UP_S,
) -> Post:
    """A day at a counter.

    `capacity` is how many can wait, `step_up_s` how long somebody called walks until in the customer zone. `away` lists
    when the officer is told to leave and for how many seconds; each departure waits for the service that is running. An
    applicant comes in then, so that somebody waits. Who could not be served before closing gives up.
    """
    opens, closes = hours
    called_in = [(at + 3.0, 1) for at, _ in away]
    arrivals = sorted([*arrivals_of(counter.arrivals_per_hour, habits, opens, min(closes, until), rng), *called_in])
    desk = _Desk(opens + 2.0, sorted(away))
    visits: list[Visit] = []
    queue: list[float] = []
    for number, (enters, size) in enumerate(arrivals):
        joins, mood = enters + WALK_IN_S, mood_of(habits, rng)
        ahead = tuple(sorted(t for t in queue if t > joins))
        if len(ahead) + queue_places(size) > capacity:
            continue
        settled = joins + _SHORTEST_WAIT_S + mood.pace
        eager = mood.handover_s is not None
        turnover = desk.lingering + STEP_OUT_S + mood.handover_s - step_up_s if eager else mood.turnover
        called = desk.ready(settled, turnover)
        unstaffed = desk.unstaffed(joins)
        direct = not ahead and (desk.free + mood.turnover <= joins or (unstaffed and mood.bold and desk.empty(joins)))
        too_late = called + WALK_UP_S + habits.service_range_s[0] > closes
        leaves = max(joins, closes) + 1.0 + 5.0 * mood.pace if too_late else joins + mood.patience
        gives_up = mood.reneges and not direct and (enters, size) not in called_in and called > leaves
        if too_late or gives_up:
            visits.append(Visit(number, size, joins, ahead, leaves, "reneged", leaves))
            queue += [leaves] * queue_places(size)
            continue
        starts = max(joins if direct else called + WALK_UP_S, desk.free if unstaffed else 0.0)
        ends = min(starts + mood.service, max(closes, starts + habits.service_range_s[0]))
        steps_away = None
        longest = 0.55 * limits.unattended_waiting_s
        if mood.fetches and mood.service > 45.0 and longest > FETCH_S[0]:
            longer = desk.fetch(starts + mood.moment * mood.service, min(mood.fetch_s, longest))
            ends = min(ends + longer, max(closes, ends))
        elif mood.returns and size == 1 and ends - starts > 40.0:
            steps_away = starts + mood.moment * (ends - starts)
        up = joins if direct else called
        late, early = apart(size, min(habits.straggle_s, 0.3 * (ends - starts)), rng)
        leans = None
        if mood.leans_s and steps_away is None:
            leant = starts + mood.moment * (ends - starts)
            leans = leant, min(leant + mood.leans_s, ends - 2.0)
        visit = Visit(
            number, size, joins, ahead, up, "served", ends, steps_away, direct, late=late, early=early, leans=leans
        )
        visits.append(visit)
        queue += [] if direct else [called] * visit.places
        desk.serve(visit)
    desk.ready(until, 0.0)
    return Post(tuple(visits), tuple(sorted(desk.absences, key=lambda absence: absence.leaves)))


@dataclass
class _Desk:
    """The officer's time: from when the desk is free, and the departures still to come.

    `lingering`: how much after the desk is free the last of those served turns away; negative, as they need time to go.
    """

    free: float
    due: list[tuple[float, float]]
    served_until: float = 0.0
    lingering: float = -CLEAR_S
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

    def serve(self, visit: Visit) -> None:
        """Serve somebody to the end."""
        self.served_until, self.free = visit.ends, visit.ends + CLEAR_S
        self.lingering = visit.gone - self.free
