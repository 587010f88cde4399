"""Which camera a file belongs to and when it begins, from its name and the site file."""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pantau.schemas.site import Site
from pantau.schemas.site.base import normal_form
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.recorders import ASSUMED, Clock, Recorder
from pantau.transforms.bulkhead import Bulkhead, Lost
from pantau.transforms.epoch import epoch_s, utc
from pantau.transforms.recordings.archive import recording_parts
from pantau.transforms.recordings.file_names import ParsedName, UnreadableName, parse_name, to_utc
from pantau.transforms.recordings.files.misplaced import remedy_for
from pantau.transforms.recordings.files.whole_names import whole_names
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.name_patterns import Pattern, compile_pattern
from pantau.transforms.recordings.probing.container_time import CONTAINER, OPENED_WITHIN_S, read_container_time
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.work_limits import read_bounds
from pantau.transforms.storage.address import is_cloud

KNOWN_START, CONTAINER_TIME = "known_start", "container_time"
"""Stand for the naming pattern where a start is no reading of the recorder's clock in whole seconds."""

TIMELESS = ("unknown_name", "name_without_time")
FUTURE_TIME = "future_time"


class NamedRecording(NamedTuple):
    """A file whose camera and start are known. `recorder_*`: epoch seconds by the recorder's clock, not corrected.

    `recorder_ended_s` is `None` where the name gives no end, and before the start where the clock was set back.
    `recorder_next_s` is when the next file of the same kind begins on its service date, by its name. `clock_*` is what
    the site file says of that clock: recorder time minus true time, ± uncertainty, and who found it out. `run_id` names
    the run of its service date, once all of that date are known.
    """

    path: str
    bytes: int
    camera_id: str
    pattern: str
    recorder_started_s: float
    recorder_ended_s: float | None
    clock_offset_s: float
    clock_uncertainty_s: float
    clock_source: str
    recorder_next_s: float | None = None
    run_id: str = ""

    @property
    def recorder_started_at(self) -> datetime:
        """Start by the recorder's clock, UTC."""
        return utc(self.recorder_started_s)

    @property
    def recorder_ended_at(self) -> datetime | None:
        """End by the name and the recorder's clock, UTC."""
        return utc(self.recorder_ended_s)

    @property
    def recorder_next_at(self) -> datetime | None:
        """Start of the next file by the recorder's clock, UTC."""
        return utc(self.recorder_next_s)

    @property
    def started_at(self) -> datetime:
        """True start, UTC."""
        return self.recorder_started_at - timedelta(seconds=self.clock_offset_s)

    @property
    def ended_at(self) -> datetime | None:
        """True end by the name, UTC; `None` where the name gives none that can be."""
        if self.recorder_ended_s is None or self.recorder_ended_s <= self.recorder_started_s:
            return None
        return self.recorder_ended_at - timedelta(seconds=self.clock_offset_s)

    def service_date(self, zone: ZoneInfo) -> date:
        """Local date of the true start."""
        return self.started_at.astimezone(zone).date()


def _named(
    listed: Listed, camera_id: str, pattern: str, started: datetime, ended: datetime | None, clock: Clock
) -> NamedRecording:
    return NamedRecording(
        listed.path,
        listed.bytes,
        camera_id,
        pattern,
        epoch_s(started),
        epoch_s(ended),
        clock.offset_s,
        clock.uncertainty_s,
        clock.source,
    )


class UnnamedFile(Exception):
    """The file cannot be given to a camera and a time; the message says why and what to do."""

    def __init__(self, word: str, message: str) -> None:
        super().__init__(word, message)
        self.word = word

    def __str__(self) -> str:
        return self.args[1]


