"""A folder of this machine that mirrors a part of a bucket: each of its files stands for the object of that name."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.address import SCHEME, cache_folder
from pantau.transforms.storage.open_bucket import bucket_at

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket, StoredObject

AT_ONCE = 8
"""Requests under way at once; the client keeps ten connections."""


def mirror_of(address: str) -> Path:
    """The folder that mirrors an address of Cloud Storage. Raises ValueError where it names no bucket."""
    bucket = bucket_at(address)
    return _mirrors() / bucket.bucket / bucket.prefix.rstrip("/")


def object_of(path: Path) -> tuple["Bucket", str] | None:
    """The bucket and the name of the object that a path stands for; `None` for what lies in no mirror."""
    if not path.is_relative_to(_mirrors()):
        return None
    bucket, *parts = path.relative_to(_mirrors()).parts
    return bucket_at(f"{SCHEME}{bucket}"), "/".join(parts)


def bucket_of(folder: Path) -> "Bucket | None":
    """The part of a bucket that a folder mirrors; `None` for what lies in no mirror."""
    there = object_of(folder)
    return bucket_at(there[0].place(there[1])) if there else None


def fetch(bucket: "Bucket", names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The contents of small objects, by their names; several are fetched at once, and few are held."""
    left = iter(names)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        while some := list(islice(left, AT_ONCE * 4)):
            yield from zip(some, threads.map(bucket.read, some), strict=True)


def stamp(path: Path, stored: "StoredObject") -> None:
    """Gives a file the time of its object, by which it is known to be the same."""
    os.utime(path, ns=(stored.updated_ns, stored.updated_ns))


def is_same(path: Path, stored: "StoredObject") -> bool:
    """Whether a file has the size and the time of an object."""
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (stored.bytes, stored.updated_ns)


def has_content(path: Path, stored: "StoredObject") -> bool:
    """Whether a file has the size and the checksum of an object."""
    from pantau.transforms.storage.bucket import crc32c_of

    try:
        content = path.read_bytes()
    except OSError:
        return False
    return len(content) == stored.bytes and crc32c_of(content) == stored.crc32c


def _mirrors() -> Path:
    return cache_folder() / "warehouses"
