"""Places of files: paths of this machine, and those of objects in a bucket, which are used alike.

Google's client takes half a second to load, which nobody who works with folders alone should wait for.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Union

from pantau.transforms.storage.address import is_cloud

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket
    from pantau.transforms.storage.object_path import ObjectPath

Place = Union[Path, "ObjectPath"]


def place_of(address: "str | os.PathLike[str] | Place") -> Place:
    """The place that an address names. Raises ValueError where it is one of Cloud Storage and names no bucket."""
    if not is_cloud(address):
        return Path(address)
    from pantau.transforms.storage.object_path import ObjectPath

    return address if isinstance(address, ObjectPath) else ObjectPath.at(str(address))


def bucket_at(address: str) -> "Bucket":
    """The bucket, or the part of one, at an address of Cloud Storage. Raises as `place_of`."""
    from pantau.transforms.storage.bucket import Bucket

    return Bucket.at(address)


def on_disk(place: Place) -> bool:
    """Whether a place is on this machine."""
    return isinstance(place, Path)
