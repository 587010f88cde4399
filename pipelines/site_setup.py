"""Setting up a site from its recordings: what an archive holds, and the site file made of it and of what people say."""

from collections import Counter as Tally
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from pantau.schemas.site import Site
from pantau.schemas.site.new.new_site import NewPattern, NewRecorder, identifier
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost, Unusable
from pantau.transforms.recordings.found_cameras.found_archive import FoundCamera, UnreadNames
from pantau.transforms.recordings.found_cameras.recording_head import RecordingHead, read_head, told_utc_offset
from pantau.transforms.recordings.found_cameras.timeless_files import TimelessGroup, timeless_groups
from pantau.transforms.recordings.found_cameras.tried_patterns import (
    ArchiveLook,
    ReadName,
    TriedPattern,
    look_at_archive,
)
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from pantau.transforms.recordings.probing.opening import Unreadable

__all__ = [
    "CameraProposal",
    "ReadName",
    "SetupFindings",
    "SetupLost",
    "TimelessCamera",
    "TimelessFile",
    "TriedPattern",
    "UnreadNames",
    "look",
    "recorded_dates",
]

LOOK_S, HEAD_S, MEGABYTES = 300.0, 20.0, 1500
"""What reading all names of an archive, and the head of one recording, may take. Chosen: a million names are read
within the one; a pattern that never ends, as a badly written one, and a file that hangs end with them."""


MOST_TIMELESS = 100
"""Files of which it is asked when they begin: chosen, more than anybody types; others are named in the site file."""


class SetupLost(Exception):
    """The archive could not be looked through; the message says why."""


@dataclass(frozen=True)
class CameraProposal:
    """A camera of the archive as a site file may describe it.

    device: where the channel alone does not tell it from others. head: of its latest recording, or `None` with the
    reason in `unread`. told_offset_h: hours by which the names are ahead of UTC, as its container says, if it says it.
    """

    id: str
    recorder: str
    device: str | None
    found: FoundCamera
    head: RecordingHead | None
    unread: str
    told_offset_h: float | None
    zone: ZoneInfo

    @property
    def channel(self) -> int | None:
        """The channel, counted from 1."""
        return self.found.channel

    @property
    def oldest(self) -> date:
        """The local date of its earliest recording."""
        return self.found.first.astimezone(self.zone).date()

    @property
    def newest(self) -> date:
        """The local date of its latest recording."""
        return self.found.last.astimezone(self.zone).date()

    @property
    def clock_differs(self) -> bool:
        """Whether the container says that the names are written in another time zone."""
        usual = self.found.last.astimezone(self.zone).utcoffset()
        return self.told_offset_h is not None and self.told_offset_h * 3600 != usual.total_seconds()

    @property
    def note(self) -> str:
        """What was found of it, for the site file."""
        seen = f"{self.head.width} × {self.head.height}, {self.head.codec}; " if self.head else ""
        return f"{seen}{self.found.files} files from {self.oldest} to {self.newest}"


@dataclass(frozen=True)
class TimelessCamera:
    """A camera that may have recorded files whose names tell no time, of a folder without other recordings."""

    id: str
    recorder: str
    group: TimelessGroup
    channel: None = None
    device: None = None

    @property
    def note(self) -> str:
        """What was found of it, for the site file."""
        return f"{len(self.group.files)} files whose names do not tell the time"


@dataclass(frozen=True)
class TimelessFile:
    """A file whose name tells no time, and the names of the cameras whose it may be, the likely one first."""

    path: str
    cameras: tuple[str, ...]


@dataclass(frozen=True)
class SetupFindings:
    """What was found in an archive, with the names of recorders and cameras that are proposed.

    timeless_cameras: those that there are only if somebody says when one of their files begins. timeless: the first
    `MOST_TIMELESS` of these files.
    """

    look: ArchiveLook
    recorders: tuple[NewRecorder, ...]
    cameras: tuple[CameraProposal, ...]
    timeless_cameras: tuple[TimelessCamera, ...] = ()
    timeless: tuple[TimelessFile, ...] = ()

    @property
    def places(self) -> dict[str, CameraProposal | TimelessCamera]:
        """The cameras of both kinds by their names."""
        return {one.id: one for one in (*self.cameras, *self.timeless_cameras)}


