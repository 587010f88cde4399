"""List an archive: every file of a folder or object of a bucket, told apart into recordings and the rest."""

import os
import time
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pantau.transforms.recordings.files.kinds import Kind, kind_of
from pantau.transforms.recordings.files.warehouses import WAREHOUSE, holds_warehouse, refuse_warehouse, warehouses_among
from pantau.transforms.storage.address import is_cloud
from pantau.transforms.storage.place import bucket_at

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket

DEEPEST = 64
"""Folders below one another in which recordings are looked for."""

BEING_WRITTEN = "still being written"

WRONG_AHEAD_S = 86_400.0
"""A time of a file that is further ahead of this machine's clock tells nothing of when it was written. Chosen: longer
than a time zone makes of it, and clocks that are off by more are set wrongly."""

_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the order of letters on a screen (Unicode Standard Annex 9), by which one name looks like another."""


class Listed(NamedTuple):
    """One entry of an archive.

    path: relative to the archive, with `/`, as the recorder named it.
    bytes: size; 0 for what is not a file.
    kind: as `files.kinds` tells it.
    suffix: lower case with the dot, empty if there is none.
    note: why it is no recording, else empty.
    written_s: when a recording was written to last, by its file or object, epoch seconds; 0 where that is not asked.
    """

    path: str
    bytes: int
    kind: Kind
    suffix: str
    note: str = ""
    written_s: float = 0.0


def list_archive(root: str | os.PathLike[str], settled_s: float = 0.0) -> Iterator[Listed]:
    """Every file below `root`, sorted by path within each folder; the same archive gives the same sequence.

    A recording of a folder that was written to within the last `settled_s` seconds, by its time and this machine's
    clock, is `ignored` as still being written; so is one whose time is ahead of that by `WRONG_AHEAD_S` at most. An
    object of a bucket is there as a whole or not at all.

    Links are reported and never followed, so that a recording is listed once and nothing outside is read. So are
    folders deeper than `DEEPEST`, and names that would not be shown as they are. Of a warehouse in the archive the
    folder alone is listed, as `ignored`.

    Raises:
        NotADirectoryError: `root` is not a folder.
        ValueError: it is a warehouse.
        OSError: a bucket cannot be reached.
    """
    if is_cloud(root):
        yield from _list_bucket(bucket_at(str(root)), root)
        return
    top = Path(root).resolve()
    if not top.is_dir():
        raise NotADirectoryError(f"archive {root}: is not a folder; name the folder that holds the recordings")
    now = time.time()
    written = (now - settled_s, now + WRONG_AHEAD_S) if settled_s else (float("inf"), float("inf"))
    yield from _list_folder(top, top, (), written)


def _list_bucket(bucket: "Bucket", root: str | os.PathLike[str]) -> Iterator[Listed]:
    """The objects as a folder's files: in the same order, told apart by the same rules."""
    objects = sorted(bucket.list(), key=lambda stored: [part.encode() for part in stored.name.split("/")])
    warehouses = warehouses_among(stored.name for stored in objects)
    refuse_warehouse(root, () in warehouses)
    told = set()
    for stored in objects:
        folders, name = stored.name.split("/")[:-1], stored.name.split("/")[-1]
        if not name and not stored.bytes:
            continue  # stands for a folder
        if within := next((one for n in range(len(folders)) if (one := tuple(folders[: n + 1])) in warehouses), None):
            if within not in told:
                told.add(within)
                yield Listed(f"{_readable('/'.join(within))}/", 0, "ignored", "", WAREHOUSE)
        elif not {"", ".", ".."}.isdisjoint([*folders, name]) or "\0" in stored.name:
            path, suffix = _readable(stored.name), _readable(_suffix(name))
            yield Listed(path, stored.bytes, "set_aside", suffix, "its name is no path; rename it")
        else:
            yield _written_at(_tell_apart(stored.name, folders, stored.bytes), stored.updated_ns)


def _list_folder(top: Path, folder: Path, folders: tuple[str, ...], written: tuple[float, float]) -> Iterator[Listed]:
    within = "/".join(folders) or "."
    if len(folders) > DEEPEST:
        why = f"deeper than {DEEPEST} folders; what it holds is not listed"
        yield Listed(f"{_readable(within)}/", 0, "set_aside", "", why)
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Listed(f"{_readable(within)}/", 0, "set_aside", "", f"folder cannot be read: {error.strerror}")
        return
    if holds_warehouse(folder, {entry.name for entry in entries}):
        refuse_warehouse(top, folder == top)
        yield Listed(f"{_readable(within)}/", 0, "ignored", "", WAREHOUSE)
        return
    for entry in entries:
        path = f"{within}/{entry.name}" if folders else entry.name
        if entry.is_symlink():
            link, suffix = _describe_link(top, Path(entry.path)), _readable(_suffix(entry.name))
            yield Listed(_readable(path), 0, "set_aside", suffix, link)
        elif entry.is_dir(follow_symlinks=False):
            yield from _list_folder(top, Path(entry.path), (*folders, entry.name), written)
        else:
            yield _list_file(entry, path, folders, written)


def _list_file(entry: os.DirEntry[str], path: str, folders: Sequence[str], written: tuple[float, float]) -> Listed:
    """`written`: after which time and until which one a recording is still being written, epoch seconds."""
    suffix = _readable(_suffix(entry.name))
    if not entry.is_file(follow_symlinks=False):
        return Listed(_readable(path), 0, "set_aside", suffix, "neither a file nor a folder")
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError as error:
        return Listed(_readable(path), 0, "set_aside", suffix, f"cannot be read: {error.strerror}")
    listed = _tell_apart(path, folders, found.st_size)
    if listed.kind == "recording" and written[0] < found.st_mtime <= written[1]:
        return listed._replace(kind="ignored", note=BEING_WRITTEN)
    return _written_at(listed, found.st_mtime_ns)


def _written_at(listed: Listed, at_ns: int) -> Listed:
    return listed._replace(written_s=at_ns / 1e9) if listed.kind == "recording" else listed


def _tell_apart(path: str, folders: Sequence[str], size: int) -> Listed:
    name = path.rpartition("/")[2]
    suffix = _suffix(name)
    if (readable := _readable(path)) != path:
        return Listed(readable, size, "set_aside", _readable(suffix), "its name holds what cannot be shown; rename it")
    kind, note = kind_of(name, size, folders)
    return Listed(path, size, kind, suffix, note)


def _suffix(name: str) -> str:
    """The ending of a name, lower case with the dot; of a hidden file without another dot none, as in pathlib."""
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot < len(name) - 1 else ""


def _readable(path: str) -> str:
    """The path as text that every table can hold and every screen show: anything else becomes escapes."""
    if path.isascii() and path.isprintable():
        return path
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char) in _UNSHOWN or char in _DIRECTIONS else char for char in text
    )


def _describe_link(top: Path, link: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "link that leads nowhere"
    if target.is_relative_to(top):
        return f"link to {_readable(target.relative_to(top).as_posix())}, which is listed itself"
    return "link that leaves the archive"
