"""Visits by what makes them hard to tell from the one before: the pause between them, and how alike people are."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.table import Table

from benchmarks.tracking.judging.figures import counted
from benchmarks.tracking.judging.results import Edges, Judged, JudgedDay, errors

PAUSES_S = ((0.0, 2.0), (2.0, 5.0), (5.0, 20.0))
ALIKE_FROM = 0.8
"""Similarity from which on two people count as dressed alike; chosen: so alike are 28 % of the 300 pairs
of seeds 76915 to 76917 that come one after the other."""

SHARED = 0.5
"""Share of a visit that a session must cover, or of a session that lies in a visit, for the one to be of the other."""


@dataclass(frozen=True)
class TrueVisit:
    """A visit, seconds from the first moment of the footage: who, after how long a pause (seconds), how alike (0 to 1)
    to the one before."""

    start: float
    end: float
    person: int
    pause_s: float
    alike: float


@dataclass(frozen=True)
class VisitResult:
    """What became of a visit: itself, or one that was found and is not true.

    merged: a session covers most of it and most of the one before. split: two sessions or more lie mostly in it.
    """

    event: Judged
    visit: TrueVisit
    merged: bool
    split: bool


def results_of(day: JudgedDay, visits: Sequence[TrueVisit]) -> list[VisitResult]:
    """Each event of a day by its visit; what is not true belongs to the visit that began last before its middle."""
    starts = [visit.start for visit in visits]
    by_start = {round(visit.start, 3): visit for visit in visits}
    sessions = [one.found for one in day.services if one.found]
    covering = [
        [n for n, visit in enumerate(visits) if _shared(one, visit) >= SHARED * _length(visit)] for one in sessions
    ]
    merged = {n for covered in covering for n in covered[1:]}
    inside = [sum(_shared(one, visit) >= SHARED * _length(one) for one in sessions) for visit in visits]
    number = {visit: n for n, visit in enumerate(visits)}
    found = []
    for event in day.services:
        if event.true:
            visit = by_start[event.true.start]
            found.append(VisitResult(event, visit, number[visit] in merged, inside[number[visit]] > 1))
        elif event.found:
            middle = (event.found.start + event.found.end) / 2
            visit = visits[max(bisect_right(starts, middle) - 1, 0)]
            found.append(VisitResult(event, visit, False, False))
    return found


def _length(one: Edges | TrueVisit) -> float:
    return one.end - one.start


def _shared(one: Edges, other: TrueVisit) -> float:
    return max(0.0, min(one.end, other.end) - max(one.start, other.start))


def grouped(results: Sequence[VisitResult]) -> dict[str, list[VisitResult]]:
    """All, by pause, by likeness, and by both."""
    groups = {"all": list(results)}
    alike = {"alike": True, "unlike": False}
    for low, high in PAUSES_S:
        groups[f"pause {low:g} to {high:g} s"] = [one for one in results if low <= one.visit.pause_s < high]
    for name, is_alike in alike.items():
        groups[name] = [one for one in results if (one.visit.alike >= ALIKE_FROM) == is_alike]
    for low, high in PAUSES_S:
        for name in alike:
            both = [one for one in groups[name] if low <= one.visit.pause_s < high]
            groups[f"{low:g} to {high:g} s, {name}"] = both
    return groups


def groups_table(nights: Sequence[tuple[JudgedDay, Sequence[TrueVisit]]]) -> Table:
    """A row for each group of visits."""
    columns = ("visits", "F1", "precision", "recall", "start: median, P90 s", "end: median, P90 s", "merged", "split")
    table = Table("after the visit before", *columns, title="By the pause, and by how alike the one before is")
    results = [one for day, visits in nights for one in results_of(day, visits)]
    for name, some in grouped(results).items():
        told = counted([one.event for one in some])
        table.add_row(
            name,
            str(told.true),
            *(f"{share:.3f}" for share in (told.f1, told.precision, told.recall)),
            *(_quantiles([one.event for one in some], edge) for edge in ("start", "end")),
            str(sum(one.merged for one in some)),
            str(sum(one.split for one in some)),
        )
    return table


def _quantiles(events: Sequence[Judged], edge: str) -> str:
    sizes = np.abs(errors(events, edge))
    return f"{np.median(sizes):.2f}, {np.quantile(sizes, 0.9):.2f}" if len(sizes) else "–"
