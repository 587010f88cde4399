"""`python -m benchmarks.busy_hour`: what a busy hour at three counters costs, in the forms recorders store it.

Stretches of the hour are drawn once and kept in `--folder`. Prints core-seconds a camera-hour by stage, and in the same
table what was found against exact truth: no speed without the accuracy that it was bought with. `--against CHECKOUT`
has another version of the program, installed there, take turns on the same files, and tells the ratio of the medians.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy import Accuracy, compare, in_tables
from benchmarks.material.footage import HOUR, HOUR_FORMS, FootageStretch, Form, rendered
from benchmarks.measuring import PROJECT
from benchmarks.office_day import Archive, put_together
from benchmarks.stages import ENGINE, SQL, STAGES, Clocked
from benchmarks.systems import clocked_night, night

STRETCHES, SECONDS = 2, 300
"""Ten minutes with 18 parties. Chosen: in shorter stretches few lie wholly inside, longer ones take an hour to draw."""


@dataclass(frozen=True)
class BusyHour:
    """Nights of one form, of ours and of the other version in turn, and what a night of ours found."""

    ours: list[Clocked]
    others: list[Clocked]
    found: Accuracy

    @property
    def cost(self) -> float:
        """Core-seconds a camera-hour, the median of ours."""
        return statistics.median(one.core_s_per_hour() for one in self.ours)

    @property
    def ratio(self) -> float:
        """By what ours is to be divided for the other's; 1 without any."""
        other = [one.core_s_per_hour() for one in self.others]
        return self.cost / statistics.median(other) if other else 1.0


def measured(archive: Archive, turns: int, against: Path | None) -> BusyHour:
    """Nights in turn, each in processes of its own."""
    ours: list[Clocked] = []
    others: list[Clocked] = []
    for _ in range(turns):
        ours.append(clocked_night(archive))
        if against:
            others.append(clocked_night(archive, str(against / ".venv" / "bin" / "python")))
    with tempfile.TemporaryDirectory() as folder:
        warehouse = Path(folder, "warehouse")
        night(archive, warehouse)
        found = compare(in_tables(archive.truth), in_tables(warehouse))
    return BusyHour(ours, others, found)


def printed(console: Console, hours: dict[str, BusyHour]) -> None:
    """A row of each form."""
    told = [stage for stage in STAGES if stage not in (SQL, ENGINE)]
    table = Table("core-seconds a camera-hour, one thread", *hours, title="A busy hour at three counters")
    for stage in told:
        middle = (statistics.median(one.core_s_per_hour(stage) for one in hour.ours) for hour in hours.values())
        table.add_row(stage, *(f"{cost:.1f}" for cost in middle))
    table.add_section()
    table.add_row("together", *(f"{hour.cost:.0f}" for hour in hours.values()), style="bold")
    table.add_row("of the other version", *(f"{hour.ratio:.2f}" for hour in hours.values()))
    table.add_row("frames observed, an hour", *(f"{_frames(hour):,.0f}" for hour in hours.values()))
    table.add_row("peak memory, MiB", *(f"{hour.ours[0].peak_mib:,.0f}" for hour in hours.values()))
    table.add_section()
    founds = [hour.found for hour in hours.values()]
    table.add_row("sessions: true, found, matched", *(f"{one.true}, {one.found}, {one.matched}" for one in founds))
    table.add_row("start, end, duration, s", *(_errors(one) for one in founds))
    table.add_row("staffed share, points", *(f"{one.staffed_points:.2f}" for one in founds))
    console.print(table)


def _frames(hour: BusyHour) -> float:
    return hour.ours[0].frames / hour.ours[0].seconds * 3600


def _errors(found: Accuracy) -> str:
    errors = found.start_s, found.end_s, found.duration_s
    return ", ".join("–" if error is None else f"{error:.2f}" for error in errors)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.busy_hour", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="where footage is kept (.bench)")
    parser.add_argument("--turns", type=int, default=5, help="nights of each version and form (5)")
    parser.add_argument("--against", type=Path, help="a checkout of another version, installed in its .venv")
    parser.add_argument("--form", action="append", choices=[form.name for form in HOUR_FORMS], help="these alone")
    given = parser.parse_args(arguments)
    forms = [form for form in HOUR_FORMS if not given.form or form.name in given.form]
    stretches = [FootageStretch(HOUR, number, SECONDS) for number in range(STRETCHES)]
    console = Console(width=200)
    with console.status("Rendering footage, as far as it is not there yet"):
        files = rendered(stretches, forms, given.folder.resolve() / "footage")
    hours: dict[str, BusyHour] = {}
    for form in forms:
        with console.status(f"Nights of {form.name}"), tempfile.TemporaryDirectory() as folder:
            hours[form.name] = measured(_archive(stretches, files, form, Path(folder)), given.turns, given.against)
    printed(console, hours)


def _archive(
    stretches: list[FootageStretch], files: dict[tuple[FootageStretch, Form], Path], form: Form, folder: Path
) -> Archive:
    return put_together(
        stretches, {stretch: files[stretch, form] for stretch in stretches}, folder / "hour", STRETCHES, (0, 0)
    )


if __name__ == "__main__":
    main()
