"""Folders that are elsewhere, for as long as a command works with them."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from transforms.storage.address import is_cloud


@contextmanager
def reached(arguments: argparse.Namespace) -> Iterator[None]:
    """What was fetched of an archive in Cloud Storage is removed at the end."""
    try:
        yield
    finally:
        if is_cloud(getattr(arguments, "archive", None) or ""):
            from transforms.storage.copies import remove_copies

            remove_copies()
