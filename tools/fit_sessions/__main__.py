"""`python -m tools.fit_sessions`: how what was seen of a session tells whether it is one, fitted on made-up days.

It writes `fitted_values.json` beside it and `transforms/counters/reliability/session_parameters.py`, and prints how
often what is told is so, of days that were left out. Five minutes of processor. What is fitted must be judged on other
seeds: `python -m benchmarks.tracking.calibration`.
"""

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console
from scipy.special import expit, log_expit

from benchmarks.tracking.__main__ import ASKED_FOR, DAYS, exams
from benchmarks.tracking.calibration import bins_of, table
from benchmarks.tracking.seeds import material
from tools.fit_sessions.declared import DECLARED
from tools.fit_sessions.session_rows import SessionRows, rows_of_days
from tools.fit_tracking import fitted_values
from tools.fit_tracking.fitted_values import Fitted, told
from tools.fit_tracking.maximum_likelihood import ANY, Fit, fit
from tools.fit_tracking.parameter_file import text_of
from tools.fit_tracking.subjects import of_all

SEEDS, VARIED_SEEDS = (71, 72, 73), tuple(range(171, 179))
"""Those of development, on which nothing is judged: of the offices that stand, and of those that vary."""

VALUES = Path(__file__).with_name("fitted_values.json")
FILE = Path(__file__).parents[2] / "transforms" / "counters" / "reliability" / "session_parameters.py"

TITLE = "The weights of `session_probability`, and where each value comes from."
SOURCE = (
    "Written by `python -m tools.fit_sessions`, which see; not by hand. Fitted on {days} made-up camera days "
    "(`benchmarks/tracking/made`, {made}; seeds {seeds}, the latter of offices that vary), of which it is known who "
    "was served when, by maximum likelihood. After ± stands the standard error over camera days, then of how many "
    "sessions."
)


def fit_of(days: list[SessionRows]) -> Fit:
    """The weights: logistic regression."""

    def likelihood(weights: np.ndarray) -> np.ndarray:
        odds = [day.terms @ weights for day in days]
        return np.array([log_expit(np.where(day.right, odd, -odd)).sum() for odd, day in zip(odds, days, strict=True)])

    return fit(likelihood, [1.0, *[0.0] * (len(DECLARED) - 1)], [ANY] * len(DECLARED))


def told_of_others(days: list[SessionRows]) -> np.ndarray:
    """(n,) what is told of each session by weights fitted on every other day, its own not among them."""
    halves = [fit_of(days[half::2]).values for half in (1, 0)]
    return np.concatenate([expit(day.terms @ halves[number % 2]) for number, day in enumerate(days)])


def text(fitted: Fitted) -> str:
    """The file of parameters."""
    return text_of(fitted, {"": DECLARED}, TITLE, SOURCE)


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_sessions", description=__doc__)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(argv)
    chosen = [*exams(list(SEEDS), DAYS), *exams(list(VARIED_SEEDS), ASKED_FOR)]
    days = of_all(rows_of_days, chosen, options.processes)
    right = np.concatenate([day.right for day in days])
    estimates = told([one.name for one in DECLARED], fit_of(days), len(right))
    fitted = Fitted([*SEEDS, *VARIED_SEEDS], len(days), material(), estimates)
    fitted_values.save(fitted, VALUES)
    FILE.write_text(text(fitted), encoding="utf-8")
    console = Console()
    console.print(fitted_values.table(estimates))
    console.print(table("sessions of days left out: one session", bins_of(told_of_others(days), right)))


if __name__ == "__main__":
    main()
