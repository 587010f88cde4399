"""`pantau index`: what questions read, in one file that answers faster."""

import argparse

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse
from pantau.sql import update_index


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse."""
    describe_warehouse(parser)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the index is up to date.

    Raises:
        ValueError, OSError: there is no such warehouse, it is of another version, or it cannot be written to.
    """
    made = update_index(arguments.warehouse)
    print(f"{made}: up to date, {made.stat().st_size / 1e6:.1f} MB")
    return 0
