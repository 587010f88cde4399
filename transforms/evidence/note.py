"""The manifest beside a clip: what it shows, what it was made from, how, by which program, and by whom."""

import platform
from collections.abc import Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import av

from pantau.transforms.evidence.event import Event
from pantau.transforms.evidence.footage import FootagePart
from pantau.transforms.provenance import code_hash

TIMELINE = (
    "first_frame_at plus a moment's position in the clip is that moment's true time, within clock_uncertainty_s; "
    "where nothing was recorded the last frame stands still"
)

AS_RECORDED = "the frames of the recordings, copied bit for bit"


class MadeBy(NamedTuple):
    """Who made a clip, if they said so, and the words of the command."""

    person: str | None = None
    command: tuple[str, ...] = ()


NOBODY = MadeBy()


def clip_note(
    event: Event,
    parts: Sequence[FootagePart],
    positions: Sequence[float],
    clip: dict[str, Any],
    zone: ZoneInfo,
    made: datetime,
    by: MadeBy,
    drawn: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The manifest as plain values for JSON.

    `parts` run from the first frame shown to the last; `positions` are the seconds in the clip at which each begins;
    `clip` says what is known of the clip's file; `made` is when it was made; `drawn` what was drawn on the frames and
    what was pixelated, None where they are as recorded.
    """
    return {
        "clip": clip,
        "frames": drawn or {"made_from": AS_RECORDED},
        "timeline": TIMELINE,
        "event": {
            "table": event.table.name,
            **({} if event.as_of is None else {"as_of_run": event.as_of}),
            **plain(event.row),
        },
        "recordings": [
            {
                **{name: plain(part.recording[name]) for name in _RECORDING},
                "from_offset_s": round(part.from_s, 3),
                "to_offset_s": round(part.to_s, 3),
                "at_clip_s": round(position, 3),
            }
            for part, position in zip(parts, positions, strict=True)
        ],
        "made_at": both_times(made, zone),
        "made_by": {
            "person": by.person,
            "command": list(by.command),
            "program": "pantau",
            "version": version("pantau"),
            "code_hash": code_hash(),
            "python": platform.python_version(),
            "pyav": av.__version__,
            "libavformat": ".".join(map(str, av.library_versions["libavformat"])),
        },
    }


_RECORDING = (
    "recording_uri",
    "recording_sha256",
    "recording_id",
    "bytes",
    "started_at",
    "ended_at",
    "recorder_started_at",
    "clock_offset_s",
    "clock_uncertainty_s",
    "clock_source",
    "timeline_source",
    "width",
    "height",
    "rotation",
    "mirrored",
    "pixel_aspect",
    "defects",
)


def both_times(moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    """A moment in UTC and by the site's clocks."""
    return {"utc": _text(moment.astimezone(UTC)), "local": _text(moment.astimezone(zone)), "time_zone": zone.key}


def plain(value: Any) -> Any:
    """The value with dates and times as ISO 8601 text."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, datetime):
        return _text(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
