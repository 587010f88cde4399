"""`pantau site draw`: the zones of a camera on one of its frames."""

import argparse
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

import cv2

from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.dates import day_of
from pantau.schemas.site import Site
from pantau.transforms.drawing.frame import take_frame
from pantau.transforms.drawing.frame_choice import NEAR_S, ChosenFrame, file_at, files_of, frame_near, fullest_frame
from pantau.transforms.drawing.sheet import draw_sheet
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.probing.witnesses import as_recorded
from pantau.transforms.recordings.recording_rows import witnesses_of

FOOTAGE = """The frame shows people: it is footage, and the camera's retention holds for it as for the recording."""


def describe_draw(parser: argparse.ArgumentParser) -> None:
    """The camera, the date and where the frame goes."""
    parser.add_argument("--archive", required=True, metavar="DIR", help="recordings: a folder or gs://…; only read")
    parser.add_argument("--camera", required=True, metavar="ID", help="camera of the site file")
    parser.add_argument("--date", metavar="DAY", help="service date (the last with a recording)")
    parser.add_argument("--at", metavar="TIME", help="time of the frame, as 08:30 or 08:30:05 (site's time zone)")
    parser.add_argument(
        "--warehouse", metavar="DIR", help="draw what was seen too, on the frame with most people, or near --at"
    )
    parser.add_argument("--ruler", action="store_true", help="draw a ruler in fractions of the frame, as zones have")
    parser.add_argument("--out", required=True, metavar="PNG", help="frame to write")


def draw(arguments: argparse.Namespace, site: Site) -> int:
    """0 when the frame was written.

    Raises:
        ValueError, OSError: the camera, the date or the place cannot be used.
    """
    known = [camera.id for camera in site.cameras]
    if arguments.camera not in known:
        raise ValueError(f"--camera {arguments.camera}: is not in {arguments.site}; its cameras are {', '.join(known)}")
    if Path(arguments.out).suffix.lower() != ".png":
        raise ValueError(f"--out {arguments.out}: the frame is written as PNG; name it .png")
    files = files_of(site, arguments.archive, arguments.camera, clock.now())
    day = _day(arguments, site, files)
    asked = _time(arguments.at, day, site) if arguments.at is not None else None
    seen = None
    if arguments.warehouse:
        looked = (site, arguments.warehouse, arguments.camera, day)
        seen = frame_near(*looked, asked) if asked else fullest_frame(*looked)
    aspect = site.camera(arguments.camera).shown_aspect
    frame, started_at, uri, offset_s = _frame(arguments.archive, site, seen, files, day, asked, aspect)
    at = (started_at + timedelta(seconds=offset_s)).astimezone(site.zone)
    sheet = draw_sheet(
        frame,
        site.camera(arguments.camera).view(day).zones,
        seen.detections if seen else None,
        f"{site.name}: {arguments.camera}, {at:%Y-%m-%d %H:%M:%S %Z}",
        f"{uri} at {offset_s:.1f} s",
        arguments.ruler,
    )
    Path(arguments.out).parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(arguments.out, sheet):
        raise OSError(f"--out {arguments.out}: cannot be written; name a file in a folder that may be written to")
    print(f"{arguments.out}: {arguments.camera} at {at:%Y-%m-%d %H:%M:%S}; it is footage, with the camera's retention")
    return 0


def _day(arguments: argparse.Namespace, site: Site, files: list[NamedRecording]) -> date:
    dates = sorted({named.service_date(site.zone) for named in files})
    if not dates:
        raise ValueError(f"--archive {arguments.archive}: has no recording of camera {arguments.camera}")
    day = day_of(arguments.date, "--date", site.zone) if arguments.date else dates[-1]
    if day not in dates:
        raise ValueError(
            f"--date {day}: camera {arguments.camera} has no recording; it has some from {dates[0]} to {dates[-1]}"
        )
    return day


def _time(text: str, day: date, site: Site) -> datetime:
    try:
        return datetime.combine(day, time.fromisoformat(text), site.zone)
    except ValueError as error:
        raise ValueError(f"--at {text}: is no time; write it as 08:30 or 08:30:05") from error


def _frame(
    archive: str,
    site: Site,
    seen: ChosenFrame | None,
    files: list[NamedRecording],
    day: date,
    asked: datetime | None,
    aspect: Fraction | None,
) -> tuple:
    """Pixels, start of the recording, its path and the frame's offset: what was seen, at the time asked for, or the
    middle of the day."""
    if seen:
        row, uri = seen.recording, seen.recording["recording_uri"]
        pixels, offset_s = take_frame(recording_file(archive, uri), uri, seen.offset_s, as_recorded(row), aspect)
        return pixels, row["started_at"], uri, offset_s
    of_day = [named for named in files if named.service_date(site.zone) == day]
    named, wanted_s = file_at(of_day, asked) if asked else (of_day[len(of_day) // 2], None)
    started: datetime = named.started_at
    witnesses = witnesses_of(named, site)
    pixels, offset_s = take_frame(recording_file(archive, named.path), named.path, wanted_s, witnesses, aspect)
    if wanted_s is not None and abs(offset_s - wanted_s) > NEAR_S:
        nearest = (started + timedelta(seconds=offset_s)).astimezone(site.zone)
        raise ValueError(
            f"--at {asked:%H:%M:%S}: nothing was recorded then; the nearest frame of {named.path} is of "
            f"{nearest:%H:%M:%S}"
        )
    return pixels, started, named.path, offset_s
