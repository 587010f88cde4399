"""Whether a file of an archive stays as it was listed while it is read: archives are copied to at night as well."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pantau.transforms.recordings.archive import recording_state
from pantau.transforms.recordings.probing.opening import Unreadable, changing


@contextmanager
def unchanged(archive: str | Path, name: str, size: int) -> Iterator[tuple[int, int]]:
    """Reading a file of an archive that had `size` bytes; gives its state, which another reader can compare with its.

    Raises:
        Unreadable: `changing`, if it has another size, or if it is written or replaced while it is read; `missing`, if
            it is gone. What was read of it must then not be used.
        OSError: it cannot be reached.
    """
    before = _state(archive, name)
    if before[0] != size:
        raise changing(name)
    yield before
    if _state(archive, name) != before:
        raise changing(name)


def _state(archive: str | Path, name: str) -> tuple[int, int]:
    try:
        return recording_state(archive, name)
    except (FileNotFoundError, NotADirectoryError) as error:
        why = f"{name}: cannot be opened ({error.strerror}); check that it exists and may be read"
        raise Unreadable("missing", why) from error
