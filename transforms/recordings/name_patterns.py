"""How recorders name their files: one row for each known pattern, and the compiler of a site's own patterns.

A pattern is a regular expression, searched in the path relative to the archive, with these named groups:

    device            the recorder or its prefix
    channel           digits; counted from 0 or from 1, as the pattern says
    start             date and clock of the start, 14 digits (separators do not matter)
    date, start_time  the same in two places: 8 digits (or the groups year, month, day), and 6 digits
    end               date and clock of the end, 14 digits
    end_time          clock of the end, 6 digits; before the start's clock it means the next day
    mode              the recorder's letter: R scheduled, M motion, A alarm, I smart
"""

import re
from dataclasses import dataclass

from pantau.transforms.recordings.file_suffixes import CONTAINERS

GROUPS = ("device", "channel", "start", "date", "year", "month", "day", "start_time", "end", "end_time", "mode")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way of naming recordings; `no_time` is the reason why such a name cannot tell the time, empty if it can."""

    id: str
    maker: str
    regex: re.Pattern[str]
    channel_base: int = 1
    no_time: str = ""


def compile_pattern(id: str, regex: str, channel_base: int = 1, place: str = "site file") -> Pattern:
    """A site's own pattern, checked.

    `place` is where the pattern is written (file and path in it) and opens the message.
    Raises ValueError saying what is wrong and what would be valid.
    """
    where = f"{place}: naming pattern {id!r}"
    try:
        compiled = re.compile(regex, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{where}: {regex!r} is not a regular expression ({error})") from error
    named = set(compiled.groupindex)
    if unknown := sorted(named - set(GROUPS)):
        raise ValueError(f"{where}: unknown group {', '.join(unknown)}; the groups are {', '.join(GROUPS)}")
    dates = [group for group in ("date", "year", "month", "day") if group in named]
    split_start = "start_time" in named and dates in (["date"], ["year", "month", "day"])
    if split_start == ("start" in named) or ("start" in named and (dates or "start_time" in named)):
        raise ValueError(
            f"{where}: the start must be given once; name a group start (14 digits),"
            " or date (or year, month and day) together with start_time"
        )
    if {"end", "end_time"} <= named:
        raise ValueError(f"{where}: the end is given twice; keep one of the groups end and end_time")
    if channel_base not in (0, 1):
        raise ValueError(f"{where}: channel_base is {channel_base}; recorders count channels from 0 or from 1")
    return Pattern(id, "own", compiled, channel_base)


def _row(id: str, maker: str, regex: str, channel_base: int = 1, no_time: str = "") -> Pattern:
    suffixes = "|".join(sorted(suffix[1:] for suffix in CONTAINERS))
    return Pattern(id, maker, re.compile(rf"(?:^|/){regex}\.(?:{suffixes})$", re.IGNORECASE), channel_base, no_time)


_CLOCKS = r"(?P<start_time>\d\d\.\d\d\.\d\d)-(?P<end_time>\d\d\.\d\d\.\d\d)\[(?P<mode>[A-Z])\](?:\[[^]/]*\])*"
_DATED_FOLDER = r"(?:(?P<device>[^/]+)/)?(?P<date>\d{4}-\d\d-\d\d)/(?P<channel>\d{1,3})"

BUILT_IN: tuple[Pattern, ...] = (
    _row("hikvision_export", "Hikvision", r"ch(?P<channel>\d{1,3})_(?P<start>\d{14})"),
    _row("hikvision_card", "Hikvision", r"hiv\d{5}", no_time="Hikvision numbers the files on cards and network drives"),
    _row("dahua_disk", "Dahua", rf"{_DATED_FOLDER}/dav/\d\d/{_CLOCKS}", channel_base=0),
    _row(
        "dahua_export",
        "Dahua",
        r"(?P<device>[^/]+?)_ch(?P<channel>\d{1,3})_(?:main|sub|extra\d?)_(?P<start>\d{14})_(?P<end>\d{14})",
    ),
    _row("xiongmai_disk", "Xiongmai", rf"{_DATED_FOLDER}/{_CLOCKS}"),
    _row(
        "channel_date_clocks",
        "others",
        r"(?:(?P<device>[^/]+?)_)?ch(?P<channel>\d{1,3})_(?P<date>\d{8})_(?P<start_time>\d{6})_(?P<end_time>\d{6})",
    ),
    _row("tp_link_card", "TP-Link", r"(?P<date>\d{8})_(?P<start_time>\d{6})_tp\d{5}"),
)
