"""An outsider, and officers, against overlapping releases of random offices: `python -m benchmarks.release_attack`.

Each office makes three releases of its own choice of dates and cells. Whoever has all of them knows that no count is
negative and which counters were open when; an officer knows their own visits too, and all who left a queue that waits
for them. By linear programmes that share nothing with the planning each bounds what was withheld. Told is how often a
bound is closer than the rule, of visits, of who reneged and of who was lost.
"""

import argparse
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
from rich.console import Console
from rich.table import Table
from scipy.optimize import linprog

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts, stream
from pantau.transforms.releases.counting.facts import Facts, gather
from pantau.transforms.releases.counting.periods import LADDERS, period_of, time_of_day
from pantau.transforms.releases.plan_release import plan_release
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import Publication, ReleaseOrder

FIRST = date(2026, 9, 1)
DAYS, HOURS = 9, (8, 9, 10)
COUNTS = (0, 1, 2, 4, 7, 12, 30)
SLACK = 1e-4
"""Visits by which a programme's bound may miss."""

Hour = tuple[str, date, int]
Office = dict[Hour, dict[str, int]]
"""Visits by counter of each agency, date and hour that was open; of who left, by counter or shared queue."""


LEFT = ("reneged", "lost")


@dataclass
class AttackOutcome:
    """What releases of an office gave away: published and withheld counts, bounds tried, and those that are too close,
    each as a sentence."""

    published: int = 0
    withheld: int = 0
    refused: int = 0
    tried: int = 0
    broken: list[str] = field(default_factory=list)


def random_office(draw: random.Random) -> Office:
    """One to three agencies of one to five counters, over nine dates; a tenth of the hours is closed."""
    office: Office = {}
    for agency in range(draw.randint(1, 3)):
        counters = [f"c{agency}{n}" for n in range(draw.choice((1, 2, 3, 4, 5, 5)))]
        busy = draw.choice((1, 1, 3))
        for day in range(DAYS):
            for hour in HOURS[: draw.choice((1, 2, 3))]:
                if draw.randrange(10):
                    visits = {counter: busy * draw.choice(COUNTS) for counter in counters}
                    office[f"a{agency}", FIRST + timedelta(days=day), hour] = visits
    return office


def random_left(office: Office, draw: random.Random) -> Office:
    """Who left the queues of an office: each agency has one for all counters, one for each, or one for some.

    In a third of the hours only some of a shared queue's counters were at work.
    """
    queues: dict[str, list[list[str]]] = {}
    for (agency, _, _), by in office.items():
        if agency not in queues:
            counters = sorted(by)
            shared = draw.choice((counters, [], counters[: draw.randint(0, len(counters))]))
            alone = [[one] for one in counters if one not in shared or not draw.randrange(4)]
            queues[agency] = alone + ([shared] if shared else [])
    busy = draw.choice((1, 1, 3))
    left: Office = {}
    for (agency, day, hour), _ in office.items():
        names = {}
        for queue in queues[agency]:
            there = queue if draw.randrange(3) else draw.sample(queue, draw.randint(1, len(queue)))
            names["+".join(queue) + ("" if len(there) == len(queue) else "@" + "+".join(sorted(there)))] = (
                busy * draw.choice(COUNTS)
            )
        left[agency, day, hour] = names
    return left


def facts_of_office(office: Office, changed: date | None = None, left: Mapping[str, Office] | None = None) -> Facts:
    """The facts of an office, and of who left it by measure; from `changed` on its cameras have another observer."""
    days = []
    for agency, day in sorted({(agency, day) for agency, day, _ in office}):
        hours = {hour: by for (one, on, hour), by in office.items() if (one, on) == (agency, day)}
        served = [(counter, hour) for hour, by in hours.items() for counter, n in by.items() for _ in range(n)]
        events = [("service", counter, hour, 60.0, True, True, 0.0) for counter, hour in served]
        for measure, of_measure in (left or {}).items():
            for (one, on, hour), by in of_measure.items():
                if (one, on) == (agency, day):
                    events += [
                        (measure, unit, hour, 60.0, True, True, 60.0) for unit, n in by.items() for _ in range(n)
                    ]
        openings = [(counter, hour, 3600.0, 3600.0, 3600.0) for hour, by in hours.items() for counter in by]
        observer = "second" if changed and day >= changed else "first"
        cameras = tuple(sorted({(f"camera {counter}", observer) for by in hours.values() for counter in by}))
        days.append(DayFacts(str(day), agency, cameras, facts_stream(events, EVENTS), facts_stream(openings, OPENINGS)))
    return gather(days)