class CameraAssigner:
    """Gives the files of an archive to the cameras of a site.

    Names are compared in one Unicode normal form; paths stay as the archive has them.
    """

    def __init__(self, site: Site, archive: str = "", now: datetime | None = None) -> None:
        """Compiles the site's own naming patterns. `archive` is the folder in which containers are asked for the time.

        That is done in a process of its own, which `close` ends. No start after `now`, aware, is believed; `None`
        believes all.

        Raises:
            ValueError: one of them is not valid; the message names it.
        """
        self.site, self.archive, self.now = site, archive, now
        self._told = Bulkhead(partial(_container_time, archive), partial(read_bounds, settings=site.night))
        self.own: dict[str, list[Pattern]] = {
            recorder.id: [
                compile_pattern(pattern.id, pattern.regex, pattern.channel_base, f"recorders[{i}].patterns[{j}]")
                for j, pattern in enumerate(recorder.patterns)
            ]
            for i, recorder in enumerate(site.recorders)
        }
        self.known = {known.file: (recorder, known) for recorder in site.recorders for known in recorder.known_starts}

    def close(self) -> None:
        """Ends what has asked containers."""
        self._told.close()

    def owns(self, path: str) -> bool:
        """Whether a file of the archive lies in the folder of a recorder, or is named by a known start."""
        return normal_form(path) in self.known or bool(self._owners(path))

    def assign(self, listed: Listed, may_open: bool = True) -> NamedRecording:
        """The camera and the start of a file, which is opened only if that is the way to date it and it `may_open`.

        Raises:
            UnnamedFile: no recorder, no camera or no time can be found for it, or more than one, or its time has not
                been.
        """
        named = self._assigned(listed, may_open)
        if self.now is not None and named.started_at - timedelta(seconds=named.clock_uncertainty_s) > self.now:
            raise UnnamedFile(FUTURE_TIME, _why_future(named, self.now, self.site.zone))
        return named

    def likely(self, listed: Listed) -> NamedRecording | None:
        """The camera and the start of a file that is not read for its ending, by what the name says without that."""
        for path in (listed.path, *whole_names(listed.path)):
            try:
                return self.assign(listed._replace(path=path), may_open=False)._replace(path=listed.path)
            except UnnamedFile:
                continue
        return None

    def _assigned(self, listed: Listed, may_open: bool) -> NamedRecording:
        path = normal_form(listed.path)
        if path in self.known:
            recorder, known = self.known[path]
            started = known.started_at.astimezone(UTC)
            clock = recorder.clock(started, self.site.zone)
            return _named(listed, known.camera, KNOWN_START, started, None, clock)
        recorder = self._recorder(listed.path)
        zone = ZoneInfo(recorder.timezone) if recorder.timezone else self.site.zone
        try:
            name = parse_name(path, zone, self.own[recorder.id])
        except UnreadableName as error:
            if may_open and recorder.container_times and error.word in TIMELESS:
                return self._by_container(listed, recorder, zone, error)
            raise UnnamedFile(error.word, str(error)) from error
        camera = self._camera(listed.path, recorder, name)
        clock = recorder.clock(name.started, self.site.zone)
        return _named(listed, camera.id, name.pattern, name.started, name.ended, clock)

    def _by_container(self, listed: Listed, recorder: Recorder, zone: ZoneInfo, why: UnreadableName) -> NamedRecording:
        try:
            told = self._told(listed)
            if told is not None and recorder.container_times == "local":
                told = to_utc(told.replace(tzinfo=None), zone)
        except (Unreadable, OSError, ValueError, Lost) as error:
            raise UnnamedFile(why.word, f"{why}; nor its container: {error}") from error
        if told is None:
            raise UnnamedFile(why.word, f"{why}; its container tells no time either")
        camera = self._camera(listed.path, recorder, ParsedName(CONTAINER_TIME, None, None, told, None))
        stated = recorder.clock(told, self.site.zone)
        clock = Clock(
            offset_s=stated.offset_s,
            uncertainty_s=stated.uncertainty_s + OPENED_WITHIN_S,
            source=CONTAINER if stated.source == ASSUMED else f"{stated.source} + {CONTAINER}",
        )
        return _named(listed, camera.id, CONTAINER_TIME, told, None, clock)

    def _recorder(self, path: str) -> Recorder:
        if not (fitting := self._owners(path)):
            archive = self.archive if is_cloud(self.archive) or not self.archive else os.path.abspath(self.archive)
            folders = [recorder.folder for recorder in self.site.recorders]
            remedy = remedy_for(normal_form(path), folders, normal_form(archive))
            raise UnnamedFile("no_recorder", f"{path}: lies in the folder of no recorder; {remedy}")
        longest = max(len(recorder.folder.strip("/")) for recorder in fitting)
        best = [recorder for recorder in fitting if len(recorder.folder.strip("/")) == longest]
        if len(best) > 1:
            names = " and ".join(recorder.id for recorder in best)
            raise UnnamedFile("two_recorders", f"{path}: could be of {names}; give each its folder in the site file")
        return best[0]

    def _owners(self, path: str) -> list[Recorder]:
        path = normal_form(path)
        return [r for r in self.site.recorders if not r.folder or path.startswith(r.folder.strip("/") + "/")]

    def _camera(self, path: str, recorder: Recorder, name: ParsedName) -> Camera:
        fitting = [
            camera
            for camera in self.site.cameras
            if camera.recorder == recorder.id
            and (camera.channel is None or camera.channel == name.channel)
            and (camera.device is None or camera.device == name.device)
        ]
        place = f"channel {name.channel}" if name.channel is not None else "a name without a channel"
        if not fitting:
            raise UnnamedFile(
                "no_camera",
                f"{path}: no camera of recorder {recorder.id} has {place}"
                f"{f' and device {name.device}' if name.device else ''}; add it to the site file",
            )
        if len(fitting) > 1:
            names = ", ".join(camera.id for camera in fitting)
            raise UnnamedFile(
                "two_cameras", f"{path}: {place} could be of {names}; give each its channel or device in the site file"
            )
        return fitting[0]


def newest_start(recordings: Iterable[NamedRecording]) -> float:
    """When the newest of some recordings begins, epoch seconds UTC: so far their recorder has come."""
    return max(recording.started_at.timestamp() for recording in recordings)


def dates_reached(named: Iterable[NamedRecording], zone: ZoneInfo) -> dict[str, set[date]]:
    """For each file, the local dates its frames may reach, by its name: two where it may cross a midnight.

    Without an end in the name only a camera's last file of a date may cross, since the next one begins before.
    """
    named = sorted(named, key=lambda file: (file.camera_id, file.started_at))
    reached: dict[str, set[date]] = {}
    for file, following in pairwise([*named, None]):
        start = file.service_date(zone)
        if file.ended_at is not None:
            end = (file.ended_at - timedelta(microseconds=1)).astimezone(zone).date()
        elif following and following.camera_id == file.camera_id and following.service_date(zone) == start:
            end = start
        else:
            end = start + timedelta(days=1)
        reached[file.path] = {start, max(start, end)}
    return reached


def _why_future(named: NamedRecording, now: datetime, zone: ZoneInfo) -> str:
    told = {KNOWN_START: "its known start", CONTAINER_TIME: "its container"}.get(named.pattern, "its name")
    begins, is_now = (moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %Z") for moment in (named.started_at, now))
    wrong = "correct that" if named.pattern == KNOWN_START else "the recorder's clock was ahead: add a known start"
    return (
        f"{named.path}: begins at {begins} by {told}, and it is {is_now} by the clock of this machine; {wrong} in the "
        "site file, or set the clock of this machine if it is late"
    )


def _container_time(archive: str, listed: Listed) -> datetime | None:
    return read_container_time(recording_parts(archive, listed.path), listed.path)
