"""The objects of a bucket by paths, as `pathlib` has files by theirs: as much of it as warehouses need."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from os import stat_result

from pantau.transforms.storage.bucket import Bucket, StoredObject

_WILD = re.compile(r"[*?[]")


@dataclass(frozen=True, order=True)
class ObjectPath:
    """A name in a bucket, of an object or of what lies below it; the empty one is the bucket. Folders need not be made.

    What raises does so as `Path` does, and CloudError where the bucket cannot be reached.
    """

    bucket: Bucket
    key: str = ""

    @classmethod
    def at(cls, address: str) -> "ObjectPath":
        """The one at gs://BUCKET/NAME. Raises ValueError where it names no bucket."""
        there = Bucket.at(address)
        return cls(Bucket(there.bucket), there.prefix.rstrip("/"))

    def __str__(self) -> str:
        return self.bucket.place(self.key).rstrip("/")

    def __truediv__(self, name: str) -> "ObjectPath":
        return ObjectPath(self.bucket, posixpath.join(self.key, name).rstrip("/"))

    @property
    def name(self) -> str:
        """Its last part."""
        return posixpath.basename(self.key)

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of its name, without the bucket."""
        return tuple(filter(None, self.key.split("/")))

    @property
    def parent(self) -> "ObjectPath":
        """What it lies in; the bucket in itself."""
        return ObjectPath(self.bucket, posixpath.dirname(self.key))

    def relative_to(self, other: "ObjectPath") -> "ObjectPath":
        """The rest of its name below another. Raises ValueError where it does not lie below it."""
        if self.bucket != other.bucket or not f"{self.key}/".startswith(other._below):
            raise ValueError(f"{self}: does not lie below {other}")
        return ObjectPath(self.bucket, self.key.removeprefix(other._below))

    def as_posix(self) -> str:
        """Its name."""
        return self.key

    def absolute(self) -> "ObjectPath":
        """Itself."""
        return self

    def stat(self) -> stat_result:
        """Size, time of the last change in ns, and generation as the inode. Raises FileNotFoundError."""
        if (stored := self.bucket.find(self.key)) is None:
            raise FileNotFoundError(2, "there is no such object", str(self))
        return stat_of(stored)

    def is_file(self) -> bool:
        """Whether there is an object of that name."""
        return self.bucket.find(self.key) is not None

    exists = is_file

    def read_bytes(self) -> bytes:
        """The content, checked. Raises FileNotFoundError."""
        return self.bucket.read(self.key)

    def unlink(self, missing_ok: bool = False) -> None:
        """Removes the object; it may be missing, whatever is said."""
        self.bucket.remove(self.key)

    def below(self) -> Iterator[tuple["ObjectPath", StoredObject]]:
        """All objects whose names begin with this one and a slash, in the order of their names; without those that no
        file can bear, such as what stands for a folder, or would lead out of it."""
        for stored in self.bucket.list(self._below):
            if _may_be_file(stored.name.removeprefix(self._below)):
                yield ObjectPath(self.bucket, stored.name), stored

    def found(self, pattern: str) -> Iterator[tuple["ObjectPath", StoredObject]]:
        """As `below`, of objects whose names match a pattern part by part, as with `Path.glob`."""
        parts, plain = pattern.split("/"), _WILD.split(pattern)[0]
        for stored in self.bucket.list(self._below + plain):
            name = stored.name.removeprefix(self._below)
            names = name.split("/")
            if len(names) == len(parts) and all(map(fnmatchcase, names, parts)) and _may_be_file(name):
                yield ObjectPath(self.bucket, stored.name), stored

    @property
    def _below(self) -> str:
        return f"{self.key}/" if self.key else ""


def _may_be_file(name: str) -> bool:
    return not {"", ".", ".."}.intersection(name.split("/"))


def stat_of(stored: StoredObject) -> stat_result:
    """What `ObjectPath.stat` says of an object."""
    seconds = stored.updated_ns // 10**9
    whole = (0o100644, stored.generation, 0, 1, 0, 0, stored.bytes, seconds, seconds, seconds)
    return stat_result(whole, {"st_mtime_ns": stored.updated_ns})
