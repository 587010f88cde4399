"""How right `counters_played` is of another number of counters: `python -m benchmarks.counters_changed`.

Scripted mornings, nothing rendered: what the question says of one counter more and one less from the tables of an
office with so many counters, and what came of the very same parties, with the same moods, with one more or one less.
Whether the interval holds is judged on other mornings of the same office with the other number of counters, as whoever
moves an officer would see them.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from statistics import mean
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.material.made_events import event_columns, where_known
from benchmarks.material.made_footage import instants
from benchmarks.material.made_warehouse import ZONE, write_filled
from pantau import sql
from pantau.schemas.tables import RUNS, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.simulation.behaviour.officer_schedule import CLEAR_S
from pantau.simulation.behaviour.party_moods import WALK_IN_S, Mood, arrivals_of, mood_of
from pantau.simulation.behaviour.queueing import SHORTEST_WAIT_S, WALK_UP_S
from pantau.simulation.habits import Habits

LOADS = (0.5, 0.65, 0.8, 0.95)
"""Of the counters' time, what services and the pauses between them take."""

COUNTERS = (1, 2, 3)
LIMITS_S = (60.0, 300.0)
MORNINGS = 20
SETS = 10
"""The question is asked of so many sets of mornings of an office; the mornings of the others judge its interval."""

OPENS_S, CLOSES_S = 8 * 3600.0, 12 * 3600.0
FIRST = date(2026, 6, 1)

HABITS = Habits(service_median_s=115.0, service_spread=0.5, service_range_s=(10.0, 1200.0), pairs=0.0, reneges=0.0)
"""Services of 130 s in the mean, as varied as those of the scenario `office`."""

PAUSE_S = 9.1
"""CLEAR_S, WALK_UP_S and the mean turnover of the script: what a party takes of its counter beside its service."""

IMPATIENT = HABITS.model_copy(update={"reneges": 0.15})

OFFICES = {
    "one queue": (HABITS, "one"),
    "one queue, some give up": (IMPATIENT, "one"),
    "queues of their own, the shortest joined": (HABITS, "shortest"),
    "queues of their own, any joined": (HABITS, "any"),
}
"""How people behave in each, and which queue they join: the only one, that of the counter where the fewest are, or that
of any counter, as who comes for what is done there alone."""


class Party(NamedTuple):
    """Who comes: when they join, in seconds of the day, their mood, and a number from 0 to 1 that chooses a counter."""

    joins: float
    mood: Mood
    chance: float


class Stay(NamedTuple):
    """What became of a party, in seconds of the day; `starts` is None of who gave up at `ends`."""

    counter: int
    joins: float
    starts: float | None
    ends: float

    def within(self, limit_s: float) -> bool:
        """Whether it was served and waited no longer."""
        return self.starts is not None and self.starts - self.joins <= limit_s


class JudgedHour(NamedTuple):
    """An hour with another number of counters: what was said, what came of the same parties, and of others."""

    office: str
    counters: int
    load: float
    more: int
    limit_s: float
    said: tuple[float, float, float]
    same: float
    others: float

    @property
    def error(self) -> float:
        """Of the share that was said of the same parties."""
        return self.said[0] - self.same

    @property
    def holds(self) -> bool:
        """Whether the interval has the share of the other mornings."""
        return self.said[1] <= self.others <= self.said[2]


def parties(per_hour: float, habits: Habits, seed: int) -> list[Party]:
    """Who comes on a morning, in order; equal for equal seeds."""
    random = np.random.default_rng(seed)
    came = arrivals_of(per_hour, habits, OPENS_S, CLOSES_S, random)
    return [Party(round(enters + WALK_IN_S, 3), mood_of(habits, random), random.random()) for enters, _ in came]


def morning(came: Sequence[Party], counters: int, queue: str) -> list[Stay]:
    """What becomes of them at so many counters, by the rules of the script; all are served, however late."""
    free = [OPENS_S] * counters
    gone: list[list[float]] = [[] for _ in free]
    found = []
    for joins, mood, chance in came:
        there = [sum(left > joins for left in mine) for mine in gone]
        counter = int(chance * counters)
        if queue != "any":
            counter = min(range(counters), key=lambda one: (there[one] * (queue == "shortest"), free[one]))
        ready = free[counter] + mood.turnover
        called = max(joins + SHORTEST_WAIT_S + mood.pace, ready)
        if mood.reneges and ready > joins and called > joins + mood.patience:
            found.append(Stay(counter, joins, None, round(joins + mood.patience, 3)))
            gone[counter].append(found[-1].ends)
            continue
        starts = round(joins if ready <= joins else called + WALK_UP_S, 3)
        found.append(Stay(counter, joins, starts, round(starts + mood.service, 3)))
        gone[counter].append(found[-1].ends)
        free[counter] = found[-1].ends + CLEAR_S
    return found


