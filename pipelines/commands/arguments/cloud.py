"""What comes of an archive that is elsewhere, for as long as a command works with it."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from pantau.transforms.storage.address import is_cloud


@contextmanager
def reached(arguments: argparse.Namespace) -> Iterator[None]:
    """Copies of recordings are removed at the end."""
    try:
        yield
    finally:
        if is_cloud(getattr(arguments, "archive", None) or ""):
            from pantau.transforms.storage.downloads import remove_copies

            remove_copies()
