"""Who is served when at one counter: first come, first served, one officer who is away now and then.

Times are seconds from the start of the footage. Nothing here knows where anybody walks; only how long that takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from pantau.simulation.behaviour.officer_schedule import Absence, Departure, OfficerSchedule
from pantau.simulation.behaviour.party_moods import FETCH_S, WALK_IN_S, apart, arrivals_of, mood_of
from pantau.simulation.habits import Habits
from pantau.simulation.scenario import CounterScene, ScenarioLimits

WALK_UP_S = 2.6
"""From the head of the queue to the counter."""

STEP_OUT_S = 0.45
"""From turning away from the counter until the customer zone is left."""

SHORTEST_WAIT_S = 6.0
"""Who joins a queue settles there before being called."""


def queue_places(size: int) -> int:
    """Places that a party takes in a queue."""
    return min(size, 2)


@dataclass(frozen=True)
class PlannedVisit:
    """What a party does: joins, waits behind others, and is served from `starts` to `ends`, or gives up.

    `ahead` lists when those in front leave the queue, one entry a place taken; `leaves_queue` is the call or the giving
    up. `late` and `early`: how much later members come, and earlier they leave. `leans`: when the first one leans over
    the desk. `sits`: waits on the bench, whoever may be called before. `trespasses_s`: afterwards the first member goes
    into the staff area for that long.
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
    sits: bool = False

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


class Room(NamedTuple):
    """What the hall allows: how many can wait, and how long it takes somebody called to reach the customer zone, and
    the officer to come round to the applicants' side and go back, in seconds."""

    capacity: int
    step_up_s: float = WALK_UP_S
    assist_s: float = 0.0


@dataclass(frozen=True)
class Post:
    """What happens at one counter in a day."""

    visits: tuple[PlannedVisit, ...]
    absences: tuple[Absence, ...]


def attend(
    counter: CounterScene,
    habits: Habits,
    limits: ScenarioLimits,
    hours: tuple[float, float],
    until: float,
    room: Room,
    away: list[Departure],
    rng: np.random.Generator,
    sitting: Sequence[tuple[float, float]] = (),
) -> Post:
    """A day at a counter.

    `away` lists when the officer is told to leave; each departure waits for the service that is running. An applicant
    comes in then, so that somebody waits. `sitting` lists who sits on the bench from when and for how many seconds
    before it is their turn. Who could not be served before closing gives up.
    """
    opens, closes = hours
    since = {(at + seconds - WALK_IN_S, 1): at for at, seconds in sitting}
    certain = {*((departure.at + 3.0, 1) for departure in away), *since}
    arrivals = sorted([*arrivals_of(counter.arrivals_per_hour, habits, opens, min(closes, until), rng), *certain])
    desk = OfficerSchedule(opens + 2.0, sorted(away))
    visits: list[PlannedVisit] = []
    queue: list[float] = []
    for number, (enters, size) in enumerate(arrivals):
        joins, mood = enters + WALK_IN_S, mood_of(habits, rng)
        sat_down = since.get((enters, size))
        sits = sat_down is not None
        ahead = () if sits else tuple(sorted(t for t in queue if t > joins))
        if len(ahead) + queue_places(size) > room.capacity - len(since):
            continue
        settled = joins + SHORTEST_WAIT_S + mood.pace
        eager = mood.handover_s is not None
        turnover = desk.lingering + STEP_OUT_S + mood.handover_s - room.step_up_s if eager else mood.turnover
        called = desk.ready(settled, turnover)
        unstaffed = desk.unstaffed(joins)
        bold = unstaffed and mood.bold and desk.empty(joins)
        direct = not sits and not ahead and (desk.free + mood.turnover <= joins or bold)
        too_late = called + WALK_UP_S + habits.service_range_s[0] > closes
        leaves = max(joins, closes) + 1.0 + 5.0 * mood.pace if too_late else joins + mood.patience
        gives_up = mood.reneges and not direct and (enters, size) not in certain and called > leaves
        if too_late or gives_up:
            visits.append(PlannedVisit(number, size, sat_down or joins, ahead, leaves, "reneged", leaves, sits=sits))
            queue += [leaves] * queue_places(size)
            continue
        starts = max(joins if direct else called + WALK_UP_S, desk.free if unstaffed else 0.0)
        ends = min(starts + mood.service, max(closes, starts + habits.service_range_s[0]))
        steps_away, leans = None, None
        moment = starts + mood.moment * (ends - starts)
        longest = 0.55 * limits.unattended_waiting_s
        if mood.assists_s and size == 1 and mood.service > 45.0:
            longer = desk.fetch(starts + mood.moment * mood.service, room.assist_s + mood.assists_s, "customer")
            ends = min(ends + longer, max(closes, ends))
        elif mood.fetches and mood.service > 45.0 and longest > FETCH_S[0]:
            longer = desk.fetch(starts + mood.moment * mood.service, min(mood.fetch_s, longest))
            ends = min(ends + longer, max(closes, ends))
        elif mood.returns and size == 1 and ends - starts > 40.0:
            steps_away = moment
        elif mood.leans_s:
            leans = moment, min(moment + mood.leans_s, ends - 2.0)
        up = joins if direct else called
        late, early = apart(size, min(habits.straggle_s, 0.3 * (ends - starts)), rng)
        visit = PlannedVisit(
            number,
            size,
            sat_down or joins,
            ahead,
            up,
            "served",
            ends,
            steps_away,
            direct,
            late=late,
            early=early,
            leans=leans,
            sits=sits,
        )
        visits.append(visit)
        queue += [] if direct or sits else [called] * visit.places
        desk.serve(visit.ends, visit.gone)
    desk.ready(until, 0.0)
    return Post(tuple(visits), tuple(sorted(desk.absences, key=lambda absence: absence.leaves)))
