"""`pantau prune`: the files of old runs removed."""

import argparse

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse, zones_of
from pantau.transforms.tables.prune import prune


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse, and how many runs to keep."""
    describe_warehouse(parser)
    parser.add_argument("--keep", type=int, required=True, metavar="RUNS", help="how many of the newest runs to keep")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was done.

    Raises:
        ValueError, OSError: no run would be kept, there is no such warehouse, or a run writes to it.
    """
    zones_of(arguments.warehouse)
    files, freed = prune(arguments.warehouse, arguments.keep)
    print(f"{arguments.warehouse}: {files} files removed, {freed / 1e6:.1f} MB")
    return 0
