"""Copies of a bucket's files on this machine, which readers make for themselves: nothing is decided by them.

Files of runs are named by their content and never written again, so they are fetched once. What may be written again,
the store of what was seen on recordings, is compared by size and time each time; so are entries of logs, which the
next one after a damage may replace.
"""

import errno
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.address import CACHE_VARIABLE, CloudError, cache_folder
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import contents_of, replace

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import StoredObject


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
    lacking = [one for one in asked if not on_disk(one[0]) and not copy_path(one[0]).exists()]
    for (path, sha256), content in zip(lacking, contents_of(path for path, _ in lacking), strict=True):
        if content is None:
            continue
        if not hashlib.sha256(content).hexdigest().startswith(sha256):
            raise CloudError(errno.EIO, f"{path}: is not what was committed; see `pantau check`, and bring it back")
        _keep(copy_path(path), content)
    copies = [copy_path(path) for path, _ in asked]
    return [copy if copy.is_file() else None for copy in copies]


def _is_same(path: Path, stored: "StoredObject") -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (stored.bytes, stored.updated_ns)


def _keep(path: Path, content: bytes, changed_ns: int | None = None) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        replace(path, content)
        if changed_ns is not None:
            os.utime(path, ns=(changed_ns, changed_ns))
    except OSError as error:
        raise OSError(
            error.errno,
            f"no copy can be kept ({error.strerror}); make room, or let {CACHE_VARIABLE} name another folder",
            str(path),
        ) from error
