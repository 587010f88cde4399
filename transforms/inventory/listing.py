"""List an archive: every file of a folder or object of a bucket, told apart into recordings and the rest."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal

from transforms.inventory.suffixes import CONTAINERS
from transforms.storage.address import bucket_at, is_cloud

if TYPE_CHECKING:
    from transforms.storage.bucket import Bucket

TEMPORARY_SUFFIXES = frozenset({".bak", ".crdownload", ".download", ".filepart", ".part", ".partial", ".temp", ".tmp"})
# folders in which storage devices keep deleted files, thumbnails and snapshots
SYSTEM_FOLDERS = frozenset(
    {"#recycle", "#snapshot", "$recycle.bin", "@eadir", "lost+found", "system volume information"}
)


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

    Links are reported and never followed, so that a recording is listed once and nothing outside is read.
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
            yield Listed(stored.name, stored.bytes, "set_aside", path.suffix.lower(), "its name is no path; rename it")
        else:
            why = next((why for folder in folders if (why := _why_folder_is_set_aside(folder))), "")
            yield _tell_apart(path, stored.bytes, why)


def _list_folder(top: Path, folder: Path, relative: PurePosixPath, set_aside: str) -> Iterator[Listed]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        yield Listed(f"{_readable(str(relative))}/", 0, "set_aside", "", f"folder cannot be read: {error.strerror}")
        return
    for entry in entries:
        path = relative / entry.name
        if entry.is_symlink():
            yield Listed(
                _readable(str(path)), 0, "set_aside", path.suffix.lower(), _describe_link(top, Path(entry.path))
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _list_folder(top, Path(entry.path), path, set_aside or _why_folder_is_set_aside(entry.name))
        else:
            yield _list_file(entry, path, set_aside)


def _list_file(entry: os.DirEntry[str], path: PurePosixPath, set_aside: str) -> Listed:
    suffix = path.suffix.lower()
    if not entry.is_file(follow_symlinks=False):
        return Listed(_readable(str(path)), 0, "set_aside", suffix, "neither a file nor a folder")
    try:
        size = entry.stat(follow_symlinks=False).st_size
    except OSError as error:
        return Listed(_readable(str(path)), 0, "set_aside", suffix, f"cannot be read: {error.strerror}")
    if (readable := _readable(str(path))) != str(path):
        return Listed(readable, size, "set_aside", suffix, "its name is not valid UTF-8; rename it")
    return _tell_apart(path, size, set_aside)


def _tell_apart(path: PurePosixPath, size: int, set_aside: str) -> Listed:
    suffix = path.suffix.lower()
    note = set_aside or _why_file_is_set_aside(path.name, suffix)
    if note and (suffix in CONTAINERS or _is_temporary(path.name, suffix)):
        return Listed(str(path), size, "set_aside", suffix, note)
    return Listed(str(path), size, "recording" if suffix in CONTAINERS else "other", suffix)


def _readable(path: str) -> str:
    """The path as text that every table can hold: bytes that are not UTF-8 become escapes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


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
