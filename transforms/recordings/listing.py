"""List an archive: every file of a folder or object of a bucket, told apart into recordings and the rest."""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from pantau.transforms.recordings.file_suffixes import CONTAINERS
from pantau.transforms.storage.address import is_cloud
from pantau.transforms.storage.open_bucket import bucket_at

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket

TEMPORARY_SUFFIXES = frozenset({".bak", ".crdownload", ".download", ".filepart", ".part", ".partial", ".temp", ".tmp"})
# folders in which storage devices keep deleted files, thumbnails and snapshots
SYSTEM_FOLDERS = frozenset(
    {"#recycle", "#snapshot", "$recycle.bin", "@eadir", "lost+found", "system volume information"}
)

DEEPEST = 64
"""Folders below one another in which recordings are looked for."""

_UNSHOWN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the order of letters on a screen (Unicode Standard Annex 9), by which one name looks like another."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of an archive.

    path: relative to the archive, with `/`, as the recorder named it.
    bytes: size; 0 for what is not a file.
    kind: `recording` by its suffix, `other` file, or `set_aside`: what may be a recording and is not read (hidden,
    temporary, a link, not readable).
    suffix: lower case with the dot, empty if there is none.
    note: why it was set aside, else empty.
    """

    path: str
    bytes: int
    kind: Literal["recording", "other", "set_aside"]
    suffix: str
    note: str = ""


def list_archive(root: str | os.PathLike[str]) -> Iterator[Listed]:
    """Every file below `root`, sorted by path within each folder; the same archive gives the same sequence.

    Links are reported and never followed, so that a recording is listed once and nothing outside is read. So are
    folders deeper than `DEEPEST`, and names that would not be shown as they are.
    Raises NotADirectoryError when `root` is not a folder, another OSError when a bucket cannot be reached.
    """
    if is_cloud(root):
        yield from _list_bucket(bucket_at(str(root)))
        return
    top = Path(root).resolve()
    if not top.is_dir():
        raise NotADirectoryError(f"archive {root}: is not a folder; name the folder that holds the recordings")
    yield from _list_folder(top, top, PurePosixPath(), set_aside="")


def _list_bucket(bucket: "Bucket") -> Iterator[Listed]:
    """The objects as a folder's files: in the same order, told apart by the same rules."""
    for stored in sorted(bucket.list(), key=lambda stored: [part.encode() for part in stored.name.split("/")]):
        folders, name = stored.name.split("/")[:-1], stored.name.split("/")[-1]
        path = PurePosixPath(stored.name)
        if not name and not stored.bytes:
            continue  # stands for a folder
        if not {"", ".", ".."}.isdisjoint([*folders, name]) or "\0" in stored.name:
            name, suffix = _readable(stored.name), _readable(path.suffix.lower())
            yield Listed(name, stored.bytes, "set_aside", suffix, "its name is no path; rename it")
        else:
            why = next((why for folder in folders if (why := _why_folder_is_set_aside(folder))), "")
            yield _tell_apart(path, stored.bytes, why)


def _list_folder(top: Path, folder: Path, relative: PurePosixPath, set_aside: str) -> Iterator[Listed]:
    if len(relative.parts) > DEEPEST:
        why = f"deeper than {DEEPEST} folders; what it holds is not listed"
        yield Listed(f"{_readable(str(relative))}/", 0, "set_aside", "", why)
        return
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Listed(f"{_readable(str(relative))}/", 0, "set_aside", "", f"folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        path = relative / entry.name
        if entry.is_symlink():
            link, suffix = _describe_link(top, Path(entry.path)), _readable(path.suffix.lower())
            yield Listed(_readable(str(path)), 0, "set_aside", suffix, link)
        elif entry.is_dir(follow_symlinks=False):
            yield from _list_folder(top, Path(entry.path), path, set_aside or _why_folder_is_set_aside(entry.name))
        else:
            yield _list_file(entry, path, set_aside)


def _list_file(entry: os.DirEntry[str], path: PurePosixPath, set_aside: str) -> Listed:
    suffix = _readable(path.suffix.lower())
    if not entry.is_file(follow_symlinks=False):
        return Listed(_readable(str(path)), 0, "set_aside", suffix, "neither a file nor a folder")
    try:
        size = entry.stat(follow_symlinks=False).st_size
    except OSError as error:
        return Listed(_readable(str(path)), 0, "set_aside", suffix, f"cannot be read: {error.strerror}")
    return _tell_apart(path, size, set_aside)


def _tell_apart(path: PurePosixPath, size: int, set_aside: str) -> Listed:
    suffix = path.suffix.lower()
    if (readable := _readable(str(path))) != str(path):
        return Listed(readable, size, "set_aside", _readable(suffix), "its name holds what cannot be shown; rename it")
    note = set_aside or _why_file_is_set_aside(path.name, suffix)
    if note and (suffix in CONTAINERS or _is_temporary(path.name, suffix)):
        return Listed(str(path), size, "set_aside", suffix, note)
    return Listed(str(path), size, "recording" if suffix in CONTAINERS else "other", suffix)


def _readable(path: str) -> str:
    """The path as text that every table can hold and every screen show: anything else becomes escapes."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        ascii(char)[1:-1] if unicodedata.category(char) in _UNSHOWN or char in _DIRECTIONS else char for char in text
    )


def _why_folder_is_set_aside(name: str) -> str:
    if name.startswith("."):
        return f"in the hidden folder {name}"
    return f"in the system folder {name}" if name.lower() in SYSTEM_FOLDERS else ""


def _why_file_is_set_aside(name: str, suffix: str) -> str:
    if name.startswith("."):
        return "hidden file"
    return "temporary file" if _is_temporary(name, suffix) else ""


def _is_temporary(name: str, suffix: str) -> bool:
    return suffix in TEMPORARY_SUFFIXES or name.endswith("~")


def _describe_link(top: Path, link: Path) -> str:
    try:
        target = link.resolve(strict=True)
    except (OSError, RuntimeError):
        return "link that leads nowhere"
    if target.is_relative_to(top):
        return f"link to {_readable(target.relative_to(top).as_posix())}, which is listed itself"
    return "link that leaves the archive"
