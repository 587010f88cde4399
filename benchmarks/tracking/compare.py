"""`python -m benchmarks.tracking.compare A.json B.json`: two runs over the same days, B minus A, with 95 % intervals.

The files come from `python -m benchmarks.tracking --out FILE`, of two checkouts with the same `--seed`.
"""

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.tracking.judging.paired import MORE_IS_BETTER, Difference, differences
from benchmarks.tracking.judging.printing import groups_of
from benchmarks.tracking.judging.results import load


def verdict(name: str, one: Difference) -> str:
    """What an interval says."""
    if one.includes_zero:
        return ""
    return "better" if (one.low > 0) == (name in MORE_IS_BETTER) else "worse"


def compared_table(title: str, found: dict[str, Difference]) -> Table:
    """A row for each figure."""
    table = Table("", "A", "B", "B - A", "95 % interval", "", title=title)
    for name, one in found.items():
        apart = one.second - one.first
        interval = f"{one.low:+.3f} .. {one.high:+.3f}"
        table.add_row(name, f"{one.first:.3f}", f"{one.second:.3f}", f"{apart:+.3f}", interval, verdict(name, one))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking.compare", description=__doc__.splitlines()[0])
    parser.add_argument("first", type=Path, metavar="A.json")
    parser.add_argument("second", type=Path, metavar="B.json")
    parser.add_argument("--over", choices=("days", "sessions"), default="days", help="what is drawn anew (days)")
    options = parser.parse_args()
    first, second = load(options.first), load(options.second)
    if first.material != second.material:
        parser.error(
            f"{options.first} and {options.second} are of days made up in different ways "
            f"({first.material or 'none'}, {second.material or 'none'}); take benchmarks/tracking of one for both"
        )
    console = Console()
    console.print(f"A: {first.commit}, {first.processor_s} s; B: {second.commit}, {second.processor_s} s of processor")
    for (name, some), others in zip(groups_of(first.days).items(), groups_of(second.days).values(), strict=True):
        console.print(compared_table(f"{name}: {len(some)} camera days", differences(some, others, options.over)))


if __name__ == "__main__":
    main()
