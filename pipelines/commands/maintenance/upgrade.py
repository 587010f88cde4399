"""`pantau upgrade`: what earlier versions of the program wrote, with the columns of this one."""

import argparse
from itertools import groupby

from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, refuse_nowhere
from pantau.pipelines.reporting.json_log import note
from pantau.schemas.columns import COLUMNS
from pantau.transforms.reviews.former_words import former_words, take_over_words
from pantau.transforms.tables.upgrade import Older, older_files, upgrade


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, and whether to do it."""
    describe_warehouse(parser)
    parser.add_argument("--dry-run", action="store_true", help="say what would be rewritten, and rewrite nothing")
    parser.add_argument(
        "--wait", type=float, default=0.0, metavar="SECONDS", help="wait as long for another run to end (0: refuse)"
    )


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when all files have the present columns.

    Raises:
        NotADirectoryError: there is no such warehouse.
        Occupied: another run writes to it.
    """
    refuse_nowhere(arguments.warehouse)
    older = (
        list(older_files(arguments.warehouse)) if arguments.dry_run else upgrade(arguments.warehouse, arguments.wait)
    )
    words = (
        len(former_words(arguments.warehouse))
        if arguments.dry_run
        else take_over_words(arguments.warehouse, arguments.wait)
    )
    console = Console(highlight=False, markup=False)
    if words:
        would = "would become" if arguments.dry_run else "became"
        console.print(f"{words} words of review_status {would} decisions in reviews", soft_wrap=True)
    if older:
        console.print(_table(older))
    files, rows = len(older), sum(one.rows for one in older)
    done = f"{files} files of other versions, {rows} rows{': would be' if arguments.dry_run else ':'} rewritten"
    console.print(done if older else f"{arguments.warehouse}: all files have the present columns", soft_wrap=True)
    note("upgraded", done, files=files, rows=rows, dry_run=arguments.dry_run)
    return 0


def _table(older: list[Older]) -> Table:
    table = Table("table", "files", "rows", "columns it lacks", "columns that are no more", box=None)

    def kind(one: Older) -> tuple:
        return one.file.partition.table.name, one.lacking, one.dropped

    for (name, lacking, dropped), group in groupby(sorted(older, key=kind), kind):
        ones = list(group)
        rows = sum(one.rows for one in ones)
        table.add_row(
            name, str(len(ones)), str(rows), ", ".join(_filled(c, dropped) for c in lacking), ", ".join(dropped)
        )
    return table


def _filled(column: str, dropped: tuple[str, ...]) -> str:
    former = next((name for name in COLUMNS[column].formerly if name in dropped), None)
    return f"{column} (was {former})" if former else f"{column} (null)"
