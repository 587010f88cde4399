"""When files begin whose names do not tell it, as it is given to `pantau site new` or asked there."""

import argparse
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console

from pantau.pipelines.site_setup import SetupFindings
from pantau.schemas.site.new.new_site import NewKnownStart

SHOWN = 8
"""Files that are listed: chosen, as what one sees at a glance."""


def describe_starts(parser: argparse.ArgumentParser) -> None:
    """The options by which starts are given."""
    parser.add_argument(
        "--start",
        action="append",
        nargs="+",
        metavar=("FILE", "TIME"),
        help="when a file begins whose name tells no time, such as clip.mp4 '2026-11-02 08:00:00', by the clock of its "
        "recorder; a third word names the camera, if it is another than the one that is told",
    )
    parser.add_argument("--start-source", metavar="TEXT", help="how these starts are known")


def tell_timeless(found: SetupFindings, console: Console) -> None:
    """Prints the files whose names tell no time, with the camera whose they would be."""
    if not found.timeless:
        return
    console.print("• when these begin only you can say (--start FILE TIME, --start-source TEXT):", soft_wrap=True)
    for one in found.timeless[:SHOWN]:
        console.print(f"    {one.path}: camera {' or '.join(one.cameras[:SHOWN])}", soft_wrap=True)
    more = len(found.look.found.timeless) - SHOWN
    if more > 0:
        console.print(f"    and {more} more", soft_wrap=True)


def started_files(arguments: argparse.Namespace, found: SetupFindings, names_zone: str) -> tuple[NewKnownStart, ...]:
    """The starts that were given; where there are none and somebody sits at the terminal, those that are typed.

    Raises:
        ValueError: a file, a time or a camera is none, or it is not said how a start is known.
    """
    given = arguments.start
    if given is None and found.timeless and sys.stdin.isatty():
        given = [[one.path, at] for one in found.timeless if (at := input(f"{one.path} begins at (Enter: unknown): "))]
    source = arguments.start_source
    if given and source is None and sys.stdin.isatty():
        source = input("how these starts are known: ")
    if given and not source:
        raise ValueError("--start-source: not given; say how the starts are known, as a clock burnt into the picture")
    return tuple(_start(words, source, found, ZoneInfo(names_zone)) for words in given or ())


def _start(words: list[str], source: str, found: SetupFindings, zone: ZoneInfo) -> NewKnownStart:
    told = f"--start {' '.join(words)}"
    if not 2 <= len(words) <= 3:
        raise ValueError(f"{told}: should be a file, a time and if need be a camera; put a time with a blank in quotes")
    path, at = words[:2]
    file = next((one for one in found.timeless if one.path == path), None)
    if file is None:
        raise ValueError(f"{told}: no file without a time has this name; write it as it is listed")
    camera = words[2] if len(words) == 3 else file.cameras[0]
    if camera not in file.cameras:
        raise ValueError(f"{told}: there is no camera {camera}; name one of {', '.join(file.cameras)}")
    try:
        started = datetime.fromisoformat(at)
    except ValueError as error:
        raise ValueError(f"{told}: {at} is no time; write it as 2026-11-02 08:00:00") from error
    aware = started if started.tzinfo else started.replace(tzinfo=zone)
    return NewKnownStart(path, camera, found.places[camera].recorder, aware.isoformat(" ", "seconds"), source)
