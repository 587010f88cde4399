"""`python -m benchmarks.candidate_kinds`: how right review candidates are, kind by kind, on days that are made up.

On each of `--days` days three counters have officers who come late, are away and leave early, by more than the limit
(positives) or by less (hard negatives), people who wait long and short, queues, visitors among the staff and people
out of hours; detections are made up as in the exams of tracking. Truth is reckoned from the paths people walk.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.tracking.exam import NOWHERE
from benchmarks.tracking.made.made_days import MadeDay, days_of
from pantau.schemas.site.thresholds import Thresholds
from pantau.simulation.scenario import Happening, Scenario, load_scenario
from pantau.simulation.truth.camera_truth import out_of_hours, visitors_in_staff_area
from pantau.simulation.truth.counter_truth import CounterTruth
from pantau.transforms.events.find_events import find_events
from pantau.transforms.intervals import intersect, length, subtract
from pantau.transforms.refinement.refinement_windows import refinement_windows

LIMITS = {
    "late_opening_s": 90.0,
    "early_closing_s": 90.0,
    "officer_away_s": 150.0,
    "all_counters_empty_s": 30.0,
    "long_wait_s": 150.0,
    "queue_people": 2,
    "queue_surge_s": 60.0,
}
"""Scaled down to days of 26 minutes."""

MINUTES, OPENS_MIN, CLOSES_MIN = 26, 2, 2
KINDS = (
    "late_opening",
    "early_closing",
    "officer_away",
    "all_counters_empty",
    "unattended_waiting",
    "long_wait",
    "queue_surge",
)
KINDS_OF_CAMERA = {"visitor_in_staff_area": visitors_in_staff_area, "presence_out_of_hours": out_of_hours}

AT_THE_LIMIT_S = 4.0
"""Two samples: what is by less above or below a limit may be told either way, and is not counted."""

SHARED = 0.5
"""Share of the longer of two that they must have in common to be the same."""


class Told(NamedTuple):
    """A candidate, or what should be one: seconds from the start of the footage."""

    kind: str
    counter: str | None
    start: float
    end: float


class Counts(NamedTuple):
    """Of one kind: positives found, positives missed, false alarms, and what was below the limit."""

    found: int = 0
    missed: int = 0
    false: int = 0
    negatives: int = 0

    @property
    def precision(self) -> float:
        return self.found / max(self.found + self.false, 1)

    @property
    def recall(self) -> float:
        return self.found / max(self.found + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / max(2 * self.found + self.false + self.missed, 1)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.candidate_kinds", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=40, help="(40)")
    parser.add_argument("--seed", type=int, default=0, help="of the first day (0)")
    given = parser.parse_args(arguments)
    console = Console(width=120)
    counts = dict.fromkeys((*KINDS, *KINDS_OF_CAMERA), Counts())
    for seed in range(given.seed, given.seed + given.days):
        for day in days_of(scenario_of(seed), seed):
            found, true = found_on(day), list(true_on(day))
            for kind in counts:
                counts[kind] = _sum(counts[kind], judged(kind, true, found))
    table = Table("kind", "positives", "hard negatives", "found", "missed", "false", "precision", "recall", "F1")
    for kind, one in counts.items():
        figures = (one.found + one.missed, one.negatives, one.found, one.missed, one.false)
        rates = (f"{rate:.3f}" for rate in (one.precision, one.recall, one.f1))
        table.add_row(kind, *map(str, figures), *rates)
    console.print(table)


def scenario_of(seed: int) -> Scenario:
    """A day of the shipped office whose officers are absent at the opening, amid the hours and at the closing."""
    rng = np.random.default_rng([seed, 19])
    office = load_scenario("office")
    (scene, *_) = office.cameras
    opens, closes = OPENS_MIN * 60.0, (MINUTES - CLOSES_MIN) * 60.0
    happenings = [
        Happening(kind="visitor_in_staff_area", at_s=at, seconds=float(rng.uniform(2, 25)))
        for at in (250.0, 750.0, 1150.0)
    ]
    happenings.append(Happening(kind="out_of_hours", at_s=5.0, seconds=float(rng.uniform(2, 25))))
    for counter in scene.counters:
        for kind, limit in (("late_opening", 90.0), ("officer_away", 150.0), ("early_closing", 90.0)):
            if rng.random() < 0.15:
                continue
            seconds = limit * float(rng.uniform(1.1, 2.2) if rng.random() < 0.5 else rng.uniform(0.3, 0.9))
            at, more = {
                "late_opening": (opens - 60.0, 0.0),
                "officer_away": (float(rng.uniform(500, 800)), 0.0),
                "early_closing": (closes - seconds, 90.0),
            }[kind]
            happenings.append(Happening(kind="officer_away", counter=counter.id, at_s=at, seconds=seconds + more))
    camera = scene.model_copy(update={"happenings": tuple(happenings), "gaps": ()})
    return Scenario.model_validate(
        {
            **office.model_dump(by_alias=True),
            "name": "candidates",
            "minutes": MINUTES,
            "opens_after_min": OPENS_MIN,
            "closes_before_min": CLOSES_MIN,
            "limits": {**office.limits.model_dump(), "out_of_hours_margin_s": 60.0},
            "cameras": [camera.model_dump(by_alias=True)],
        }
    )


def found_on(day: MadeDay) -> list[Told]:
    """What the product finds, with the frames that it asks for."""
    limits = Thresholds(**LIMITS)
    day = replace(day, site=day.site.model_copy(update={"thresholds": (*day.site.thresholds, limits)}))
    windows, _ = refinement_windows(day.site, day.place, day.camera_day())
    rows = find_events(day.site, day.place, NOWHERE, day.camera_day(windows)).anomalies
    return [
        Told(
            row["kind"],
            row["counter_id"],
            row["started_at"].timestamp() - day.first_s,
            row["ended_at"].timestamp() - day.first_s,
        )
        for row in rows
    ]


def true_on(day: MadeDay) -> Iterator[Told]:
    """Everything of the kinds, however short: `judged` compares it with the limits."""
    camera, scenario = day.camera, day.scenario
    opens, closes = scenario.hours
    short = scenario.limits.presence_merge_s
    empty = [scenario.hours]
    for places in camera.hall.counters:
        truth = CounterTruth(places, camera, scenario)
        hours = intersect([scenario.hours], truth.known)
        empty = subtract(intersect(empty, truth.known), truth.attended)
        for start, end in subtract(hours, truth.attended):
            opening, closing = start < opens + short, end > closes - short
            kind = "late_opening" if opening else "early_closing" if closing else "officer_away"
            yield Told(kind, places.id, start, end)
            for waited in intersect([(start, end)], truth.waiting):
                yield Told("unattended_waiting", places.id, *waited)
        for visit in truth.waiting_visits:
            yield Told("long_wait", places.id, visit.start, visit.end)
        yield from _crowded(places.id, [(one.start, one.end, one.party_size) for one in truth.waiting_visits])
    for start, end in empty:
        yield Told("all_counters_empty", None, start, end)
    none = {"staff_area_s": 0.0, "out_of_hours_min_s": 0.0}
    unlimited = scenario.model_copy(update={"limits": scenario.limits.model_copy(update=none)})
    for kind, reckon in KINDS_OF_CAMERA.items():
        for start, end in reckon(camera, unlimited):
            yield Told(kind, None, start, end)


def _crowded(counter: str, waits: list[tuple[float, float, int]]) -> Iterator[Told]:
    """By the second."""
    people = np.zeros(MINUTES * 60 + 1)
    for start, end, size in waits:
        people[round(start) : round(end)] += size
    many = np.flatnonzero(np.diff(np.concatenate([[0], people >= LIMITS["queue_people"], [0]])))
    for start, end in many.reshape(-1, 2):
        yield Told("queue_surge", counter, float(start), float(end))


def judged(kind: str, true: list[Told], found: list[Told]) -> Counts:
    """One kind on one day. What is at the limit counts neither as missed nor as false."""
    limit = {**LIMITS, "unattended_waiting_s": 60.0}.get(f"{kind}_s", 10.0)
    real = [one for one in true if one.kind == kind]
    told = [one for one in found if one.kind == kind]
    sure = [one for one in real if one.end - one.start >= limit + AT_THE_LIMIT_S]
    near = [one for one in real if abs(one.end - one.start - limit) < AT_THE_LIMIT_S]
    hit = [one for one in sure if any(_same(one, other) for other in told)]
    false = [one for one in told if not any(_same(one, other) for other in (*sure, *near))]
    below = [one for one in real if limit / 5 <= one.end - one.start <= limit - AT_THE_LIMIT_S]
    return Counts(len(hit), len(sure) - len(hit), len(false), len(below))


def _same(one: Told, other: Told) -> bool:
    if one.counter != other.counter and None not in (one.counter, other.counter):
        return False
    both = length(intersect([(one.start, one.end)], [(other.start, other.end)]))
    return both >= SHARED * max(one.end - one.start, other.end - other.start)


def _sum(one: Counts, other: Counts) -> Counts:
    return Counts(*(a + b for a, b in zip(one, other, strict=True)))


if __name__ == "__main__":
    main()