def look(archive: str, timezone: str, regexes: Sequence[str] = ()) -> SetupFindings:
    """Looks through an archive whose names are written in a time zone; `regexes` are patterns of the site's own.

    Names are read and recordings opened in a process of their own, which ends with it.

    Raises:
        SetupLost: that took too long, or more memory than it may.
        ValueError, OSError: the archive is no folder, is a warehouse, or cannot be reached; or there is no such zone.
    """
    zone = ZoneInfo(timezone)
    apart = Bulkhead(_call, lambda task: task[0])
    try:
        task = partial(look_at_archive, archive, zone, tuple(regexes))
        found: ArchiveLook = apart((Bounds(archive, LOOK_S, MEGABYTES), task))
        heads = [_head(apart, archive, camera.sample) for camera in found.found.cameras]
    except (Lost, Unusable) as lost:
        raise SetupLost(str(lost)) from lost
    finally:
        apart.close()
    recorders = _recorders(found)
    cameras = tuple(_proposals(found.found.cameras, heads, recorders, zone))
    asked = found.found.timeless[:MOST_TIMELESS]
    groups = timeless_groups(asked, {one.folder for one in recorders})
    recorders = _with_folders(recorders, groups)
    timeless = _timeless_cameras(groups, recorders, [one.id for one in cameras])
    known = tuple(one.id for one in cameras)
    return SetupFindings(
        found, recorders, cameras, timeless, tuple(TimelessFile(path, _may_be(path, timeless, known)) for path in asked)
    )


def _call(task: tuple[Bounds, Callable[[], Any]]) -> Any:
    return task[1]()


def _head(apart: Bulkhead, archive: str, sample: str) -> RecordingHead | str:
    try:
        return apart((Bounds(sample, HEAD_S, MEGABYTES), partial(read_head, archive, sample)))
    except (Unreadable, OSError, Lost) as error:
        return str(error)


def _recorders(found: ArchiveLook) -> tuple[NewRecorder, ...]:
    used: dict[str, set[str]] = {}
    for camera in found.found.cameras:
        used.setdefault(camera.folder, set()).add(camera.pattern)
    made: list[NewRecorder] = []
    for folder, patterns in used.items():
        name = identifier(folder.rpartition("/")[2], "recorder", [one.id for one in made])
        own = (NewPattern(one.id, one.regex, one.channel_base) for one in found.given if one.id in patterns)
        made.append(NewRecorder(name, folder, tuple(own)))
    return tuple(made)


def _with_folders(recorders: tuple[NewRecorder, ...], groups: Sequence[TimelessGroup]) -> tuple[NewRecorder, ...]:
    made = list(recorders)
    for folder in dict.fromkeys(group.folder for group in groups):
        made.append(NewRecorder(identifier(folder.rpartition("/")[2], "recorder", [one.id for one in made]), folder))
    return tuple(made)


def _timeless_cameras(
    groups: Sequence[TimelessGroup], recorders: Sequence[NewRecorder], taken: Sequence[str]
) -> tuple[TimelessCamera, ...]:
    ids = {recorder.folder: recorder.id for recorder in recorders}
    made: list[TimelessCamera] = []
    for group in groups:
        name = identifier(group.name, "cam", [*taken, *(one.id for one in made)])
        made.append(TimelessCamera(name, ids[group.folder], group))
    return tuple(made)


def _may_be(path: str, timeless: Sequence[TimelessCamera], known: tuple[str, ...]) -> tuple[str, ...]:
    """Its own camera, others of the folder, then those that are known by their names."""
    folder = path.rpartition("/")[0]
    near = [one for one in timeless if one.group.folder == folder]
    return *(one.id for one in sorted(near, key=lambda one: path not in one.group.files)), *known


def _proposals(
    cameras: Sequence[FoundCamera],
    heads: Sequence[RecordingHead | str],
    recorders: Sequence[NewRecorder],
    zone: ZoneInfo,
) -> list[CameraProposal]:
    ids: Mapping[str, str] = {recorder.folder: recorder.id for recorder in recorders}
    same_channel = Tally((camera.folder, camera.channel) for camera in cameras)
    made: list[CameraProposal] = []
    for camera, head in zip(cameras, heads, strict=True):
        device = camera.device if same_channel[camera.folder, camera.channel] > 1 else None
        which = [ids[camera.folder] if len(recorders) > 1 else "", device or "", str(camera.channel or "")]
        name = identifier("-".join(part for part in which if part), "cam", [one.id for one in made])
        seen = head if isinstance(head, RecordingHead) else None
        made.append(
            CameraProposal(
                name,
                ids[camera.folder],
                device,
                camera,
                seen,
                "" if seen else str(head),
                _offset_h(camera.last, zone, seen),
                zone,
            )
        )
    return made


def _offset_h(last: datetime, zone: ZoneInfo, head: RecordingHead | None) -> float | None:
    told = told_utc_offset(last, zone, head.container_started_at) if head else None
    return told.total_seconds() / 3600 if told is not None else None


def recorded_dates(site: Site, archive: str) -> tuple[date, ...]:
    """The local dates of which an archive has recordings of a site, by their names, in order.

    Raises:
        ValueError, OSError: the archive cannot be listed, or a naming pattern of the site file is not valid.
    """
    dated = (one for one in named_files(site, archive) if isinstance(one, DatedFile) and not one.set_aside)
    return tuple(sorted({one.recording.service_date(site.zone) for one in dated}))
