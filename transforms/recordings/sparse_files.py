"""Files that are large in name alone: most of them was never written, and would take hours to read as zeros."""

import os
from pathlib import Path

from pantau.transforms.recordings.probing.opening import Unreadable

FROM_BYTES = 10**9
LEAST_SHARE = 0.1


def refuse_sparse(path: Path, name: str) -> None:
    """Refuses a file of `FROM_BYTES` or more of which less than `LEAST_SHARE` was written; it reads none of it.

    Raises:
        Unreadable: it is one; `name` stands for it in the message.
        OSError: it cannot be opened.
    """
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size < FROM_BYTES:
            return
        written = _written(file.fileno(), size * LEAST_SHARE)
    if written < size * LEAST_SHARE:
        raise Unreadable(
            "hollow",
            f"{name}: {written / 1e6:.0f} MB of its {size / 1e6:.0f} MB were ever written; copy it again from the "
            "recorder",
        )


def _written(descriptor: int, enough: float) -> float:
    """Bytes that are no hole, as far as the file system tells (lseek(2), SEEK_DATA), counted until there are enough."""
    found = at = 0
    while found < enough:
        try:
            start = os.lseek(descriptor, at, os.SEEK_DATA)
        except OSError:
            break  # nothing but a hole is left
        at = os.lseek(descriptor, start, os.SEEK_HOLE)
        found += at - start
    return found
