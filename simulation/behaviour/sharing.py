"""One officer who serves two neighbouring counters in turn: who stands ready first is served first.

Customers step up as soon as the place at their counter is empty, and wait there until the officer comes over. Times are
seconds from the start of the footage.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from pantau.simulation.behaviour.officer_schedule import CLEAR_S
from pantau.simulation.behaviour.party_moods import WALK_IN_S, Mood, arrivals_of, mood_of
from pantau.simulation.behaviour.queueing import SHORTEST_WAIT_S, WALK_UP_S, PlannedVisit, queue_places
from pantau.simulation.habits import Habits

NOTICE_S = 1.0
"""Until the officer sees that somebody stands at the other counter."""


class ServingTurn(NamedTuple):
    """The officer serves at a counter, given by its number, from a moment to another."""

    counter: int
    starts: float
    ends: float


def take_turns(
    arrivals_per_hour: Sequence[float],
    habits: Habits,
    hours: tuple[float, float],
    capacity: int,
    change_s: float,
    rngs: Sequence[np.random.Generator],
) -> tuple[list[list[PlannedVisit]], list[ServingTurn]]:
    """The visits at each counter, and the officer's turns in order; `change_s` is the way from seat to seat."""
    opens, closes = hours
    lines = [
        _Line(habits, hours, capacity, rng, arrivals_of(rate, habits, opens, closes, rng))
        for rate, rng in zip(arrivals_per_hour, rngs, strict=True)
    ]
    turns: list[ServingTurn] = []
    free = opens + 2.0
    ready = {number: line.next() for number, line in enumerate(lines)}
    while waiting := {number: one for number, one in ready.items() if one is not None}:
        number = min(waiting, key=lambda n: waiting[n].there)
        one = waiting[number]
        elsewhere = bool(turns) and turns[-1].counter != number
        starts = max(one.there + NOTICE_S, free) + change_s if elsewhere else max(one.there, free)
        ends = min(starts + one.mood.service, max(closes, starts + habits.service_range_s[0]))
        turns.append(ServingTurn(number, starts, ends))
        free = ends + NOTICE_S
        lines[number].serve(one, ends)
        ready[number] = lines[number].next()
    return [line.visits for line in lines], turns


class _Ready(NamedTuple):
    """A party that will stand at its counter at the moment `there`."""

    number: int
    size: int
    mood: Mood
    joins: float
    ahead: tuple[float, ...]
    up: float
    there: float
    direct: bool


@dataclass
class _Line:
    """Those who come to one of the counters, in order."""

    habits: Habits
    hours: tuple[float, float]
    capacity: int
    rng: np.random.Generator
    arrivals: list[tuple[float, int]]
    visits: list[PlannedVisit] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)
    clear: float = 0.0
    taken: int = 0

    def next(self) -> _Ready | None:
        """The next party that stays until it is served; those who give up before are noted."""
        while self.taken < len(self.arrivals):
            number, (enters, size) = self.taken, self.arrivals[self.taken]
            self.taken += 1
            joins, mood = enters + WALK_IN_S, mood_of(self.habits, self.rng)
            ahead = tuple(sorted(t for t in self.queue if t > joins))
            if len(ahead) + queue_places(size) > self.capacity:
                continue
            empty = self.clear + mood.turnover
            direct = not ahead and empty <= joins
            up = joins if direct else max(joins + SHORTEST_WAIT_S + mood.pace, empty)
            there = joins if direct else up + WALK_UP_S
            closes = self.hours[1]
            too_late = there + self.habits.service_range_s[0] > closes
            leaves = max(joins, closes) + 1.0 + 5.0 * mood.pace if too_late else joins + mood.patience
            if too_late or (mood.reneges and up > leaves):
                self.visits.append(PlannedVisit(number, size, joins, ahead, leaves, "reneged", leaves))
                self.queue += [leaves] * queue_places(size)
                continue
            return _Ready(number, size, mood, joins, ahead, up, there, direct)
        return None

    def serve(self, one: _Ready, ends: float) -> None:
        """Note a party that was served until a moment."""
        visit = PlannedVisit(one.number, one.size, one.joins, one.ahead, one.up, "served", ends, direct=one.direct)
        self.visits.append(visit)
        self.queue += [] if one.direct else [one.up] * visit.places
        self.clear = visit.gone + CLEAR_S
