"""`pantau clip`: the footage behind a row, as recorded or drawn for people to look at, and whether it still is so."""

import argparse
from zoneinfo import ZoneInfo

from rich.console import Console

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.warehouse import describe_as_of, describe_warehouse, zones_of
from pantau.schemas.site import Site
from pantau.transforms.evidence.clip import cut_clip
from pantau.transforms.evidence.event import Event, find_event, recordings_near
from pantau.transforms.evidence.footage import Gone
from pantau.transforms.evidence.missing import why_missing
from pantau.transforms.evidence.note import MadeBy
from pantau.transforms.evidence.product import Clip
from pantau.transforms.evidence.verified import verify

DETAIL = """The clip begins at the key frame before the event and its margin. Its frames are copied as the recorder
compressed them, never compressed again; what MP4 does not hold goes into Matroska (.mkv) or ASF (.asf). Several
recordings follow one another; where nothing was recorded the last frame stands still, so a position in the clip is a
time. With --drawn every frame is drawn upon and compressed anew: zones, boxes of those concerned, local time and what
the event says; everybody else is pixelated. A clip is footage: it shows people, and the camera's retention holds for
it. --verify compares a clip and the recordings that it was made from with its manifest."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The event, where its tables and recordings are, and the clip."""
    parser.epilog = DETAIL
    parser.add_argument("event", nargs="?", metavar="EVENT_ID", help="event_id of a row of an event table")
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument("--archive", metavar="DIR", help="recordings: a folder or gs://…; only read")
    parser.add_argument("--out", metavar="FILE", help="clip to write, such as event.mp4; its manifest is FILE.json")
    parser.add_argument("--margin", type=_seconds, default=5.0, metavar="SECONDS", help="before and after it (5)")
    parser.add_argument("--site", metavar="FILE", help="the site file (YAML): for --drawn, and for what retention says")
    parser.add_argument("--drawn", action="store_true", help="draw zones, boxes and times, and pixelate people")
    parser.add_argument(
        "--pixelate",
        choices=("others", "all", "none"),
        help="who is pixelated on a drawn clip: all but those concerned (others), everybody, nobody",
    )
    parser.add_argument("--reviewer", metavar="NAME", help="who makes the clip, for its manifest")
    parser.add_argument("--verify", metavar="FILE.json", help="check a clip and its recordings against its manifest")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the clip was made or is what its manifest says; 1 when it is not.

    Raises:
        ValueError: the event is unknown, its footage is gone or altered, or the clip cannot be written so.
    """
    _refuse_unfit(arguments)
    console = Console(highlight=False, soft_wrap=True)
    if arguments.verify:
        site = _site(arguments.site) if arguments.site else None
        found = verify(arguments.verify, arguments.archive, site, clock.now())
        for line in found.lines:
            console.print(line, markup=False)
        return 0 if found.holds else 1
    event = find_event(arguments.warehouse, arguments.event, arguments.as_of)
    try:
        clip = _drawn(arguments, event) if arguments.drawn else _cut(arguments, event)
    except Gone as gone:
        if not arguments.site:
            raise
        raise ValueError(_why(_site(arguments.site), event, gone, arguments.warehouse)) from gone
    known = clip.note["clip"]
    console.print(f"{clip.path}: {known['frames']} frames from {known['first_frame_at']['local']}", markup=False)
    console.print(f"the event begins {known['event_at_clip_s']:.1f} s into the clip", markup=False)
    console.print(f"evidence in {clip.note_path}, SHA-256 {clip.note_sha256}: write it down elsewhere", markup=False)
    return 0


def _cut(arguments: argparse.Namespace, event: Event) -> Clip:
    zone = ZoneInfo(zones_of(arguments.warehouse).get(event.row["site_id"], "UTC"))
    return cut_clip(
        event, arguments.warehouse, arguments.archive, arguments.out, arguments.margin, zone, _made_by(arguments)
    )


def _drawn(arguments: argparse.Namespace, event: Event) -> Clip:
    # Loaded here and not above: the models take a second, and a clip as recorded needs none.
    from pantau.pipelines.commands.arguments.inputs import given_observer
    from pantau.transforms.evidence.drawn.drawn_clip import draw_clip

    site = _site(arguments.site)
    if site.id != event.row["site_id"]:
        raise ValueError(
            f"--site {arguments.site}: is of site {site.id}, the event of {event.row['site_id']}; name its site file"
        )
    return draw_clip(
        event,
        arguments.warehouse,
        arguments.archive,
        arguments.out,
        arguments.margin,
        arguments.pixelate or "others",
        given_observer(arguments.site, site),
        _made_by(arguments),
    )


def _why(site: Site, event: Event, gone: Gone, warehouse: str) -> str:
    """Why a recording of an event is not there."""
    rows = [row for row in recordings_near(warehouse, event) if row["recording_uri"] == gone.recording_uri]
    row = rows[0] if rows else {**event.row, "recording_uri": gone.recording_uri, "ended_at": None}
    return why_missing(site, row, clock.now().astimezone(site.zone).date()).told()


def _site(address: str) -> Site:
    from pantau.pipelines.commands.arguments.inputs import given_site

    return given_site(address)


def _made_by(arguments: argparse.Namespace) -> MadeBy:
    """Who asks, and the command with all that it was given."""
    words = ["pantau", "clip", arguments.event]
    for name in ("warehouse", "as_of", "archive", "out", "margin", "site", "drawn", "pixelate", "reviewer"):
        value = getattr(arguments, name)
        if value not in (None, False):
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return MadeBy(arguments.reviewer, tuple(words))


def _refuse_unfit(arguments: argparse.Namespace) -> None:
    """Raises ValueError where what was given does not go together."""
    if not arguments.archive:
        raise ValueError("--archive: say where the recordings are, a folder or gs://…")
    if arguments.verify:
        if arguments.event:
            raise ValueError(f"--verify {arguments.verify}: the manifest says which event it is of; leave EVENT_ID out")
        return
    if not (arguments.event and arguments.out):
        raise ValueError("EVENT_ID, --out: say which event and where the clip goes, or --verify FILE.json")
    if arguments.drawn and not arguments.site:
        raise ValueError("--drawn: needs the zones of the site file; name it with --site")
    if arguments.pixelate and not arguments.drawn:
        raise ValueError(f"--pixelate {arguments.pixelate}: a clip as recorded shows everybody; add --drawn")


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 86_400:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 86400 seconds")
    return value
