"""Copies of a bucket's files on this machine, which readers make for themselves: nothing is decided by them.

Files of runs are named by their content and never written again, so they are fetched once, and again where a copy is
no more what was kept. What may be written again, the store of what was seen on recordings, is compared by size and time
each time; so are entries of logs, which the next one after a damage may replace.
"""

import errno
import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.address import CACHE_VARIABLE, CloudError, cache_folder
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import contents_of, replace

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import StoredObject

REMEDY = "bring it back from a backup, or run its date again"
"""What helps where a file of a run is damaged or gone: a run writes it again, or another in its place."""


def copy_path(place: Place) -> Path:
    """Where the copy of a file or folder of a bucket lies, if there is one; a place on this machine is its own."""
    return place if on_disk(place) else cache_folder() / "warehouses" / place.bucket.bucket / place.key


def brought_folder(folder: Place) -> Path:
    """A folder with copies of all objects below a name, as they are now; one on this machine is its own.

    Raises:
        CloudError: the bucket cannot be reached.
    """
    if on_disk(folder):
        return folder
    copy, there = copy_path(folder), {copy_path(path): (path, stored) for path, stored in folder.below()}
    for path in copy.rglob("*"):
        # Those that another process is about to put in place begin with a dot; what it has just fetched is asked for.
        known = path in there or path.name.startswith(".") or not path.is_file()
        if not known and not (folder / path.relative_to(copy).as_posix()).is_file():
            path.unlink(missing_ok=True)
    differing = [copied for copied, (_, stored) in there.items() if not _is_same(copied, stored)]
    for copied, content in zip(differing, contents_of(there[one][0] for one in differing), strict=True):
        if content is not None:
            _keep(copied, content, there[copied][1].updated_ns)
    return copy


def brought_files(files: Iterable[tuple[Place, str]]) -> list[Path | None]:
    """Copies of files that are never written again, each given with its SHA-256 or what that begins with.

    `None` stands for one that is not there. A place on this machine is its own.

    Raises:
        CloudError: the bucket cannot be reached, or a file in it is not what was committed.
    """
    asked = list(files)
    lacking = [one for one in asked if not on_disk(one[0]) and not _is_kept(copy_path(one[0]), one[1])]
    for (path, sha256), content in zip(lacking, contents_of(path for path, _ in lacking), strict=True):
        if content is None:
            copy_path(path).unlink(missing_ok=True)
            continue
        if not _has_hash(content, sha256):
            raise CloudError(errno.EIO, f"{path}: is not what was committed; {REMEDY}")
        _keep(copy_path(path), content, _mark(len(content), sha256))
    copies = [copy_path(path) for path, _ in asked]
    return [copy if copy.is_file() else None for copy in copies]


def keep_entry(place: Place, content: bytes, stored: "StoredObject | None") -> None:
    """Keeps what this machine has just created, `stored` in a bucket: `brought_folder` need not fetch it."""
    if stored:
        with suppress(OSError):
            _keep(copy_path(place), content, stored.updated_ns)


def keep_copy(place: Place, content: bytes, sha256: str) -> None:
    """Sees that the copy of a file of a bucket, which was fetched for another reason, is what came, in each byte."""
    if not on_disk(place) and next(contents_of([copy_path(place)])) != content:
        _keep(copy_path(place), content, _mark(len(content), sha256))


def _is_kept(copy: Path, sha256: str) -> bool:
    """Whether a copy is there as it was kept: by its size and time, or else by what it holds."""
    try:
        found = copy.stat()
        if found.st_mtime_ns == _mark(found.st_size, sha256):
            return True
        whole = _has_hash(copy.read_bytes(), sha256)
    except OSError:
        return False
    if whole:
        _set_time(copy, _mark(found.st_size, sha256))
    return whole


def _mark(size: int, sha256: str) -> int:
    """The time in ns that a copy is given, which no change of it leaves: its size in seconds, and of its hash the rest.

    So that it need not be read to be known: seven hex digits are fewer than the nanoseconds of a second.
    """
    return size * 10**9 + int(sha256[:7] or "0", 16)


def _has_hash(content: bytes, sha256: str) -> bool:
    return hashlib.sha256(content).hexdigest().startswith(sha256)


def _set_time(path: Path, changed_ns: int) -> None:
    os.utime(path, ns=(changed_ns, changed_ns))


def _is_same(path: Path, stored: "StoredObject") -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (stored.bytes, stored.updated_ns)


def _keep(path: Path, content: bytes, changed_ns: int) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace(path, content)
        _set_time(path, changed_ns)
    except OSError as error:
        raise OSError(
            error.errno,
            f"no copy can be kept ({error.strerror}); make room, or let {CACHE_VARIABLE} name another folder",
            str(path),
        ) from error
