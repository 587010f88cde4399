"""What a warehouse needs of its storage: names listed, a file created whole and once, a file replaced whole.

What the tables of a run are known by is only ever created, which a bucket does too, with a precondition.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from pantau.transforms.storage.place import Place, on_disk

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import StoredObject

AT_ONCE = 8
"""Requests under way at once; the client keeps ten connections."""


def names_in(folder: Place) -> list[str]:
    """The names in a folder, sorted; none where there is no folder."""
    if not on_disk(folder):
        return [*folder.bucket.names(folder.key and f"{folder.key}/")]
    try:
        return sorted(os.listdir(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []


def files_below(folder: Place, suffix: str) -> list[tuple[Place, os.stat_result]]:
    """The files below a folder whose names have an ending, with size, time and inode: in a bucket, the generation."""
    if on_disk(folder):
        return list(stats_of(folder.rglob(f"*{suffix}")))
    from pantau.transforms.storage.object_path import stat_of

    return [(path, stat_of(stored)) for path, stored in folder.below() if path.name.endswith(suffix)]


def stats_in(folder: Place, pattern: str) -> Iterator[tuple[Place, os.stat_result]]:
    """The files below a folder whose names match a pattern, in their order, with size, time and inode."""
    if on_disk(folder):
        yield from stats_of(sorted(folder.glob(pattern)))
    else:
        from pantau.transforms.storage.object_path import stat_of

        yield from ((path, stat_of(stored)) for path, stored in folder.found(pattern))


def stats_of(paths: Iterable[Place]) -> Iterator[tuple[Place, os.stat_result]]:
    """The same of files that are named, as far as they are there."""
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            yield path, path.stat()


def contents_of(paths: Iterable[Place]) -> Iterator[bytes | None]:
    """The contents of small files, in their order, `None` of one that is not there; of a bucket, several at once."""
    left = iter(paths)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while some := list(islice(left, AT_ONCE * 4)):
            yield from map(_content, some) if on_disk(some[0]) else threads.map(_content, some)


def _content(path: Place) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def opened(path: Place) -> Path | pa.BufferReader:
    """A file as pyarrow reads it, of a bucket with its whole content. Raises FileNotFoundError where there is none."""
    return path if on_disk(path) else pa.BufferReader(path.read_bytes())


def sha256_of(path: Place) -> str:
    """The SHA-256 of a file, as hex digits. Raises FileNotFoundError where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def create(path: Place, content: bytes) -> "StoredObject | None":
    """Creates a file with its whole content, synced to the disk; gives what a bucket has of it then.

    Raises:
        FileExistsError: there is a file of that name; it is left as it is. In a bucket, one of other content.
        OSError: it cannot be written; then there is none.
    """
    if not on_disk(path):
        return path.bucket.create(path.key, content)
    with _written_beside(path, content) as temporary:
        os.link(temporary, path)
    return None


def replace(path: Place, content: bytes) -> None:
    """As `create`, and takes the place of a file of that name: readers see the old content or the new, never a part."""
    if not on_disk(path):
        path.bucket.replace(path.key, content)
        return
    with _written_beside(path, content) as temporary:
        os.replace(temporary, path)


def put(path: Place, content: bytes) -> None:
    """As `replace`, of a file that whoever else writes it gives the same content, or that only one writes."""
    if on_disk(path):
        replace(path, content)
    else:
        path.bucket.create(path.key, content, over=None)


def remove(path: Place) -> None:
    """Removes a file, if it is there."""
    path.unlink(missing_ok=True)


def discard(folder: Place) -> None:
    """Removes a folder that nobody needs any more, as far as that goes."""
    if on_disk(folder):
        shutil.rmtree(folder, ignore_errors=True)
    else:
        remove_listed(files_below(folder, ""))


def remove_listed(files: list[tuple[Place, os.stat_result]]) -> None:
    """Removes files that `files_below` found; in a bucket, what was not written again since."""
    if not files or on_disk(files[0][0]):
        for path, _ in files:
            remove(path)
        return
    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(lambda one: one[0].bucket.remove(one[0].key, one[1].st_ino), files))


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
