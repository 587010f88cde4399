"""The candidates of which nothing is decided, as a table of 80 columns."""

import argparse
from typing import Any

from rich.console import Console
from rich.table import Table

from pantau.schemas.vocabulary import ANOMALY_KINDS, SEVERITIES
from pantau.sql import ask

FIRST = 40
"""So many are shown unless more are asked for. Chosen: two screens."""

WIDTH = 80
"""Columns: any terminal is as wide."""

_ASKED = ("kind", "agency", "camera", "counter", "from", "to")


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
    """Prints the candidates, those above the line first, of these the most severe, then the newest; and how many.

    Raises:
        ValueError: a date cannot be read, or nothing is known by a name.
    """
    asked = {name: value for name in _ASKED if (value := getattr(arguments, name)) is not None}
    found = [
        row
        for row in ask(arguments.warehouse, "to_review", line="all", **asked).to_pylist()
        if arguments.severity in (None, row["severity"]) and (arguments.all or row["decision"] is None)
    ]
    found.sort(key=lambda row: (row["started_local"], row["event_id"]), reverse=True)
    found.sort(key=lambda row: (row["above_line"], SEVERITIES.index(row["severity"])), reverse=True)
    shown = found[: max(0, arguments.first)]
    console = Console(highlight=False, width=max(WIDTH, Console().width))
    for above, heading in ((True, ""), (False, "below the line:")):
        if rows := [row for row in shown if row["above_line"] == above]:
            if heading:
                console.print(heading)
            console.print(_table(rows))
    of = f" of {len(found)}" if len(found) > len(shown) else ""
    console.print(f"{len(shown)}{of} {'candidates' if arguments.all else 'open'}", markup=False)


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name in ("start", "kind", "severity", "where", "event_id"):
        table.add_column(name, no_wrap=name != "where", overflow="fold")
    for row in rows:
        kind = f"{row['kind']}\n{row['decision']}" if row["decision"] else row["kind"]
        where = row["counter_id"] or row["camera_id"]
        table.add_row(f"{row['started_local']:%Y-%m-%d %H:%M}", kind, row["severity"], where, row["event_id"])
    return table
