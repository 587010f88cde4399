"""`python -m benchmarks.tracking`: detections made up from scripts, through the product, against exact truth.

Nothing is rendered, so nine camera days take about a minute of processor. `--out` keeps each event for `compare`.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks.side_by_side import side_by_side
from benchmarks.tracking.exam import taken
from benchmarks.tracking.judging.printing import figures_table
from benchmarks.tracking.judging.results import FoundDay, Results, judged, save
from benchmarks.tracking.made.made_days import made_days
from benchmarks.tracking.seeds import commit, material, seeds_from

DAYS = {"office": 1, "hard_queue": 3, "hard_crowd": 2, "hard_staff": 2, "hard_seams": 1}
"""Scripted days of each scenario for each of the `--times`: nine; of two cameras in `office` and `hard_seams`."""

ASKED_FOR = {"varied_office": 1, "varied_queue": 1, "varied_crowd": 1}
"""The same of scenarios that are taken where they are named: each of their seeds is another office."""


@dataclass(frozen=True)
class ScriptedExam:
    """A scenario and a seed; `minutes` replaces its length."""

    scenario: str
    seed: int
    minutes: float | None = None


def exams(seeds: list[int], scenarios: dict[str, int], minutes: float | None = None) -> list[ScriptedExam]:
    """Of each scenario so many days with each of the seeds, of which no two have one seed."""
    return [
        ScriptedExam(scenario, 1_000_000 * number + seed, minutes)
        for seed in seeds
        for scenario, count in scenarios.items()
        for number in range(count)
    ]


def sat(exam: ScriptedExam) -> list[FoundDay]:
    """The camera days of an exam."""
    return [taken(day) for day in made_days(exam.scenario, exam.seed, exam.minutes)]


def all_sat(chosen: list[ScriptedExam], processes: int) -> Iterator[list[FoundDay]]:
    """The same of several, in order."""
    return side_by_side(sat, chosen, processes)


def describe(parser: argparse.ArgumentParser) -> None:
    """The options that exams share."""
    parser.add_argument(
        "--scenario", action="append", choices=DAYS | ASKED_FOR, help=f"these alone; {', '.join(DAYS)} by default"
    )
    parser.add_argument("--seed", type=int, action="append", help="default: from the commit's hash")
    parser.add_argument("--times", type=int, default=1, help="so many seeds, where none is named (1)")
    parser.add_argument("--minutes", type=float, help="length of a day, instead of the scenario's")


def chosen_by(options: argparse.Namespace) -> tuple[list[int], list[ScriptedExam]]:
    """The seeds and the exams."""
    seeds = options.seed or seeds_from(commit().rstrip("+"), options.times)
    scenarios = {name: count for name, count in (DAYS | ASKED_FOR).items() if name in (options.scenario or DAYS)}
    return seeds, exams(seeds, scenarios, options.minutes)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking", description=__doc__.splitlines()[0])
    describe(parser)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--out", type=Path, help="file of the results, JSON")
    options = parser.parse_args()
    seeds, chosen = chosen_by(options)
    console = Console()
    console.print(f"commit {commit()}, seeds {' '.join(map(str, seeds))}")
    begun = time.process_time()
    days = judged(day for some in all_sat(chosen, options.processes) for day in some)
    spent = time.process_time() - begun
    console.print(figures_table(days, "Detections made up from scripts"))
    if options.processes == 1:
        console.print(f"{spent:.0f} s of processor")
    if options.out:
        save(Results(commit(), seeds, round(spent, 1), days, material()), options.out)


if __name__ == "__main__":
    main()
