"""Where the recordings of an archive are."""

from errno import EPERM
from pathlib import Path

from transforms.inventory.opening import Source
from transforms.storage.address import bucket_at, is_cloud


def recording_file(archive: str | Path, name: str) -> Path:
    """The file of a recording, by its name in the archive: what every library that decodes can open.

    Of an archive in Cloud Storage a copy of the object, checked and kept for a while. Of what is not there it is a path
    that does not exist either, so that whoever opens it says the same of both.

    Raises:
        CloudError: it cannot be fetched.
        PermissionError: the name, or a link that stands there now, leads out of the archive.
    """
    if not is_cloud(archive):
        return _inside(Path(archive), name)
    from transforms.storage.copies import copy_of

    return copy_of(bucket_at(str(archive)), name)


def recording_parts(archive: str | Path, name: str) -> Source:
    """A recording for who reads little of it, such as the head of the container; nothing else of it is fetched.

    Raises:
        OSError: it cannot be reached.
    """
    if not is_cloud(archive):
        return _inside(Path(archive), name)
    from transforms.storage.parts import parts_of

    return parts_of(bucket_at(str(archive)), name)


def _inside(archive: Path, name: str) -> Path:
    path = archive / name
    # The listing follows no links; this is for one that took a recording's place since, and for names from elsewhere.
    if not path.resolve().is_relative_to(archive.resolve()):
        raise PermissionError(EPERM, "leads out of the archive; put the recording itself there", name)
    return path
