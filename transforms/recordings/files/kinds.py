"""What a file of an archive may be, by its name and size: a recording, something else, or not to be told."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Literal

from pantau.transforms.recordings.file_suffixes import CONTAINERS

Kind = Literal["recording", "unknown", "set_aside", "other", "ignored"]
"""`recording` by its ending; `unknown` by an ending that nobody here knows, or none; `set_aside` where it may be a
recording and is not read (hidden, temporary, a link, not readable); `other` where its name says that it is no video;
`ignored` where an operating system, a storage device or this program left it behind."""

TEMPORARY_SUFFIXES = frozenset({".bak", ".crdownload", ".download", ".filepart", ".part", ".partial", ".temp", ".tmp"})

TEMPORARY = "temporary file"

# folders in which storage devices keep deleted files, thumbnails and snapshots
SYSTEM_FOLDERS = frozenset(
    {"#recycle", "#snapshot", "$recycle.bin", "@eadir", "lost+found", "system volume information"}
)

BOOKKEEPING_FOLDERS = frozenset(
    {".fseventsd", ".spotlight-v100", ".temporaryitems", "@eadir", "system volume information"}
)
"""Those in which storage devices and operating systems keep records of their own, and never what somebody stored."""

OTHER_SUFFIXES = frozenset().union(
    {".css", ".doc", ".docx", ".htm", ".html", ".log", ".md", ".nfo", ".pdf", ".txt", ".url"},
    {".cfg", ".conf", ".csv", ".inf", ".ini", ".json", ".toml", ".tsv", ".xls", ".xlsx", ".xml", ".yaml", ".yml"},
    {".ass", ".m3u", ".m3u8", ".md5", ".mpd", ".sfv", ".sha1", ".sha256", ".srt", ".ssa", ".vtt"},
    {".bmp", ".gif", ".heic", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp"},
    {".aac", ".amr", ".flac", ".m4a", ".mp3", ".wav"},
    {".bat", ".dll", ".exe", ".js", ".lnk", ".py", ".sh"},
    {".db", ".db-journal", ".db-shm", ".db-wal", ".duckdb", ".parquet", ".sqlite", ".sqlite3"},
    # What recorders keep beside video: Dahua its index, Hikvision stills.
    {".idx", ".pic"},
)
"""Endings of texts, lists, stills, sound, programs and tables. Chosen: only those that no recorder gives to video."""

_OTHER_NAMES = re.compile(
    r"(readme|licen[cs]e|copying|changelog|notice|checksums?|(md5|sha1|sha256|sha512)sums?)"
    # What a Hikvision recorder keeps beside the video on cards and network drives.
    r"|(index\d\dp?|info|log(cur|main)file)\.bin|(event|record)_db_index\d\d(-journal|-shm|-wal)?",
    re.IGNORECASE,
)

_LEFT_BEHIND = frozenset(
    {".apdisk", ".directory", ".ds_store", ".localized", ".nomedia", "desktop.ini", "ehthumbs.db", "thumbs.db"}
)

APPLEDOUBLE = "._"
"""With this macOS begins the name of a second file, which holds the attributes of a file where the disk cannot."""

APPLEDOUBLE_MOST_BYTES = 1_000_000
"""Chosen: attributes and icons take kilobytes, and what is larger may be a recording that somebody has hidden."""


def kind_of(name: str, size: int, folders: Sequence[str] = ()) -> tuple[Kind, str]:
    """What a file of `size` bytes may be, with a note that says why; the note of a recording is empty.

    `folders` are the names of the folders it lies in, from the archive on. Of what is `ignored` the note is a word for
    the summary, under which it is counted.
    """
    suffix = PurePosixPath(name).suffix.lower()
    if name.startswith(APPLEDOUBLE) and size < APPLEDOUBLE_MOST_BYTES:
        return "ignored", "._* of macOS"
    if name.lower() in _LEFT_BEHIND:
        return "ignored", name
    why = next((why for folder in folders if (why := _why_folder_is_set_aside(folder))), "")
    why = why or _why_file_is_set_aside(name, suffix)
    if suffix in CONTAINERS or _is_temporary(name, suffix):
        return ("set_aside", why) if why else ("recording", "")
    if suffix in OTHER_SUFFIXES or _OTHER_NAMES.fullmatch(name):
        return "other", f"{f'its ending {suffix}' if suffix in OTHER_SUFFIXES else 'its name'} is of no video"
    if kept := next((folder for folder in folders if folder.lower() in BOOKKEEPING_FOLDERS), ""):
        return "ignored", f"in {kept}"
    return ("set_aside", why) if why else ("unknown", _why_unknown(name, suffix))


def _why_folder_is_set_aside(name: str) -> str:
    if name.startswith("."):
        return f"in the hidden folder {name}"
    return f"in the system folder {name}" if name.lower() in SYSTEM_FOLDERS else ""


def _why_file_is_set_aside(name: str, suffix: str) -> str:
    if name.startswith("."):
        return "hidden file"
    return TEMPORARY if _is_temporary(name, suffix) else ""


def _is_temporary(name: str, suffix: str) -> bool:
    return suffix in TEMPORARY_SUFFIXES or name.endswith("~")


def _why_unknown(name: str, suffix: str) -> str:
    if not suffix:
        return "has no ending that says what it is"
    if suffix != suffix.rstrip():
        return f"its ending {suffix!r} has a blank behind it"
    if suffix.removesuffix("_") in CONTAINERS:
        return f"its ending {suffix} is that of an upload that did not end"
    if (before := PurePosixPath(name[: -len(suffix)]).suffix.lower()) in CONTAINERS:
        return f"its ending is not {before} but {suffix}, as of a second copy"
    return f"its ending {suffix} is none that recordings are known to have"
