"""`python -m tools.fit_tracking`: the parameters of tracking, fitted on made-up days, and where each comes from.


First what can be read off the truth, each subject by itself; then, by the tracker with these values, how reliable its
links are. It writes `fitted_values.json` beside it and `transforms/tracking/parameters.py`. A quarter of an hour on two
cores. What is fitted must be judged on other seeds: `python -m benchmarks.tracking`, `benchmarks.tracking.compare`.
"""

import argparse
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.tracking.__main__ import DAYS, ScriptedExam, exams
from benchmarks.tracking.made.made_days import made_days
from benchmarks.tracking.seeds import material
from tools.fit_tracking import (
    coming_and_going,
    fitted_values,
    link_reliability,
    looks,
    own_box_counts,
    seen_again,
    ways,
)
from tools.fit_tracking.fitted_values import Fitted, FittedValues
from tools.fit_tracking.known_days import known_days
from tools.fit_tracking.parameter_file import FILE, text_of

SEEDS = (71, 72, 73)
"""Those of development, on which nothing is judged."""

LINK_SEEDS = SEEDS[:1]
"""Those on which the tracker runs for the reliability of links: the first alone has a hundred thousand of them."""

SUBJECTS: dict[str, Callable[[list], FittedValues]] = {
    "own boxes": own_box_counts.fitted,
    "coming and going": coming_and_going.fitted,
    "seen again": seen_again.fitted,
    "motion": ways.fitted,
    "looks": looks.fitted,
}


def counted(exam: ScriptedExam) -> list[dict[str, Any]]:
    """What is counted for each subject, of the camera days of an exam."""
    found = []
    for made in made_days(exam.scenario, exam.seed, exam.minutes):
        sampled, refined = known_days(made)
        found.append(
            {
                "own boxes": own_box_counts.own_box_counts(refined),
                "coming and going": coming_and_going.coming_and_going(refined),
                "seen again": seen_again.seen_again(sampled),
                "motion": ways.ways(refined),
                "looks": looks.looks(refined),
            }
        )
    return found


def of_all(of: Callable[[ScriptedExam], list], chosen: list[ScriptedExam], processes: int) -> list:
    """What a function finds on the days of all exams, in processes that read the parameters as they are now."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [one for some in pool.map(of, chosen) for one in some]


def write(fitted: Fitted) -> None:
    """Writes both files."""
    fitted_values.save(fitted)
    FILE.write_text(text_of(fitted), encoding="utf-8")


def table(estimates: FittedValues) -> Table:
    """What was fitted, for a person to read."""
    shown = Table("parameter", "value", "standard error", "cases")
    for name, some in estimates.items():
        for one in some:
            error = "" if one.error is None else f"{one.error:.2g}"
            shown.add_row(name, f"{one.value:.4g}", error, f"{one.cases:,}")
    return shown


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_tracking", description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--links-only", action="store_true", help="the reliability of links alone; the rest stays")
    parser.add_argument(
        "--format-only", action="store_true", help="write the file of parameters anew; nothing is fitted"
    )
    options = parser.parse_args(argv)
    if options.links_only or options.format_only:
        fitted = fitted_values.load()
    else:
        days = of_all(counted, exams(list(SEEDS), DAYS), options.processes)
        found: FittedValues = {}
        for name, fit in SUBJECTS.items():
            found.update(fit([day[name] for day in days]))
        before = fitted_values.load().estimates
        # Of the links' reliability what was found before, until the tracker ran with the new values.
        fitted = Fitted(list(SEEDS), len(days), material(), {**before, **found})
    write(fitted)
    if not options.format_only:
        links = of_all(link_reliability.links_of_days, exams(list(LINK_SEEDS), DAYS), options.processes)
        fitted = Fitted(fitted.seeds, fitted.days, fitted.made, {**fitted.estimates, **link_reliability.fitted(links)})
        write(fitted)
    Console().print(table(fitted.estimates))


if __name__ == "__main__":
    main()
