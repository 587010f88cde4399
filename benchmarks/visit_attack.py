"""Whoever knows a roster against released visits of random offices: `python -m benchmarks.visit_attack`.

Two attackers name the counter of every visit. One knows when each counter was open and, of one officer, roughly when
each visit began and how long it lasted. The other knows of all visits at which counter they were and what columns they
have, and only not which is which: nobody can know more. Told is how much oftener they are right with the columns than
without them, knowing period and time of day alone; and the same of groups that have enough visits and counters, but may
differ from all others (`--any-gain`).
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.release_attack import facts_stream
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.blocks import counters_of, eras, groupings
from pantau.transforms.releases.counting.counts import Resolution
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts
from pantau.transforms.releases.counting.facts import Facts, gather
from pantau.transforms.releases.visits.grouping import MOST_GAIN, TIME_AXES, VisitGroup, grouped
from pantau.transforms.releases.visits.visit_axes import CLASSES, VisitAxes

FIRST = date(2026, 6, 1)
SIZES = {"1 or 2": (1, 2), "3 to 5": (3, 5), "6 to 12": (6, 12)}
"""Counters of an agency."""

HOURS = range(8, 15)
OPEN = 0.85
"""How often a counter has an officer at all in half of a day."""

ROUGH = 0.2
"""By how much, of its logarithm, the length of a visit is known wrong; its start by a quarter of an hour."""


@dataclass(frozen=True)
class VisitAttack:
    """Of one office: its visits and groups; for each attacker how often they are right with and without the columns."""

    visits: int
    groups: int
    roster: tuple[float, float]
    everything: tuple[float, float]


def random_visits(seed: int, size: str) -> Facts:
    """Two to four agencies of so many counters over 15 to 60 working days: counters differ in load and, in half of the
    offices, in what they serve; an officer is away for some halves of days."""
    draw = np.random.default_rng([seed, len(size)])
    days = [FIRST + timedelta(days=7 * (n // 5) + n % 5) for n in range(int(draw.integers(15, 61)))]
    differ = float(draw.choice([0.15, 0.6]))
    found = []
    for agency in range(int(draw.integers(2, 5)) if size == "1 or 2" else 1):
        names = [f"a{agency}c{n:02d}" for n in range(int(draw.integers(*SIZES[size], endpoint=True)))]
        load, typical = draw.gamma(6, 1, len(names)), 180 * np.exp(draw.normal(0, differ, len(names)))
        for day in days:
            events, openings = [], []
            for number, name in enumerate(names):
                halves = draw.random(2) < OPEN
                for hour in (one for one in HOURS if halves[int(one >= 12)]):
                    openings.append((name, hour, 3600.0, 3600.0, 3600.0))
                    for _ in range(draw.poisson(load[number])):
                        lasts = float(typical[number] * np.exp(draw.normal(0, 0.6)))
                        waits = float(draw.exponential(600)) if draw.random() < 0.9 else None
                        events.append(("service", name, hour, lasts, True, bool(draw.random() < 0.97), waits))
            cameras = tuple((f"camera {name}", "first") for name in names)
            streams = facts_stream(events, EVENTS), facts_stream(openings, OPENINGS)
            found.append(DayFacts(str(day), f"a{agency}", cameras, *streams))
    return gather(found)


def attacked(facts: Facts, rule: Rule, seed: int, most_gain: float = MOST_GAIN) -> VisitAttack | None:
    """What visits of these facts give away, by week and hour; `None` where nothing is published of them."""
    best: VisitAttack | None = None
    first, last = FIRST, max(facts.events["service_date"].to_pylist())
    for agencies in groupings(counters_of(facts), rule.counters)[-1]:
        for block in eras(facts, set(agencies), first, last):
            of_block = facts.among(set(agencies), block.first, block.last)
            axes = VisitAxes(of_block, block, Resolution("week", 60))
            if groups := grouped(axes.places, rule, most_gain):
                one = _attack(axes, groups, np.random.default_rng(seed))
                best = one if best is None or one.visits > best.visits else best
    return best


def _attack(axes: VisitAxes, groups: list[VisitGroup], draw: np.random.Generator) -> VisitAttack:
    at, counter = axes.places.at, axes.places.counter
    counters = counter.max() + 1
    behind = np.array([np.bincount(counter[_inside(at, one)], minlength=counters) for one in groups])
    assert behind.sum() == len(at), "groups do not share out the visits"
    known = np.array([np.bincount(counter[_inside(at, one, TIME_AXES)], minlength=counters) for one in groups])
    sizes = behind.sum(axis=1)
    without = float((known.max(axis=1) / known.sum(axis=1) * sizes).sum() / len(at))
    everything = float(behind.max(axis=1).sum() / len(at)), without
    rights = np.array(
        [_named_by_roster(at, counter, groups, behind, known, target, draw) for target in range(counters)]
    )
    return VisitAttack(len(at), len(groups), tuple(rights.mean(axis=0).tolist()), everything)


def _named_by_roster(at, counter, groups, behind, known, target: int, draw) -> tuple[float, float]:
    """How often who knows the officer at `target` is right, with the columns and without.

    Of the others they know how long these were open, as all do: here, even how many visits they had at these times.
    """
    own = at[counter == target].astype(float)
    times = np.clip(own[:, 1] + draw.normal(0, 0.25, len(own)).round(), 0, at[:, 1].max())
    seconds = np.clip(own[:, 2] % CLASSES + draw.normal(0, ROUGH / np.log(1.5), len(own)).round(), 0, CLASSES - 1)
    rough = np.stack([own[:, 0], times, np.where(own[:, 2] < CLASSES, seconds, own[:, 2])], axis=1)
    sizes = behind.sum(axis=1)
    fits = np.array([_inside(rough, one, rough.shape[1]) for one in groups])
    at_times = np.array([_inside(rough, one, TIME_AXES).sum() for one in groups]) / known.sum(axis=1)
    expected = (fits * sizes[:, None] / np.maximum((fits * sizes[:, None]).sum(axis=0), 1)).sum(axis=1)
    others = known.copy()
    others[:, target] = 0
    rest = others / np.maximum(others.sum(axis=1), 1)[:, None]
    found = []
    for share in (expected / sizes, at_times):
        share = np.minimum(share, 1)
        likely = rest * (1 - share)[:, None]
        likely[:, target] = share
        found.append(float(behind[np.arange(len(groups)), likely.argmax(axis=1)].sum() / len(at)))
    return found[0], found[1]


def _inside(at: np.ndarray, group: VisitGroup, axes: int | None = None) -> np.ndarray:
    axes = axes or at.shape[1]
    return ((at[:, :axes] >= group.first[:axes]) & (at[:, :axes] <= group.last[:axes])).all(axis=1)


def _row(size: str, found: list[VisitAttack], refused: int) -> Iterable[str]:
    def gains(pairs: list[tuple[float, float]]) -> tuple[str, str]:
        gained = np.array([100 * (there - without) for there, without in pairs])
        return f"{gained.mean():.1f}", f"{gained.max():.1f}"

    guessed = np.mean([one.roster[1] for one in found])
    return (
        size,
        str(len(found)),
        str(refused),
        f"{np.mean([one.visits / one.groups for one in found]):.0f}",
        f"{100 * guessed:.1f}",
        *gains([one.roster for one in found]),
        *gains([one.everything for one in found]),
    )


def main() -> None:
    """Prints a row for each size of agency."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=30, help="random offices of each size (30)")
    parser.add_argument("--first", type=int, default=0, help="first seed (0)")
    parser.add_argument("--any-gain", action="store_true", help="without the rule of gains")
    given = parser.parse_args()
    head = ("counters", "offices", "refused", "visits a group", "right by guessing, %")
    table = Table(*head, "roster: gain, points", "most", "knows all: gain", "most")
    for size in SIZES:
        seeds = range(given.first, given.first + given.offices)
        gain = 1.0 if given.any_gain else MOST_GAIN
        tried = [attacked(random_visits(seed, size), Rule(), seed, gain) for seed in seeds]
        found = [one for one in tried if one]
        table.add_row(*_row(size, found, len(tried) - len(found)))
    Console(width=160).print(table)


if __name__ == "__main__":
    main()
