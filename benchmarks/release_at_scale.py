"""What data sets of years of cameras cost: `python -m benchmarks.release_at_scale --days 1825 --cameras 50 --folder F`.

The warehouse is made up once and kept in the folder; each data set is made of a copy of it by hard links, as if it were
the first, by the command itself in a process of its own.
"""

import argparse
import shutil
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from benchmarks.measuring import PANTAU, cost_of

SAID = ("--publisher", "p", "--contact", "c@example.id", "--region", "r", "--licence", "CC-BY-4.0")
KINDS = {
    "aggregates by month": ("--by", "month"),
    "aggregates by week": ("--by", "week"),
    "visits by month": ("--level", "visits", "--by", "month"),
    "visits by week": ("--level", "visits", "--by", "week"),
    "noisy counts by week": (
        *("--level", "noisy", "--by", "week", "--epsilon", "1", "--budget", "1"),
        *("--counts", "visits", "reneged", "service", "waiting"),
    ),
}


def main() -> None:
    """Prints a row for each kind of data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365, help="service dates (365)")
    parser.add_argument("--cameras", type=int, default=50, help="cameras, a multiple of 5 (50)")
    parser.add_argument("--folder", type=Path, required=True, help="where the warehouse is made and kept")
    parser.add_argument("--kind", action="append", choices=KINDS, help="one kind alone; may be repeated")
    given = parser.parse_args()
    size, made = WarehouseSize(given.days, given.cameras), given.folder / f"made-{given.days}-{given.cameras}"
    if not made.exists():
        part = made.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        make_warehouse(part, size)
        commit_days(part, size)
        part.rename(made)
    table = Table("data set", "core-s", "s", "MiB at the peak", "rows", "KiB")
    for kind in given.kind or KINDS:
        work = given.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(made, work / "warehouse", copy_function=lambda source, target: Path(target).hardlink_to(source))
        told = ("--warehouse", str(work / "warehouse"), "--out", str(work / "out"), "--name", "measured")
        cost = cost_of((*PANTAU, "export", *told, *KINDS[kind], *SAID))
        files = list((work / "out" / "release").iterdir())
        rows = sum(path.read_bytes().count(b"\n") - 1 for path in files if path.suffix == ".csv")
        kib = sum(path.stat().st_size for path in files) / 1024
        table.add_row(
            kind, *(f"{one:.0f}" for one in (cost.cpu_s, cost.wall_s, cost.peak_mib)), str(rows), f"{kib:.0f}"
        )
        shutil.rmtree(work)
    Console(width=120).print(table)


if __name__ == "__main__":
    main()
