"""What a warehouse needs of its storage: names listed, a file created whole and once, a file replaced whole.

What the tables of a run are known by is only ever created, which an object store does too, with a precondition. A
warehouse in Cloud Storage is worked on in its mirror: what is written or removed there is so in the bucket first, but
for drafts, which nobody else reads.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.bucket_mirror import bucket_of, object_of, stamp
from pantau.transforms.tables.partition import DRAFTS

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket


def names_in(folder: str | Path) -> list[str]:
    """The names in a folder, sorted; none where there is no folder."""
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def files_below(folder: Path, suffix: str) -> list[tuple[Path, int]]:
    """The files below a folder whose names have an ending, and their bytes."""
    if bucket := bucket_of(folder):
        found = [(folder / stored.name, stored.bytes) for stored in bucket.list()]
    else:
        found = [(path, path.stat().st_size) for path in folder.rglob(f"*{suffix}")]
    return [(path, size) for path, size in found if path.name.endswith(suffix)]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hex digits. Raises FileNotFoundError where there is none."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def create(path: Path, content: bytes) -> None:
    """Creates a file with its whole content, synced to the disk.

    Raises:
        FileExistsError: there is a file of that name; it is left as it is.
        OSError: it cannot be written; then there is none.
    """
    if there := _elsewhere(path):
        bucket, name = there
        bucket.create(name, content)
    with _written_beside(path, content) as temporary:
        os.link(temporary, path)


def replace(path: Path, content: bytes) -> None:
    """As `create`, and takes the place of a file of that name: readers see the old content or the new, never a part."""
    stored = None
    if there := _elsewhere(path):
        bucket, name = there
        stored = bucket.replace(name, content)
    keep(path, content)
    if stored:
        stamp(path, stored)


def keep(path: Path, content: bytes) -> None:
    """As `replace`, of a mirror in the folder alone."""
    with _written_beside(path, content) as temporary:
        os.replace(temporary, path)


def remove(path: Path) -> None:
    """Removes a file, if it is there."""
    if there := _elsewhere(path):
        bucket, name = there
        bucket.remove(name)
    path.unlink(missing_ok=True)


def _elsewhere(path: Path) -> "tuple[Bucket, str] | None":
    return None if DRAFTS in path.parts else object_of(path)


@contextmanager
def _written_beside(path: Path, content: bytes) -> Iterator[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        yield temporary
    finally:
        Path(temporary).unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
