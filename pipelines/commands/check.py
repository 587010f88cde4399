"""`pantau check`: what breaks the rules that the tables promise to keep, and what was changed since a run wrote it."""

import argparse

from rich.console import Console

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse
from pantau.sql import check
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.former_manifests import refuse_former


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse."""
    describe_warehouse(parser)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when every rule holds, else 1.

    Raises:
        NotADirectoryError: there is no such warehouse.
        ValueError: an earlier version of the program wrote it.
    """
    console = Console()
    root = place_of(arguments.warehouse)
    refuse_former(root)
    failures = [*changes(root), *check(arguments.warehouse)]
    for failure in failures:
        console.print(str(failure), markup=False, highlight=False, soft_wrap=True)
    if not failures:
        said = f"{arguments.warehouse}: every rule of the tables holds"
        console.print(said, markup=False, highlight=False, soft_wrap=True)
    return 1 if failures else 0
