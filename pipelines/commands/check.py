"""`pantau check`: what breaks the rules that the tables promise to keep, and what was changed since a run wrote it."""

import argparse
from functools import partial

import duckdb
from rich.console import Console

from pantau.pipelines.commands.arguments.warehouse import describe_warehouse
from pantau.sql import check
from pantau.transforms.storage.looks import one_look
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.former_manifests import refuse_former


def describe(parser: argparse.ArgumentParser) -> None:
    """The warehouse."""
    describe_warehouse(parser)


@one_look()
def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when every rule holds, else 1.

    Raises:
        NotADirectoryError: there is no such warehouse.
        ValueError: an earlier version of the program wrote it.
    """
    say = partial(Console().print, markup=False, highlight=False, soft_wrap=True)
    root = place_of(arguments.warehouse)
    refuse_former(root)
    failures = 0
    for failure in changes(root):
        failures += 1
        say(failure)
    try:
        broken = check(arguments.warehouse)
    except (OSError, duckdb.Error) as error:
        if not failures:
            raise
        # What was changed keeps a table from being read, and has been told.
        say(f"{arguments.warehouse}: the rules of the tables could not be looked at: {error}")
        return 1
    for failure in broken:
        say(str(failure))
    if not failures and not broken:
        say(f"{arguments.warehouse}: every rule of the tables holds")
    return 1 if failures or broken else 0
