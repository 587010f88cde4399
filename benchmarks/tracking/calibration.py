"""`python -m benchmarks.tracking.calibration`: are the probabilities that are told also how often it is so?

On days that are made up from scripts, where who is whom is known. A link: the detection before and this one are of one
person. A `session_probability`: a true session is found in the row, as `pantau evaluate` pairs them. A role: the person
of a track is of the staff. A bin with fewer than 300 rows says little.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize
from scipy.special import log_expit, logit

from benchmarks.side_by_side import side_by_side
from benchmarks.tracking.__main__ import ScriptedExam, chosen_by, describe
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.judging.results import Judged, judged
from benchmarks.tracking.made.made_days import MadeDay, made_days
from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.tracking import links

LIMITS = (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98)
"""Probabilities between the bins: narrower at both ends, where most rows are."""

Told = tuple[np.ndarray, np.ndarray]
"""Probabilities (n,) that were told, and whether each is so (n,)."""


@dataclass(frozen=True)
class Bin:
    """Rows of about one probability: the mean of what was told, the share that is so."""

    rows: int
    told: float
    true: float


def bins_of(told: np.ndarray, true: np.ndarray) -> list[Bin]:
    """The bins in which there are any rows, from the lowest probability to the highest."""
    place = np.searchsorted(LIMITS, told, side="right")
    return [
        Bin(int(mine.sum()), float(told[mine].mean()), float(true[mine].mean()))
        for one in np.unique(place)
        for mine in [place == one]
    ]


def fitted(told: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """`SURE_AT_ONCE` and `SURE_BY_MARGIN` as links tell them: logistic regression on the margins, none below 0."""
    margin = (logit(np.clip(told, 1e-9, 1 - 1e-9)) - links.SURE_AT_ONCE) / links.SURE_BY_MARGIN

    def unlikely(values: np.ndarray) -> float:
        return -float(
            np.where(true, log_expit(values[0] + values[1] * margin), log_expit(-values[0] - values[1] * margin)).sum()
        )

    at_once, by_margin = minimize(unlikely, [links.SURE_AT_ONCE, links.SURE_BY_MARGIN], method="Nelder-Mead").x
    return float(at_once), float(by_margin)


def links_of(day: MadeDay, tracked: TrackedCameraDay) -> Told:
    """Each detection of a track but the first: how sure the link was, and whether both are of one person.

    Second boxes count as of their person; things that are nobody belong to nobody.
    """
    who = day.people.who[day.detections_of(tracked.day)]
    sure, same = [np.zeros(0)], [np.zeros(0, dtype=bool)]
    for track in tracked.tracks:
        mine = who[track.detections]
        sure.append(track.sure[1:])
        same.append((mine[1:] == mine[:-1]) & (mine[1:] >= 0))
    return np.concatenate(sure), np.concatenate(same)


def roles_of(day: MadeDay, tracked: TrackedCameraDay) -> Told:
    """Each track that shows somebody: the probability that it is of the staff, and whether most of it is.

    By tracks, since the detections of one are told as one: a clerk who sits for hours is no thousand cases.
    """
    who = day.people.who[day.detections_of(tracked.day)]
    staff = np.array([person.role == "officer" for person in day.camera.people], dtype=bool)
    shown = [
        (probability, who[track.detections]) for track, probability in zip(tracked.tracks, tracked.staff, strict=True)
    ]
    told = [(probability, staff[mine[mine >= 0]].mean() > 0.5) for probability, mine in shown if (mine >= 0).any()]
    return np.array([one for one, _ in told]), np.array([one for _, one in told], dtype=bool)


def sessions_of(told: dict[tuple[str, float], float | None], services: list[Judged]) -> Told:
    """Each session that was found and of which something is `told`, by counter and start, and whether it is right."""
    found = [(told[one.counter, one.found.start], one.true is not None) for one in services if one.found]
    known = [(probability, true) for probability, true in found if probability is not None]
    return np.array([one for one, _ in known]), np.array([one for _, one in known], dtype=bool)


def sat(exam: ScriptedExam) -> Iterator[tuple[Told, Told, Told]]:
    """Links, roles and sessions of the camera days of an exam."""
    for day in made_days(exam.scenario, exam.seed, exam.minutes):
        sitting = Sitting(day)
        found = sitting.taken()
        (result,) = judged([found])
        probabilities = {
            (row["counter_id"], round(row["started_at"].timestamp() - found.first_s, 3)): row["session_probability"]
            for row in found.found[SERVICE_TIME.name]
        }
        yield (
            links_of(day, sitting.tracked),
            roles_of(day, sitting.tracked),
            sessions_of(probabilities, result.services),
        )


def _sat(exam: ScriptedExam) -> list[tuple[Told, Told, Told]]:
    return list(sat(exam))


def table(title: str, bins: list[Bin]) -> Table:
    """The bins for a person to read; what is told and what is so lie side by side as bars."""
    shown = Table("rows", "told", "true", "", title=title, title_justify="left")
    for one in bins:
        bars = f"[dim]{'─' * round(30 * one.told)}╴told[/]\n{'━' * round(30 * one.true)}╸true"
        shown.add_row(f"{one.rows:,}", f"{one.told:.3f}", f"{one.true:.3f}", bars)
    return shown


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking.calibration", description=__doc__)
    describe(parser)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(argv)
    seeds, chosen = chosen_by(options)
    days = [day for some in side_by_side(_sat, chosen, options.processes) for day in some]
    console = Console()
    console.print(f"seeds {' '.join(map(str, seeds))}")
    titles = (
        "links: of one person",
        "tracks: of the staff",
        "session_probability: one session",
    )
    told = [[np.concatenate(side) for side in zip(*parts, strict=True)] for parts in zip(*days, strict=True)]
    for title, values in zip(titles, told, strict=True):
        console.print(table(title, bins_of(*values)))
    at_once, by_margin = fitted(*told[0])
    console.print(f"fitted to these links: SURE_AT_ONCE {at_once:.2f}, SURE_BY_MARGIN {by_margin:.2f}")


if __name__ == "__main__":
    main()
