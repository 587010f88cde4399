"""Naming patterns tried on the names of an archive, and what it is then found to hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pantau.schemas.site.base import normal_form
from pantau.transforms.recordings.file_names import ParsedName, UnreadableName, parse_name
from pantau.transforms.recordings.found_cameras.found_archive import MOST_SHOWN, FoundArchive, find_cameras
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.recordings.name_patterns import Pattern, compile_pattern

PLACE = "set-up"
"""What messages about a pattern call the place where it was written."""


@dataclass(frozen=True)
class ReadName:
    """How a pattern reads a path, or why it does not."""

    path: str
    name: ParsedName | None
    reason: str = ""


@dataclass(frozen=True)
class TriedPattern:
    """What a pattern reads of the names that no other one does: `reads` of `names`, some of them shown.

    channel_base: 0 where one of these names has a channel 0. problem: why it is no pattern, else empty.
    """

    id: str
    regex: str
    channel_base: int = 1
    reads: int = 0
    names: int = 0
    examples: tuple[ReadName, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class ArchiveLook:
    """What an archive holds by the built-in and the given patterns, how the latter do, and which are proposed."""

    found: FoundArchive
    given: tuple[TriedPattern, ...]
    proposed: tuple[TriedPattern, ...]


def look_at_archive(archive: str, zone: ZoneInfo, regexes: Sequence[str] = ()) -> ArchiveLook:
    """The cameras of an archive whose names are written in `zone`, and how naming patterns of the site's own do.

    Raises:
        NotADirectoryError: the archive is not a folder.
        ValueError: it is a warehouse.
        OSError: a bucket cannot be reached.
    """
    listed = list(list_archive(archive))
    paths = [normal_form(one.path) for one in listed if one.kind == "recording"]
    unknown = [path for path in paths if _is_unknown(path, zone)] if regexes else []
    given = tuple(tried(regex, unknown, zone, number) for number, regex in enumerate(regexes, start=1))
    own = [_compiled(one.regex, one.id, one.channel_base) for one in given if not one.problem]
    found = find_cameras(listed, zone, own)
    left = [path for path in paths if _is_unknown(path, zone, own)] if found.unread else []
    made = [one.pattern for one in found.unread if one.pattern]
    proposed = (tried(regex, left, zone, number) for number, regex in enumerate(made, start=len(given) + 1))
    return ArchiveLook(found, given, tuple(proposed))


def tried(regex: str, paths: Sequence[str], zone: ZoneInfo, number: int = 1) -> TriedPattern:
    """What the pattern `own-NUMBER` reads of some paths, with clocks in `zone`; what it does not read comes last."""
    id, regex = f"own-{number}", normal_form(regex)
    try:
        pattern = _compiled(regex, id, 1)
    except ValueError as error:
        return TriedPattern(id, regex, names=len(paths), problem=str(error))
    if _has_channel_0(pattern, paths):
        pattern = _compiled(regex, id, 0)
    read = [_read(pattern, path, zone) for path in paths]
    good, bad = ([one for one in read if (one.name is None) == is_bad] for is_bad in (False, True))
    examples = (*good[:MOST_SHOWN], *bad[:MOST_SHOWN])
    return TriedPattern(id, regex, pattern.channel_base, len(good), len(paths), examples)


def _compiled(regex: str, id: str, base: int) -> Pattern:
    return compile_pattern(id, regex, base, PLACE)


def _has_channel_0(pattern: Pattern, paths: Sequence[str]) -> bool:
    if "channel" not in pattern.regex.groupindex:
        return False
    channels = (found["channel"] for path in paths if (found := pattern.regex.search(path)))
    return any(channel and not channel.strip("0") for channel in channels)


def _read(pattern: Pattern, path: str, zone: ZoneInfo) -> ReadName:
    try:
        return ReadName(path, parse_name(path, zone, [pattern], ()))
    except UnreadableName as error:
        return ReadName(path, None, str(error))


def _is_unknown(path: str, zone: ZoneInfo, own: Sequence[Pattern] = ()) -> bool:
    try:
        parse_name(path, zone, own)
    except UnreadableName as error:
        return error.word == "unknown_name"
    return False
