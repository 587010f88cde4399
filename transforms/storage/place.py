"""Places of files: paths of this machine, and those of objects in a bucket, which are used alike."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Union

from pantau.transforms.storage.address import is_cloud

if TYPE_CHECKING:
    from pantau.transforms.storage.object_path import ObjectPath

Place = Union[Path, "ObjectPath"]


def place_of(address: "str | os.PathLike[str] | Place") -> Place:
    """The place that an address names. Raises ValueError where it is one of Cloud Storage and names no bucket."""
    if not is_cloud(address):
        return Path(address)
    # Google's client takes half a second to load, which nobody who works with folders alone should wait for.
    from pantau.transforms.storage.object_path import ObjectPath

    return address if isinstance(address, ObjectPath) else ObjectPath.at(str(address))


def on_disk(place: Place) -> bool:
    """Whether a place is on this machine."""
    return isinstance(place, Path)
