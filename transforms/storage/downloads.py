"""Copies of large objects on this machine, for libraries that read files: fetched once, checked, bounded in all.

Every pass over a recording reads all of it, since the packets between its key frames are stored between them; so it
is fetched as a whole, once for all passes.
"""

import fcntl
import hashlib
import os
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import BinaryIO

from pantau.transforms.storage.address import cache_folder
from pantau.transforms.storage.bucket import Bucket, StoredObject

LIMIT_VARIABLE = "PANTAU_CACHE_GB"
USUAL_LIMIT_GB = 50.0
HELD = 16
"""Copies that a process keeps from being removed: those that it asked for last."""

_held: OrderedDict[Path, BinaryIO] = OrderedDict()
_holding = Lock()


def copy_of(bucket: Bucket, name: str) -> Path:
    """A file on this machine with the content of an object, of the generation that is there now.

    Where there is no such object there is no such file.

    Raises:
        CloudError: it cannot be fetched, or what came is not what is stored.
        OSError: there is no room for it.
    """
    key, stored = hashlib.sha256(bucket.place(name).encode()).hexdigest()[:32], bucket.find(name)
    if stored is None:
        return _folder() / f"{key}-deleted"
    target = _folder() / f"{key}-{stored.generation}{PurePosixPath(name).suffix[:8]}"
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    while not _hold(target):
        _fetch(bucket, stored, target)
    return target


def remove_copies() -> None:
    """Removes all copies that no process holds any more; what a process held is free when it has ended."""
    with _holding:
        while _held:
            _held.popitem()[1].close()
    for path in _oldest_first():
        _remove(path)


def _folder() -> Path:
    return cache_folder() / "recordings"


def _hold(path: Path) -> bool:
    """Keeps a copy from being removed by others; false where there is none."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    fcntl.flock(file, fcntl.LOCK_SH)
    if _is_at(file, path):
        with suppress(FileNotFoundError):
            os.utime(path)
        with _holding:
            # The one held before, of the same file, is closed with its entry.
            _held.pop(path, None)
            _held[path] = file
            while len(_held) > HELD:
                _held.popitem(last=False)
        return True
    file.close()
    return False


def _is_at(file: BinaryIO, path: Path) -> bool:
    """Whether an open file is the one at a path, which may have been removed or replaced since it was opened."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _fetch(bucket: Bucket, stored: StoredObject, target: Path) -> None:
    part = target.with_name(target.name + ".part")
    with part.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            # Somebody fetches it. To ask for the same lock would be to wait as long as anybody holds the copy.
            fcntl.flock(file, fcntl.LOCK_SH)
            return
        if target.exists() or not _is_at(file, part):
            return
        file.truncate(0)
        try:
            _make_room(stored.bytes)
            bucket.copy(stored, file)
            file.flush()
            os.rename(part, target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def _make_room(needed: int) -> None:
    limit = float(os.environ.get(LIMIT_VARIABLE) or USUAL_LIMIT_GB) * 1e9
    paths = _oldest_first()
    present = sum(_size(path) for path in paths)
    for path in paths:
        if present + needed <= limit:
            return
        size = _size(path)
        if _remove(path):
            present -= size


def _remove(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)
        return True
    return False


def _oldest_first() -> list[Path]:
    found = []
    with suppress(FileNotFoundError):
        for entry in os.scandir(_folder()):
            with suppress(FileNotFoundError):
                found.append((entry.stat().st_mtime_ns, Path(entry.path)))
    return [path for _, path in sorted(found)]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
