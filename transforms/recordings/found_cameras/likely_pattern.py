"""A naming pattern made from one file's name: what in it is date, clock, channel and device, and what is not."""

import re
from typing import NamedTuple

_YEAR = r"20\d\d"
_MOMENT = re.compile(
    rf"(?<!\d){_YEAR}(?P<d>[-_.]?)[01]\d(?P=d)[0-3]\d[-_. T@]{{0,3}}[0-2]\d(?P<t>[-_.:]?)[0-5]\d(?P=t)[0-5]\d(?!\d)"
)
_DATE = re.compile(rf"(?<!\d){_YEAR}(?P<d>[-_./]?)[01]\d(?P=d)[0-3]\d(?!\d)")
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>[0-3]\d)(?P<d>[-_. ])(?P<month>[01]\d)(?P=d)(?P<year>{_YEAR})(?!\d)",
)
_CLOCK = re.compile(r"(?<!\d)[0-2]\d(?P<t>[-_.:]?)[0-5]\d(?P=t)[0-5]\d(?!\d)")
_CHANNEL = re.compile(
    r"(?<![a-z])(?:channel|camera|kamera|cctv|chn|cam|ch|c|d|k)[ _-]?(?P<channel>\d{1,3})(?!\d)", re.IGNORECASE
)
"""Words that recorders and people write before the number of a channel. Chosen: of names that were met."""

_AT_EDGE = "-_. "
"""What stands between the parts of a name."""


class _Span(NamedTuple):
    start: int
    end: int
    group: str


def likely_pattern(path: str) -> str | None:
    """A regular expression, as `name_patterns` takes them, that reads a path relative to the archive.

    Dates are found written year first, or day first as in Indonesia; clocks to the second. Digits that are none of
    these may be others in other names; other letters must be the same. `None` where no start can be found.
    """
    spans = _times(path)
    if not spans:
        return None
    channels = _channels(path, spans)
    spans = sorted([*spans, *(_Span(*found.span("channel"), "channel") for found in channels)])
    begin = path.rfind("/", 0, spans[0].start) + 1
    # The word for the channel is none of the device.
    head = min([spans[0].start, *(max(begin, found.start()) for found in channels)])
    parts, place = [_device(path[begin:head])], head
    for span in spans:
        parts += [_other(path[place : span.start]), rf"(?P<{span.group}>{_digits(path[span.start : span.end])})"]
        place = span.end
    rest, dot, ending = path[place:].rpartition(".")
    return f"(?:^|/){''.join(parts)}{_other(rest)}{_plain(dot + ending)}$"


def _times(path: str) -> list[_Span]:
    """Where start and end are, of the name or else of folders and name together."""
    name = path.rfind("/") + 1
    moments = [found for found in _MOMENT.finditer(path) if found.start() >= name]
    if moments:
        named = [_Span(*found.span(), group) for found, group in zip(moments, ("start", "end"), strict=False)]
        clock = _CLOCK.search(path, moments[0].end()) if len(moments) == 1 else None
        return [*named, *([_Span(*clock.span(), "end_time")] if clock else [])]
    dated = [*(_DATE.search(path, name), _DAY_FIRST.search(path, name)), *_last(_DATE, path), *_last(_DAY_FIRST, path)]
    for date in (found for found in dated if found):
        clocks = list(_CLOCK.finditer(path, max(name, date.end())))
        if clocks:
            groups = zip(clocks, ("start_time", "end_time"), strict=False)
            return [*_date_spans(date), *(_Span(*found.span(), group) for found, group in groups)]
    return []


def _last(pattern: re.Pattern[str], path: str) -> list[re.Match[str]]:
    return list(pattern.finditer(path))[-1:]


def _date_spans(date: re.Match[str]) -> list[_Span]:
    if "year" not in date.re.groupindex:
        return [_Span(*date.span(), "date")]
    return [_Span(*date.span(group), group) for group in ("day", "month", "year")]


def _channels(path: str, taken: list[_Span]) -> list[re.Match[str]]:
    """The word and the digits of a channel, nearest to the name's end; none where there are none."""
    found = list(_CHANNEL.finditer(path))
    free = [one for one in found if all(one.end() <= span.start or one.start() >= span.end for span in taken)]
    return free[-1:]


def _device(text: str) -> str:
    """What stands at the beginning of the name, before date and channel: a device, but for a number of the file."""
    device = text.rstrip(_AT_EDGE)
    if not device or device.isdigit():
        return _other(text)
    return rf"(?P<device>[^/]+?){_other(text[len(device) :])}"


def _digits(text: str) -> str:
    """Dates and clocks have as many digits in all names, channels have not."""
    if text.isdigit() and len(text) <= 3:
        return r"\d+"
    return re.sub(r"\d+", lambda run: r"\d" * len(run[0]) if len(run[0]) < 3 else rf"\d{{{len(run[0])}}}", _plain(text))


def _other(text: str) -> str:
    """Text as it is, with any digits for its digits."""
    return re.sub(r"\d+", r"\\d+", _plain(text))


def _plain(text: str) -> str:
    """Text that means itself in a regular expression. As `re.escape`, but that blanks and hyphens stay readable."""
    return re.sub(r"[.^$*+?{}\[\]\\|()]", r"\\\g<0>", text)
