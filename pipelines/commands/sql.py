"""`pantau sql`: a DuckDB shell with all views, or a database file for any DuckDB client."""

import argparse

from pantau.pipelines.commands.arguments.warehouse import describe_as_of, describe_warehouse
from pantau.sql import export_database, open_shell


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, and where to write a database file instead."""
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument("--database", metavar="FILE", help="write a database file that holds the views, and stop")
    parser.add_argument("--with-rows", action="store_true", help="copy the rows into it, so that it needs no warehouse")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0, or 1 when a statement failed. Raises ValueError where the options do not go together."""
    if arguments.database and arguments.as_of is not None:
        raise ValueError("--database goes without --as-of: its views show the newest run whenever they are read")
    if arguments.with_rows and not arguments.database:
        raise ValueError("--with-rows goes with --database FILE, which says where to write them")
    if arguments.database:
        written = export_database(arguments.warehouse, arguments.database, with_rows=arguments.with_rows)
        rows = "has the rows of the newest run" if arguments.with_rows else f"the rows stay in {arguments.warehouse}"
        print(f"{written}: open it with any DuckDB client; {'it ' * arguments.with_rows}{rows}")
        return 0
    return open_shell(arguments.warehouse, as_of=arguments.as_of)
