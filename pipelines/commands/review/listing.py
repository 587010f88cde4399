"""The candidates of which nothing is decided, as a table of 80 columns."""

import argparse

from rich.console import Console
from rich.table import Table

from pantau.schemas.tables import REVIEWS
from pantau.schemas.vocabulary import ANOMALY_KINDS, SEVERITIES
from pantau.sql import ask
from pantau.transforms.tables.partition_files import read_table

FIRST = 40
"""So many are shown unless more are asked for. Chosen: two screens."""

WIDTH = 80
"""Columns: any terminal is as wide."""

_FILTERS = ("kind", "severity", "agency", "camera", "counter", "from", "to")


def describe_list(parser: argparse.ArgumentParser) -> None:
    """Which candidates to list."""
    parser.add_argument("--kind", choices=ANOMALY_KINDS, metavar="KIND", help=f"one of {', '.join(ANOMALY_KINDS)}")
    parser.add_argument("--severity", choices=SEVERITIES)
    for name in ("agency", "camera", "counter"):
        parser.add_argument(f"--{name}", metavar="ID", help=f"of one {name}, or of several with commas between them")
    parser.add_argument("--from", metavar="DAY", help="first service date")
    parser.add_argument("--to", metavar="DAY", help="last service date")
    parser.add_argument("--all", action="store_true", help="those that are decided too, with what was decided")
    parser.add_argument("--first", type=int, default=FIRST, metavar="ROWS", help=f"no more than so many ({FIRST})")


def print_list(arguments: argparse.Namespace) -> None:
    """Prints the candidates, the most severe first, then the newest, and how many there are.

    Raises:
        ValueError: a date cannot be read, or nothing is known by a name.
    """
    asked = {name: value for name in _FILTERS if (value := getattr(arguments, name)) is not None}
    decided = newest_decisions(arguments.warehouse)
    found = [
        row
        for row in ask(arguments.warehouse, "anomaly_list", **asked).to_pylist()
        if arguments.all or row["event_id"] not in decided
    ]
    found.sort(key=lambda row: (row["started_local"], row["event_id"]), reverse=True)
    found.sort(key=lambda row: SEVERITIES.index(row["severity"]), reverse=True)
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in ("start", "kind", "severity", "where", "event_id"):
        table.add_column(name, no_wrap=name != "where", overflow="fold")
    for row in found[: max(0, arguments.first)]:
        where = row["counter_id"] or row["camera_id"]
        word = decided.get(row["event_id"])
        kind = f"{row['kind']}\n{word}" if word else row["kind"]
        table.add_row(f"{row['started_local']:%Y-%m-%d %H:%M}", kind, row["severity"], where, row["event_id"])
    console = Console(highlight=False, width=max(WIDTH, Console().width))
    if table.row_count:
        console.print(table)
    of = f" of {len(found)}" if len(found) > table.row_count else ""
    console.print(f"{table.row_count}{of} {'candidates' if arguments.all else 'open'}", markup=False)


def newest_decisions(warehouse: str) -> dict[str, str]:
    """The word that holds of each candidate that is decided, by its event_id."""
    rows = read_table(warehouse, REVIEWS).to_pylist()
    return {row["event_id"]: row["decision"] for row in sorted(rows, key=lambda row: row["reviewed_at"])}
