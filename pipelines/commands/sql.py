"""`pantau sql`: a DuckDB shell with all views, or a database file for any DuckDB client."""

import argparse

from pipelines.commands.warehouse import describe_warehouse
from sql import export_database, open_shell


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, and where to write a database file instead."""
    describe_warehouse(parser)
    parser.add_argument("--database", metavar="FILE", help="write a database file that holds the views, and stop")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0, or 1 when a statement failed."""
    if arguments.database:
        written = export_database(arguments.warehouse, arguments.database)
        print(f"{written}: open it with any DuckDB client; the rows stay in {arguments.warehouse}")
        return 0
    return open_shell(arguments.warehouse)
