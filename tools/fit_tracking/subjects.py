"""What is counted of each subject on the camera days that are fitted on, in several processes."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from benchmarks.tracking.__main__ import ScriptedExam
from benchmarks.tracking.made.made_days import made_days
from tools.fit_tracking import coming_and_going, looks, own_box_counts, seen_again, ways
from tools.fit_tracking.fitted_values import FittedValues
from tools.fit_tracking.known_days import known_days

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