def judged(office: str, counters: int, load: float, mornings: int, sets: int) -> Iterator[JudgedHour]:
    """What is said of one counter more and less, from mornings of so many, hour by hour, beside what came of it."""
    habits, queue = OFFICES[office]
    services = [mood_of(habits, np.random.default_rng(seed)).service for seed in range(2000)]
    per_hour = load * counters * 3600 / (mean(services) + PAUSE_S)
    days = [parties(per_hour, habits, number) for number in range(mornings * sets)]
    changes = [more for more in (-1, 0, 1) if counters + more]
    came_of = {more: [morning(day, counters + more, queue) for day in days] for more in changes}
    with tempfile.TemporaryDirectory() as folder:
        write(folder, came_of[0], counters, queue == "one")
        with sql.connect(folder) as connection:
            for first, limit_s in product(range(0, len(days), mornings), LIMITS_S):
                period = {"from": FIRST + timedelta(days=first), "to": FIRST + timedelta(days=first + mornings - 1)}
                rows = sql.ask(connection, "counters_played", limit_s=limit_s, dates=mornings, **period).to_pylist()
                for row in (row for row in rows if row["more_counters"] in changes):
                    became = came_of[row["more_counters"]]
                    same = became[first : first + mornings]
                    others = became[:first] + became[first + mornings :]
                    said = row["played_share"], row["played_lo_share"], row["played_hi_share"]
                    shares = (_share(some, row["local_hour"], limit_s) for some in (same, others))
                    yield JudgedHour(office, counters, load, row["more_counters"], limit_s, said, *shares)


def _share(days: Sequence[Sequence[Stay]], hour: int, limit_s: float) -> float:
    return mean(stay.within(limit_s) for day in days for stay in day if stay.joins // 3600 == hour)


def write(folder: str, days: Sequence[Sequence[Stay]], counters: int, is_shared: bool) -> None:
    """Writes the tables of mornings, one a date: sessions, who waited, and officers who are always there."""
    random, names = np.random.default_rng(0), [f"loket-{number + 1}" for number in range(counters)]
    for number, stays in enumerate(days):
        day = FIRST + timedelta(days=number)
        event = (random, SERVICE_TIME, day, names)
        served = [stay for stay in stays if stay.starts is not None]
        sessions = event_columns(*event, *_spans([(one.counter, one.starts, one.ends) for one in served]))
        sessions["waiting_s"] = np.array([round(one.starts - one.joins, 3) for one in served])
        waits = [(one.counter, one.joins, one.starts or one.ends) for one in stays if one.starts != one.joins]
        by_session = dict(zip(served, sessions["event_id"], strict=True))
        led_to = [by_session.get(one) for one in stays if one.starts != one.joins]
        visits = event_columns(*event, *_spans(waits)) | {
            "waiting_outcome": ["served" if one else "reneged" for one in led_to],
            "service_event_id": led_to,
            "counter_ids": [names if is_shared else [names[one]] for one, _, _ in waits],
            "party_size": np.ones(len(waits), np.int64),
        }
        if is_shared:
            known = np.array([one is not None for one in led_to])
            visits["counter_id"] = where_known(known, np.array(visits["counter_id"]))
        states = event_columns(*event, *_spans([(one, OPENS_S, CLOSES_S) for one in range(counters)]))
        made = {SERVICE_TIME: sessions, WAITING_VISITS: visits, STAFF_PRESENCE: states | {"state": ["idle"] * counters}}
        for table, columns in made.items():
            write_filled(folder, table, (day, "agency"), columns)
    began = instants(FIRST, np.array([OPENS_S]))
    write_filled(folder, RUNS, (FIRST,), {"run_id": ["run"], "time_zone": [ZONE], "started_at": began})


def _spans(spans: Sequence[tuple[int, float, float]]) -> tuple[np.ndarray, ...]:
    counter, starts, ends = (np.array(column) for column in zip(*spans, strict=True))
    uncut = np.zeros(len(spans), bool)
    return counter, starts, ends, uncut, uncut


def main() -> None:
    """Prints how far what was said is from what came of it, by office, counters and load."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mornings", type=int, default=MORNINGS, help="that the question is asked of")
    parser.add_argument("--sets", type=int, default=SETS, help="of such mornings, of each office")
    given = parser.parse_args()
    shown = Table("office", "counters", "load", "more", "limit, s", "came of it, %", "error", "largest", "holds, %")
    for office, counters, load in product(OFFICES, COUNTERS, LOADS):
        found = list(judged(office, counters, load, given.mornings, given.sets))
        for more, limit_s in sorted({(one.more, one.limit_s) for one in found}):
            mine = [one for one in found if (one.more, one.limit_s) == (more, limit_s)]
            figures = (
                f"{100 * mean(one.same for one in mine):.1f}",
                f"{100 * mean(one.error for one in mine):+.1f}",
                f"{100 * max((one.error for one in mine), key=abs):+.1f}",
                f"{100 * mean(one.holds for one in mine):.0f}",
            )
            shown.add_row(office, str(counters), f"{load}", f"{more:+d}", f"{limit_s:g}", *figures)
    Console(width=140).print(shown)


if __name__ == "__main__":
    main()
