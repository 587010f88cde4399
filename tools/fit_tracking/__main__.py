"""`python -m tools.fit_tracking`: the parameters of tracking, fitted on made-up days, and where each comes from.


First what can be read off the truth, each subject by itself; then, by the tracker with these values, which of its
tracks are of one person, and how reliable its links are. It writes `fitted_values.json` beside it and
`transforms/tracking/parameters.py`. Six minutes on two cores. What is fitted must be judged on other seeds:
`python -m benchmarks.tracking`, `benchmarks.tracking.compare`.
"""

import argparse

from rich.console import Console

from benchmarks.tracking.__main__ import DAYS, exams
from benchmarks.tracking.seeds import material
from tools.fit_tracking import duplicate_pairs, fitted_values, link_reliability
from tools.fit_tracking.fitted_values import Fitted, FittedValues
from tools.fit_tracking.parameter_file import FILE, text_of
from tools.fit_tracking.subjects import SUBJECTS, counted, of_all

SEEDS = (71, 72, 73)
"""Those of development, on which nothing is judged."""

LINK_SEEDS = SEEDS[:1]
"""Those on which the tracker runs for the reliability of links: the first alone has a hundred thousand of them."""


def write(fitted: Fitted) -> None:
    """Writes both files."""
    fitted_values.save(fitted)
    FILE.write_text(text_of(fitted), encoding="utf-8")


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_tracking", description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--links-only", action="store_true", help="what the tracker makes alone; the rest stays")
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
        # Of what the tracker makes what was found before, until it ran with the new values.
        fitted = Fitted(list(SEEDS), len(days), material(), {**before, **found})
    write(fitted)
    if not options.format_only:
        pairs = of_all(duplicate_pairs.pairs_of_days, exams(list(SEEDS), DAYS), options.processes)
        fitted = Fitted(fitted.seeds, fitted.days, fitted.made, {**fitted.estimates, **duplicate_pairs.fitted(pairs)})
        write(fitted)
        links = of_all(link_reliability.links_of_days, exams(list(LINK_SEEDS), DAYS), options.processes)
        fitted = Fitted(fitted.seeds, fitted.days, fitted.made, {**fitted.estimates, **link_reliability.fitted(links)})
        write(fitted)
    Console().print(fitted_values.table(fitted.estimates))


if __name__ == "__main__":
    main()
