"""Where the recordings of an archive are."""

import os
from errno import ENOENT, EPERM, ESTALE
from pathlib import Path

from pantau.transforms.recordings.probing.opening import Source, changing
from pantau.transforms.storage.address import CloudError, is_cloud
from pantau.transforms.storage.place import bucket_at


def recording_file(archive: str | Path, name: str) -> Path:
    """The file of a recording, by its name in the archive: what every library that decodes can open.

    Of an archive in Cloud Storage a copy of the object, checked and kept for a while. Of what is not there it is a path
    that does not exist either, so that whoever opens it says the same of both.

    Raises:
        Unreadable: `changing`, if it was replaced while it was fetched.
        CloudError: it cannot be fetched.
        PermissionError: the name, or a link that stands there now, leads out of the archive.
    """
    if not is_cloud(archive):
        return _inside(Path(archive), name)
    from pantau.transforms.storage.downloads import copy_of

    try:
        return copy_of(bucket_at(str(archive)), name)
    except CloudError as error:
        if error.errno == ESTALE:
            raise changing(name) from error
        raise


def recording_parts(archive: str | Path, name: str) -> Source:
    """A recording for who reads little of it, such as the head of the container; nothing else of it is fetched.

    Raises:
        OSError: it cannot be reached.
    """
    if not is_cloud(archive):
        return _inside(Path(archive), name)
    from pantau.transforms.storage.ranged_reads import parts_of

    return parts_of(bucket_at(str(archive)), name)


def recording_state(archive: str | Path, name: str) -> tuple[int, int]:
    """The bytes that a recording has, and a number that is another one whenever it is written or replaced.

    Raises:
        OSError: it is gone, or cannot be reached.
    """
    if not is_cloud(archive):
        found = _inside(Path(archive), name).stat()
        return found.st_size, found.st_mtime_ns
    stored = bucket_at(str(archive)).find(name)
    if stored is None:
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), name)
    return stored.bytes, stored.generation


def _inside(archive: Path, name: str) -> Path:
    path = archive / name
    # The listing follows no links; this is for one that took a recording's place since, and for names from elsewhere.
    if not path.resolve().is_relative_to(archive.resolve()):
        raise PermissionError(EPERM, "leads out of the archive; put the recording itself there", name)
    return path
