"""`pantau clip`: the footage behind a row."""

import argparse
from zoneinfo import ZoneInfo

from rich.console import Console

from pantau.pipelines.commands.arguments.warehouse import describe_as_of, describe_warehouse, zones_of
from pantau.transforms.evidence.clip import cut_clip
from pantau.transforms.evidence.event import find_event

DETAIL = """The clip begins at the key frame before the event and its margin. Its frames are copied as the recorder
compressed them, never compressed again; what MP4 does not hold goes into Matroska (.mkv) or ASF (.asf). Several
recordings follow one another; where nothing was recorded the last frame stands still, so a position in the clip is a
time. A clip is footage: it shows people, and the camera's retention holds for it."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The event, where its tables and recordings are, and the clip."""
    parser.epilog = DETAIL
    parser.add_argument("event", metavar="EVENT_ID", help="event_id of a row of an event table")
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    parser.add_argument(
        "--out", required=True, metavar="FILE", help="clip to write, such as event.mp4; its note is FILE.json"
    )
    parser.add_argument("--margin", type=_seconds, default=5.0, metavar="SECONDS", help="before and after it (5)")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the clip was cut.

    Raises:
        ValueError: the event is unknown, its footage is gone or altered, or the clip cannot be written so.
    """
    zones = zones_of(arguments.warehouse)
    event = find_event(arguments.warehouse, arguments.event, arguments.as_of)
    zone = ZoneInfo(zones.get(event.row["site_id"], "UTC"))
    clip = cut_clip(event, arguments.warehouse, arguments.archive, arguments.out, arguments.margin, zone)
    known = clip.note["clip"]
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{clip.path}: {known['frames']} frames from {known['first_frame_at']['local']}", markup=False)
    console.print(f"the event begins {known['event_at_clip_s']:.1f} s into the clip; evidence in {clip.note_path}")
    return 0


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400 seconds")
    return value
