"""Folders that are elsewhere, for as long as a command works with them."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from pantau.transforms.storage.address import is_cloud

BEGINNERS = {"nightly", "inventory", "observe", "events"}
"""Commands that may be given a place without a warehouse."""

READ_ALL = {"retain", "upgrade"}
"""Commands that read all of what was seen on recordings, not by SQL."""


@contextmanager
def reached(arguments: argparse.Namespace) -> Iterator[None]:
    """A warehouse in Cloud Storage is named by its mirror meanwhile; what comes of an archive is removed at the end.

    Raises:
        ValueError, OSError: the place is no warehouse, or cannot be reached.
    """
    try:
        if is_cloud(getattr(arguments, "warehouse", None) or ""):
            from pantau.transforms.tables.warehouse_mirror import fetch_observed, folder_of

            command = arguments.command
            arguments.warehouse = str(folder_of(arguments.warehouse, command in BEGINNERS, command == "check"))
            if command in READ_ALL:
                fetch_observed(arguments.warehouse)
        yield
    finally:
        if is_cloud(getattr(arguments, "archive", None) or ""):
            from pantau.transforms.storage.downloads import remove_copies

            remove_copies()
