"""Read camera channel and time from the name a recorder gave to a file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pantau.transforms.recordings.name_patterns import BUILT_IN, Pattern

# A recorder that lost its clock restarts at 1970, 2000 or the firmware's year.
PLAUSIBLE_YEARS = range(2010, 2100)
# By how much a clock may be set back while it records, which gives an end before the start.
MOST_SET_BACK = timedelta(hours=12)
REMEDY = "add a naming pattern or a known start to the site file"


class UnreadableName(Exception):
    """The name does not tell the time; the message is the reason and the remedy, in one sentence.

    word: the reason in one word: unknown_name, name_without_time, impossible_time or ambiguous_name.
    """

    def __init__(self, word: str, message: str) -> None:
        super().__init__(word, message)
        self.word = word

    def __str__(self) -> str:
        return self.args[1]


@dataclass(frozen=True, slots=True)
class ParsedName:
    """What a file name tells.

    pattern: id of the pattern that matched.
    channel: counted from 1, None if the name has none.
    device: the recorder's prefix or folder, None if the name has none.
    started, ended: UTC, by the recorder's clock; `ended` is None if the name has no end, or one that clocks show twice
        or never as summer time changes, and before `started` where the clock was set back meanwhile.
    mode: the recorder's letter (R scheduled, M motion, A alarm, I smart), None if the name has none.
    """

    pattern: str
    channel: int | None
    device: str | None
    started: datetime
    ended: datetime | None
    mode: str | None = None


def parse_name(
    path: str, zone: ZoneInfo, own: Sequence[Pattern] = (), built_in: Sequence[Pattern] = BUILT_IN
) -> ParsedName:
    """Read `path` (relative to the archive, with `/`), whose clock readings are in `zone`.

    A site's `own` patterns go before the built-in ones. Raises UnreadableName if no pattern fits, if several fit and
    differ, or if the date or the clock is impossible.
    """
    for patterns in (own, built_in):
        matches = [(pattern, match) for pattern in patterns if (match := pattern.regex.search(path))]
        if matches:
            break
    else:
        raise UnreadableName("unknown_name", f"{path}: no naming pattern fits, so its time is not known; {REMEDY}")
    readings = [_read(path, pattern, match, zone) for pattern, match in matches]
    if len({(name.channel, name.started, name.ended) for name in readings}) > 1:
        ids = " and ".join(pattern.id for pattern, _ in matches)
        raise UnreadableName(
            "ambiguous_name", f"{path}: naming patterns {ids} read it differently; keep one of them in the site file"
        )
    return readings[0]


def _read(path: str, pattern: Pattern, match: re.Match[str], zone: ZoneInfo) -> ParsedName:
    if pattern.no_time:
        raise UnreadableName("name_without_time", f"{path}: the name carries no time ({pattern.no_time}); {REMEDY}")
    found = {group: text for group, text in match.groupdict().items() if text}
    try:
        start = _wall_start(found)
        end = _wall_end(found, start)
        started = to_utc(start, zone)
        ended = end and _end_to_utc(end, zone)
        channel = _channel(found, pattern.channel_base)
    except ValueError as error:
        raise UnreadableName("impossible_time", f"{path}: read as {pattern.id}, {error}; {REMEDY}") from error
    mode = found.get("mode")
    return ParsedName(pattern.id, channel, found.get("device"), started, ended, mode and mode.upper())


def _wall_start(found: dict[str, str]) -> datetime:
    if "start" in found:
        return _wall_time(found["start"])
    date = found.get("date") or "".join(found.get(part, "").zfill(2) for part in ("year", "month", "day"))
    return _wall_time(date + found.get("start_time", ""))


def _wall_end(found: dict[str, str], start: datetime) -> datetime | None:
    if "end" in found:
        end = _wall_time(found["end"])
        if end == start or start - end > MOST_SET_BACK:
            raise ValueError(f"the end {end} is not after the start {start}")
        return end
    if "end_time" in found:
        end = _wall_time(f"{start:%Y%m%d}{found['end_time']}")
        if end == start:
            raise ValueError(f"start and end are both {start:%H:%M:%S}, which can mean nothing or a whole day")
        return end if end > start else end + timedelta(days=1)
    return None


def _wall_time(text: str) -> datetime:
    """A recorder's clock reading from 14 digits; 23:59:60 and 24:00:00 are the next midnight."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 14:
        raise ValueError(f"{text!r} is not a date and a clock of 14 digits")
    date, clock = digits[:8], digits[8:]
    year, month, day = int(date[:4]), int(date[4:6]), int(date[6:])
    if year not in PLAUSIBLE_YEARS:
        raise ValueError(f"the year {year} is not plausible (was the recorder's clock reset?)")
    try:
        midnight = datetime(year, month, day)  # noqa: DTZ001 a wall clock; `to_utc` gives it its zone
        if clock in ("235960", "240000"):
            return midnight + timedelta(days=1)
        return midnight.replace(hour=int(clock[:2]), minute=int(clock[2:4]), second=int(clock[4:]))
    except ValueError as error:
        raise ValueError(f"{date} {clock} is not a date and a clock ({error})") from error


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """A wall clock's reading in a zone.

    Raises:
        ValueError: it shows that twice, or never.
    """
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        raise ValueError(f"the clock of {zone.key} shows {wall} twice or never, as it changes to or from summer time")
    return first.astimezone(UTC)


def _end_to_utc(wall: datetime, zone: ZoneInfo) -> datetime | None:
    """As `to_utc`, None where the clock shows it twice or never: the start is known all the same."""
    try:
        return to_utc(wall, zone)
    except ValueError:
        return None


def _channel(found: dict[str, str], base: int) -> int | None:
    if "channel" not in found:
        return None
    channel = int(found["channel"]) - base + 1
    if channel < 1:
        raise ValueError(f"channel {found['channel']} cannot be, as this recorder counts from {base}")
    return channel
