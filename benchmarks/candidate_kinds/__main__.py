"""`python -m benchmarks.candidate_kinds`: how right review candidates are, kind by kind, on days that are made up.

Each of `--days` seeds makes a day of each exam: what is to be found happens for longer than the limit (positives) or
for less (hard negatives); detections are made up as in the exams of tracking. Paths that people walk give the truth.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.candidate_kinds import truth
from benchmarks.candidate_kinds.days import (
    LIMITS,
    all_away_day,
    asking_day,
    closed_day,
    closing_sooner,
    failing_day,
    found_on,
    office_day,
    restricted,
)
from benchmarks.candidate_kinds.figures import plain_day, standing_still, with_figures
from benchmarks.candidate_kinds.judging import Counts, Told, judged, together
from benchmarks.candidate_kinds.set_clocks import clock_day, clock_set, jumps_found
from benchmarks.candidate_kinds.unusual_services import beyond_usual, uneven_day, unusual_on
from benchmarks.tracking.made.made_days import days_of
from pantau.simulation.scenario import Scenario
from pantau.transforms.baselines.baseline_rows import KINDS

ENOUGH = 40
"""Of positives and of hard negatives each; with fewer a kind is not established."""


class Exam(NamedTuple):
    """Days of one make, as the site file has them, and what is judged on them: by what is made of each scenario."""

    day_of: Callable[[int], Scenario]
    seen_as: Callable[[Any], Any]
    truth_of: Callable[[Any], Iterator[Told]]
    kinds: tuple[str, ...]
    found_by: Callable[[Any], list[Told]] = found_on
    made_of: Callable[[Scenario, int], Iterable[Any]] = days_of


EXAMS = (
    Exam(
        office_day,
        lambda day: day,
        truth.at_counters,
        ("late_opening", "early_closing", "officer_away", "unattended_waiting", "long_wait", "queue_surge"),
    ),
    Exam(office_day, lambda day: day, truth.in_staff_areas, ("visitor_in_staff_area",)),
    Exam(office_day, lambda day: day, truth.in_the_hall, ("crowding",)),
    Exam(office_day, closing_sooner, truth.served_late, ("service_out_of_hours",)),
    Exam(all_away_day, lambda day: day, truth.at_counters, ("all_counters_empty",)),
    Exam(closed_day, lambda day: day, truth.while_closed, ("presence_out_of_hours",)),
    Exam(closed_day, restricted, truth.at_any_hour, ("presence_restricted",)),
    Exam(asking_day, lambda day: day, truth.asking_around, ("repeated_approaches",)),
    Exam(failing_day, lambda day: day, truth.not_recorded, ("footage_missing",)),
    Exam(uneven_day, lambda day: day, beyond_usual, ("long_service", "short_service"), unusual_on),
    Exam(plain_day, with_figures, standing_still, ("motionless",)),
    Exam(clock_day, lambda day: day, clock_set, ("clock_jump",), jumps_found, lambda scenario, _: [scenario]),
)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.candidate_kinds", description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=40, help="(40)")
    parser.add_argument("--seed", type=int, default=0, help="of the first day (0)")
    parser.add_argument("--kind", action="append", help="this one alone; may be given again")
    given = parser.parse_args(arguments)
    console = Console(width=120)
    counts = {kind: Counts() for exam in EXAMS for kind in exam.kinds if not given.kind or kind in given.kind}
    seeds = range(given.seed, given.seed + given.days)
    for seed in track(seeds, "days", console=Console(stderr=True)):
        for exam in EXAMS:
            if counts.keys().isdisjoint(exam.kinds):
                continue
            for kind, one in judged_on(exam, seed):
                if kind in counts:
                    counts[kind] = together(counts[kind], one)
    table = Table("kind", "positives", "hard negatives", "found", "missed", "false", "precision", "recall", "F1", "")
    for kind, one in counts.items():
        figures = (one.found + one.missed, one.negatives, one.found, one.missed, one.false)
        rates = (f"{rate:.3f}" for rate in (one.precision, one.recall, one.f1))
        remark = "" if min(figures[:2]) >= ENOUGH else "not established"
        table.add_row(kind, *map(str, figures), *rates, remark)
    console.print(table)


def judged_on(exam: Exam, seed: int) -> Iterator[tuple[str, Counts]]:
    for made in exam.made_of(exam.day_of(seed), seed):
        day = exam.seen_as(made)
        found, true = exam.found_by(day), list(exam.truth_of(made))
        for kind in exam.kinds:
            yield kind, judged(kind, limit_of(day, kind), true, found)


def limit_of(day: Any, kind: str) -> float:
    """The time from which on a kind is told, seconds: of the days, or of the site file."""
    if kind in KINDS:
        # How often beyond what is usual.
        return 1.0
    setting = {
        "crowding": "crowd_s",
        "visitor_in_staff_area": "staff_area_s",
        "presence_out_of_hours": "out_of_hours_min_s",
        "presence_restricted": "restricted_s",
        "repeated_approaches": "approaches",
    }.get(kind, f"{kind}_s")
    return LIMITS[setting] if setting in LIMITS else getattr(day.site.thresholds_on(day.scenario.day), setting)


if __name__ == "__main__":
    main()
