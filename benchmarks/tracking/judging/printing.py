"""The figures of an exam as a table: a column for each group of days, and one for all."""

from collections.abc import Sequence
from math import isnan

from rich.table import Table

from benchmarks.tracking.judging.figures import FIGURES, counted, services_of, waits_of
from benchmarks.tracking.judging.results import JudgedDay


def figures_table(days: Sequence[JudgedDay], title: str) -> Table:
    """All figures by group."""
    groups = groups_of(days)
    table = Table("", *(one.removeprefix("hard_") for one in groups), title=title)
    table.add_row("camera days", *(str(len(some)) for some in groups.values()))
    for name, events in (("sessions", services_of), ("waiting visits", waits_of)):
        table.add_row(f"true {name}", *(str(counted(events(some)).true) for some in groups.values()))
    for name, figure in FIGURES.items():
        table.add_row(name, *(shown(name, figure(some)) for some in groups.values()))
    return table


def groups_of(days: Sequence[JudgedDay]) -> dict[str, list[JudgedDay]]:
    """The days by group, in order of the first, and all of them."""
    groups: dict[str, list[JudgedDay]] = {}
    for day in days:
        groups.setdefault(day.group, []).append(day)
    return groups | {"pooled": list(days)} if len(groups) > 1 else groups


def shown(name: str, value: float) -> str:
    """A figure as people read it."""
    if isnan(value):
        return "–"
    if name == "switches":
        return f"{value:.0f}"
    return f"{value:.3f}" if any(word in name for word in ("F1", "precision", "recall")) else f"{value:.2f}"
