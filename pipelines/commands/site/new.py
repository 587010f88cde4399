"""`pantau site new`: the cameras that an archive holds, and a site file for them."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.site.started_files import describe_starts, started_files, tell_timeless
from pantau.pipelines.site_setup import SetupFindings, SetupLost, TriedPattern, look
from pantau.schemas.default_zone import DEFAULT_ZONE
from pantau.schemas.site import SiteFileError, parse_site
from pantau.schemas.site.hours import WEEKDAYS
from pantau.schemas.site.new.new_site import ZONE_TYPES, LegalRegister, NewCamera, NewKnownStart, NewSite
from pantau.schemas.site.new.written import written
from pantau.schemas.site.recorders import check_zone
from pantau.transforms.storage.address import is_cloud


@dataclass(frozen=True)
class NeededAnswer:
    """What only people of the office know: the option, what it is, and how it is asked."""

    option: str
    asked: str
    many: bool = False

    @property
    def name(self) -> str:
        """The name of the argument."""
        return self.option.replace("-", "_")


NEEDED = (
    NeededAnswer("name", "name of the place"),
    NeededAnswer("agency", "name of the agency that serves there"),
    NeededAnswer("counter", "name of a counter, such as Loket 1", many=True),
    NeededAnswer("hours", "service hours, such as mon-thu=07:30-16:00 or fri=07:30-13:00", many=True),
    NeededAnswer("hours-source", "the rule that these hours come from"),
    NeededAnswer("purpose", "why the cameras are there (UU 27/2022, art. 17)"),
    NeededAnswer("legal-basis", "the rule by which their footage may be used to measure service"),
    NeededAnswer("notice-date", "since when a notice tells visitors of them, as 2024-03-31"),
    NeededAnswer("retention-days", "days after which recordings are deleted"),
)


def describe_new(parser: argparse.ArgumentParser) -> None:
    """The archive, the file to write, and what goes into it."""
    parser.epilog = (
        "Without --site it only tells what it finds. What the law and the calendar need is asked for where it is not "
        "given; without a terminal all of it must be."
    )
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    parser.add_argument("--site", metavar="FILE", help="the site file to write, which is not there yet")
    parser.add_argument(
        "--timezone", default=DEFAULT_ZONE, metavar="ZONE", help=f"time zone of the place ({DEFAULT_ZONE})"
    )
    parser.add_argument("--names-timezone", metavar="ZONE", help="the one in which names are written, if another")
    parser.add_argument(
        "--pattern", action="append", default=[], metavar="REGEX", help="how names are read that it does not know"
    )
    parser.add_argument("--zone-type", default=ZONE_TYPES[0], choices=ZONE_TYPES, help=f"({ZONE_TYPES[0]})")
    describe_starts(parser)
    for question in NEEDED:
        action = "append" if question.many else "store"
        parser.add_argument(f"--{question.option}", action=action, metavar="TEXT", help=question.asked)


def make_new(arguments: argparse.Namespace) -> int:
    """0 when the cameras were told, and the site file was written where one was named.

    Raises:
        ValueError, OSError: the archive, a pattern, an answer or the file cannot be used.
    """
    names_zone = check_zone(arguments.names_timezone or arguments.timezone)
    check_zone(arguments.timezone)
    if not is_cloud(arguments.archive) and not Path(arguments.archive).is_dir():
        raise NotADirectoryError(f"--archive {arguments.archive}: is not a folder; name the folder of the recordings")
    if arguments.site and Path(arguments.site).exists():
        raise ValueError(f"--site {arguments.site}: is there already and is not written over; name another file")
    try:
        found = look(arguments.archive, names_zone, arguments.pattern)
    except SetupLost as lost:
        raise ValueError(str(lost)) from lost
    if wrong := next((one for one in found.look.given if one.problem), None):
        raise ValueError(f"--pattern: {wrong.problem}")
    _tell(found, Console(markup=False))
    if not arguments.site:
        return 0
    starts = started_files(arguments, found, names_zone)
    if not found.cameras and not starts:
        raise ValueError(
            f"--archive {arguments.archive}: no name of a recording can be read, so there is no camera to describe; "
            "name another folder, give a --pattern, or say by --start when a file begins"
        )
    site = _site(arguments, found, starts)
    text = written(site)
    try:
        parse_site(text, "with these answers the site file")
    except SiteFileError as error:
        raise ValueError(f"{error}\nNothing was written; give other answers") from error
    with Path(arguments.site).open("x", encoding="utf-8") as file:
        file.write(text)
    print(f"{arguments.site}: written, with {len(site.cameras)} cameras; `pantau desk` draws their zones")
    return 0


def _tell(found: SetupFindings, console: Console) -> None:
    table = Table()
    for name in ("camera", "folder", "channel", "device", "files", "from", "to", "picture", "names by"):
        table.add_column(name)
    for one in found.cameras:
        first, last = (at.astimezone(one.zone) for at in (one.found.first, one.found.last))
        picture = f"{one.head.width} × {one.head.height} {one.head.codec}" if one.head else "?"
        which = ("" if value is None else str(value) for value in (one.channel, one.found.device, one.found.files))
        times = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (first, last))
        table.add_row(one.id, one.found.folder, *which, *times, picture, one.found.pattern)
    if found.cameras:
        console.print(table)
    for one in found.cameras:
        if one.unread:
            console.print(f"• {one.id}: {one.unread}", soft_wrap=True)
        if one.clock_differs:
            console.print(
                f"• {one.id}: its container says that names are written in UTC{one.told_offset_h:+g}; if so, give "
                "--names-timezone, or `timezone` of the recorder in the site file",
                soft_wrap=True,
            )
    for names in found.look.found.unread:
        console.print(f"• {names.files} files are not read, such as {names.reason}", soft_wrap=True)
    for one in found.look.proposed:
        _tell_pattern(one, console)
    tell_timeless(found, console)


def _tell_pattern(one: TriedPattern, console: Console) -> None:
    quoted = "'" + one.regex.replace("'", "'\\''") + "'"
    console.print(f"  --pattern {quoted}\n  would read {one.reads} of {one.names}:", soft_wrap=True)
    for read in one.examples:
        name = read.name
        told = f"{name.started:%Y-%m-%d %H:%M:%S} UTC, channel {name.channel}, device {name.device}" if name else "no"
        console.print(f"    {read.path}: {told}", soft_wrap=True)


def _site(arguments: argparse.Namespace, found: SetupFindings, starts: tuple[NewKnownStart, ...]) -> NewSite:
    by_start = {start.camera for start in starts}
    cameras = (*found.cameras, *(one for one in found.timeless_cameras if one.id in by_start))
    used = {one.recorder for one in cameras}
    answers = _answers(arguments)
    register = LegalRegister(*(answers[name] for name in ("purpose", "legal_basis", "notice_date", "retention_days")))
    return NewSite(
        answers["name"],
        arguments.timezone,
        arguments.names_timezone or arguments.timezone,
        answers["agency"],
        _hours(answers["hours"]),
        answers["hours_source"],
        tuple(answers["counter"]),
        tuple(recorder for recorder in found.recorders if recorder.id in used),
        tuple(
            NewCamera(one.id, one.recorder, one.channel, one.device, arguments.zone_type, register, one.note)
            for one in cameras
        ),
        starts,
    )


def _answers(arguments: argparse.Namespace) -> dict[str, object]:
    """What was given, and what is asked for at the terminal."""
    given = {question.name: getattr(arguments, question.name) for question in NEEDED}
    lacking = [question for question in NEEDED if given[question.name] is None]
    if lacking and not sys.stdin.isatty():
        options = ", ".join(f"--{question.option}" for question in lacking)
        raise ValueError(f"{options}: not given, and nobody can be asked here; give them, or run it in a terminal")
    for question in lacking:
        given[question.name] = _asked(question)
    return given


def _asked(question: NeededAnswer) -> str | list[str]:
    if not question.many:
        return input(f"{question.asked}: ")
    answers = []
    while answer := input(f"{question.asked} (Enter when done): ").strip():
        answers.append(answer)
    return answers


def _hours(texts: list[str]) -> dict[str, str]:
    """Hours by weekday, of texts such as `mon-thu=07:30-16:00`."""
    found = {}
    for text in texts:
        days, _, hours = text.partition("=")
        first, _, last = (part.strip().lower() for part in days.partition("-"))
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS or not hours:
            raise ValueError(f"--hours {text}: should be written such as mon-thu=07:30-16:00 or fri=07:30-13:00")
        for day in WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last or first) + 1]:
            found[day] = hours.strip()
    return found
