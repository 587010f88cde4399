"""The cameras of an archive that no site file describes yet, by the names of its files."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pantau.schemas.site.base import normal_form
from pantau.transforms.recordings.file_names import ParsedName, UnreadableName, parse_name
from pantau.transforms.recordings.found_cameras.likely_pattern import likely_pattern
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.name_patterns import BUILT_IN, Pattern

MOST_SHOWN = 8
"""Names of a kind that are shown: chosen, as what one sees at a glance."""


@dataclass(frozen=True)
class FoundCamera:
    """Files that one camera has recorded, by their names.

    folder: of its recorder, below the archive, empty for all of it. channel: counted from 1. device: where names have
    one. pattern: the id of the naming pattern. first, last: the earliest and the latest start, UTC. sample: the path of
    the latest file.
    """

    folder: str
    channel: int | None
    device: str | None
    pattern: str
    files: int
    bytes: int
    first: datetime
    last: datetime
    sample: str


@dataclass(frozen=True)
class UnreadNames:
    """Files of which the names do not tell the time, or that are set aside: their number, some of them, why, and a
    pattern made from the first that would read it; `None` where none can be made. word: why, as `rejects.error`."""

    files: int
    examples: tuple[str, ...]
    reason: str
    pattern: str | None
    word: str = "set_aside"


@dataclass(frozen=True)
class FoundArchive:
    """What an archive holds: cameras in the order of recorders and channels, what cannot be read, the rest's number.

    timeless: the files whose names no pattern can read, in order; when they begin, only somebody can say.
    """

    cameras: tuple[FoundCamera, ...]
    unread: tuple[UnreadNames, ...]
    others: int
    timeless: tuple[str, ...] = ()


def find_cameras(listed: Iterable[Listed], zone: ZoneInfo, own: Sequence[Pattern] = ()) -> FoundArchive:
    """The cameras of an archive, whose names are written in `zone` and read by `own` patterns before the built-in ones.

    A recorder is a folder: the one before what the pattern reads, without folders of dates and numbers.
    """
    read: dict[tuple[str, int | None, str | None], list[tuple[ParsedName, Listed]]] = {}
    unread: dict[tuple[str, str | None, str], list[tuple[str, str]]] = {}
    others = 0
    for one in listed:
        path = normal_form(one.path)
        if one.kind == "set_aside":
            unread.setdefault((one.note, None, "set_aside"), []).append((path, one.note))
            continue
        if one.kind != "recording":
            others += one.kind != "ignored"
            continue
        try:
            name = parse_name(path, zone, own)
        except UnreadableName as error:
            pattern = likely_pattern(path) if error.word == "unknown_name" else None
            unread.setdefault((error.word, pattern, error.word), []).append((path, str(error)))
            continue
        read.setdefault((_recorder_folder(path, name, own), name.channel, name.device), []).append((name, one))
    cameras = [_camera(*key, files) for key, files in read.items()]
    return FoundArchive(
        tuple(sorted(cameras, key=lambda one: (one.folder, one.channel or 0, one.device or ""))),
        tuple(
            UnreadNames(len(files), tuple(path for path, _ in files[:MOST_SHOWN]), files[0][1], pattern, word)
            for (_, pattern, word), files in sorted(unread.items(), key=lambda one: -len(one[1]))
        ),
        others,
        tuple(
            sorted(
                path for (_, pattern, word), files in unread.items() if _is_timeless(pattern, word) for path, _ in files
            )
        ),
    )


def _is_timeless(pattern: str | None, word: str) -> bool:
    return word == "unknown_name" and pattern is None


def _recorder_folder(path: str, name: ParsedName, own: Sequence[Pattern]) -> str:
    pattern = next(one for one in (*own, *BUILT_IN) if one.id == name.pattern)
    match = pattern.regex.search(path)
    end = match.start()
    if name.device and path[match.end("device") :].startswith("/"):
        end = match.end("device")
    parts = path[: end + 1].split("/")[:-1]
    kept = next((i for i, part in enumerate(parts) if re.fullmatch(r"[\d\W_]+", part)), len(parts))
    return "/".join(parts[:kept])


def _camera(
    folder: str, channel: int | None, device: str | None, files: list[tuple[ParsedName, Listed]]
) -> FoundCamera:
    starts = [name.started for name, _ in files]
    latest = max(files, key=lambda one: (one[0].started, one[1].path))[1]
    return FoundCamera(
        folder,
        channel,
        device,
        files[0][0].pattern,
        len(files),
        sum(one.bytes for _, one in files),
        min(starts),
        max(starts),
        latest.path,
    )
