"""A small file that is written as a whole or not at all, by one desk at a time."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def drafted(target: Path, text: str, rights: int, owner: tuple[int, int] | None = None) -> Iterator[str]:
    """A file beside the target with the text, on the disk; removed where it has not taken the target's place."""
    handle, draft = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            os.fchmod(file.fileno(), rights)
            if owner is not None:
                with suppress(PermissionError):
                    os.fchown(file.fileno(), *owner)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        Path(draft).unlink(missing_ok=True)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """While nobody else replaces a file of the folder so; the disk has the new name of the file afterwards."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network disks know no locks; what is left is the comparison at the last moment.
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
        os.fsync(handle)
    finally:
        os.close(handle)