def facts_stream(rows: Sequence[tuple], schema: pa.Schema) -> bytes:
    """Rows as an Arrow stream."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [pa.array(list(one), kind.type) for one, kind in zip(columns, schema, strict=True)]
    return stream(pa.Table.from_arrays(arrays, schema=schema))


def random_order(draw: random.Random, number: int, rule: Rule) -> ReleaseOrder:
    """Some of the dates, by cells of some kind."""
    first = draw.randint(0, DAYS - 3)
    last = draw.randint(first + 2, DAYS - 1)
    kind, width = draw.choice(tuple(LADDERS)), draw.choice((60, 120, 720, 1440))
    said = Publication("p", "c", "r", "l")
    return ReleaseOrder(
        f"r{number}", FIRST + timedelta(days=first), FIRST + timedelta(days=last), kind, width, rule, said
    )


def attacked(seed: int, rule: Rule, releases: int = 3, jointly: bool = True) -> dict[str, AttackOutcome]:
    """What releases of a random office give away, by measure; not `jointly`, as if each were the first."""
    draw, refused = random.Random(seed), 0
    office = random_office(draw)
    changed = FIRST + timedelta(days=draw.randrange(DAYS)) if not draw.randrange(4) else None
    queues = random.Random(-1 - seed)  # so that the visits of a seed are those that they always were
    left = {measure: random_left(office, queues) for measure in LEFT}
    facts, known = facts_of_office(office, changed, left), []
    for number in range(releases):
        try:
            planned = plan_release(random_order(draw, number, rule), facts, known if jointly else [])
        except NothingToPublish:
            refused += 1
            continue
        known += planned.published
    outcomes = {}
    for measure, counted in {"visits": office, **left}.items():
        outcomes[measure] = AttackOutcome(refused=refused)
        _attack(counted, [one for one in known if one.measure == measure], rule, draw, outcomes[measure])
    return outcomes


def _attack(
    office: Office, known: list[PublishedCounts], rule: Rule, draw: random.Random, outcome: AttackOutcome
) -> None:
    hours = sorted(office)
    rows, values, kept_back = [], [], []
    for table in known:
        for key, n in table.cells.items():
            row = np.array([_is_in(table, key, hour) for hour in hours], float)
            if n is None:
                kept_back.append(row)
            else:
                rows.append(row)
                values.append(n)
    outcome.published, outcome.withheld = len(rows), len(kept_back)
    if not rows:
        return
    sums, said = np.array(rows), np.array(values, float)
    visits = np.array([sum(office[hour].values()) for hour in hours], float)
    assert np.array_equal(sums @ visits, said), "a published number is not what was counted"
    single = list(np.eye(len(hours)))
    some = [np.array([float(draw.random() < 0.3) for _ in hours]) for _ in range(10)]
    for wanted in [*kept_back, *single, *some]:
        behind = _behind(office, hours, wanted)
        visits_there, least_wide = sum(behind.values()), _allowed(behind, rule)
        if wanted.any() and not _may_be_known(behind, rule):
            outcome.tried += 1
            least, most = _bounds(sums, said, wanted, np.zeros(len(hours)))
            if most - least < least_wide - SLACK:
                outcome.broken.append(f"{visits_there} of {sorted(behind)} lie in {least} to {most}")
    units = sorted({unit for by in office.values() for unit in by})
    counters = sorted({one for unit in units for one in _seen_by(unit)})
    for _ in range(15):
        one, other = draw.choice(units), draw.choice(counters)
        wanted = draw.choice([*kept_back, *some, *single])
        of_target = [unit for unit in units if _of(unit) == _of(one)]
        if draw.randrange(2):
            of_target = [unit for unit in of_target if _seen_by(unit) == _seen_by(one)]
        of_other = [unit for unit in units if other in _seen_by(unit)]
        own, theirs = (
            np.array([float(sum(office[hour].get(unit, 0) for unit in some_units)) for hour in hours])
            for some_units in (of_other, of_target)
        )
        if len(_of(one)) < rule.counters and not set(of_target) & set(of_other) and (mine := float(theirs @ wanted)):
            outcome.tried += 1
            most = _bounds(sums, said, wanted, own)[1] - float(own @ wanted)
            if most < (1 + rule.percent / 100) * mine - SLACK:
                outcome.broken.append(f"{other} bounds the {mine} visits of {one} by {most}")


def _of(unit: str) -> frozenset[str]:
    """The counters at work for a unit."""
    return frozenset(unit.rpartition("@")[2].split("+"))


def _seen_by(unit: str) -> frozenset[str]:
    """The counters whose officers see it."""
    return frozenset(unit.split("@")[0].split("+"))


def _may_be_known(behind: Mapping[str, int], rule: Rule) -> bool:
    """The rule, written down once more: enough, of enough counters, and nothing of few that a witness can tell."""
    there = {unit: n for unit, n in behind.items() if n}
    if sum(there.values()) < rule.visits or len({one for unit in there for one in _of(unit)}) < rule.counters:
        return False
    few = [unit for unit in there if len(_of(unit)) < rule.counters]
    wholes = [[unit for unit in few if _of(unit) == _of(one)] for one in few]
    parts = [[unit for unit in whole if _seen_by(unit) == _seen_by(one)] for whole in wholes for one in whole]
    for mine in wholes + parts:
        for officer in {None} | {one for unit in there for one in _seen_by(unit)}:
            if any(officer in _seen_by(unit) for unit in mine):
                continue
            others = sum(n for unit, n in there.items() if unit not in mine and officer not in _seen_by(unit))
            if 100 * others < rule.percent * sum(there[unit] for unit in mine):
                return False
    return True


def _allowed(behind: Mapping[str, int], rule: Rule) -> float:
    """How far apart bounds must lie: as the rule says of a withheld cell, of fewer than its visits; else any width."""
    return rule.visits if sum(behind.values()) < rule.visits else SLACK * 2


def _is_in(table: PublishedCounts, key: tuple[str, ...], hour: Hour) -> bool:
    agency, day, at = hour
    inner = period_of(table.period_kind, day, table.first, table.last), time_of_day(at, table.bin_minutes)
    within = agency in table.agencies and table.first <= day <= table.last
    return within and all(part in (ALL, one) for part, one in zip(key, inner, strict=True))


def _behind(office: Office, hours: Iterable[Hour], wanted: np.ndarray) -> dict[str, int]:
    behind: dict[str, int] = {}
    for hour, one in zip(hours, wanted, strict=True):
        for counter, n in office[hour].items() if one else ():
            behind[counter] = behind.get(counter, 0) + n
    return behind


def _bounds(sums: np.ndarray, said: np.ndarray, wanted: np.ndarray, least: np.ndarray) -> tuple[float, float]:
    ends = []
    for sign in (1, -1):
        bounds = [(low, None) for low in least]
        solved = linprog(sign * wanted, A_eq=sums, b_eq=said, bounds=bounds, method="highs")
        ends.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
    return ends[0], ends[1]


def main() -> None:
    """Prints what was tried, and every bound that is too close, with its seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=100, help="random offices (100)")
    parser.add_argument("--first", type=int, default=0, help="first seed (0)")
    given = parser.parse_args()
    console, totals = Console(width=160), {measure: AttackOutcome() for measure in ("visits", *LEFT)}
    for seed in range(given.first, given.first + given.offices):
        for measure, one in attacked(seed, Rule()).items():
            total = totals[measure]
            total.broken += [f"office {seed}, {measure}: {said}" for said in one.broken]
            for name in ("published", "withheld", "refused", "tried"):
                setattr(total, name, getattr(total, name) + getattr(one, name))
    table = Table("of", "offices", "counts published", "withheld", "releases refused", "bounds tried", "too close")
    for measure, one in totals.items():
        counted = one.published, one.withheld, one.refused, one.tried, len(one.broken)
        table.add_row(measure, *map(str, (given.offices, *counted)))
    console.print(table)
    for one in totals.values():
        for said in one.broken:
            console.print(said)


if __name__ == "__main__":
    main()
