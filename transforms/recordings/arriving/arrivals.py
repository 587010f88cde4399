"""What an archive holds of each service date, looked at again and again: only what is new is named."""

import time
from collections import defaultdict
from collections.abc import Mapping, Set
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

from pantau.schemas.site import Site
from pantau.transforms.recordings.camera_assignment import NamedRecording, dates_reached, newest_start
from pantau.transforms.recordings.listing import Listed, list_archive
from pantau.transforms.recordings.named.naming import DatedFile, Naming

Input = tuple[str, int]
"""A recording by its path in the archive and its bytes: one that has grown is another one."""


class LastWritten(NamedTuple):
    """When a recording was written to last, epoch seconds: `told_s` by its file; `seen_s` as far as that can be, or the
    look that found another time there than the one before."""

    told_s: float
    seen_s: float


@dataclass(frozen=True)
class ArchiveNow:
    """The finished recordings of each service date, by their names; those that may reach into the date after; all
    paths that are there, finished or not; when the newest recording of each camera begins, epoch seconds; when
    recordings were written to last; and those of cameras that see restricted areas, if the site file says that these
    come first."""

    recordings: dict[date, frozenset[Input]]
    reaching: frozenset[Input]
    paths: frozenset[str]
    newest: dict[str, float] = field(default_factory=dict)
    written: Mapping[Input, LastWritten] = field(default_factory=dict)
    first: frozenset[Input] = frozenset()


@dataclass
class Arrivals:
    """Looks at an archive, as often as it is asked.

    A recording that was written to within `settled_s` seconds is not finished yet. What cannot be named is tried again
    at each look: a recording that begins in the future will not always do so. One that was written to since the last
    look is named again, since its container may tell another time.
    """

    site: Site
    archive: str
    settled_s: float
    _named: dict[Input, NamedRecording] = field(default_factory=dict, init=False, repr=False)
    _seen: ArchiveNow = field(default=ArchiveNow({}, frozenset(), frozenset()), init=False, repr=False)

    def look(self, now: datetime) -> ArchiveNow:
        """What is there at an aware moment; no recording that begins after it is believed.

        Raises:
            OSError: the archive cannot be reached.
            ValueError: it is a warehouse, or a naming pattern of the site file is not valid.
        """
        listed = list(list_archive(self.archive, self.settled_s))
        finished = {(one.path, one.bytes): one for one in listed if one.kind == "recording"}
        known, written = self._seen.written, self._written(finished, time.time())
        named = {
            one: self._named[one] for one in finished if one in self._named and known[one].told_s == written[one].told_s
        }
        named |= self._newly_named([file for one, file in finished.items() if one not in named], now)
        paths = frozenset(one.path for one in listed)
        # Most looks find nothing new.
        unchanged = named == self._named
        self._named = named
        seen = self._seen if unchanged else self._of_dates()
        self._seen = replace(seen, paths=paths, written=written)
        return self._seen

    def forget(self, inputs: Set[Input]) -> None:
        """Names recordings anew at the next look, as those whose container tells another time by then."""
        if inputs:
            self._named = {one: named for one, named in self._named.items() if one not in inputs}
            self._seen = replace(self._of_dates(), paths=self._seen.paths, written=self._seen.written)

    def _written(self, finished: Mapping[Input, Listed], now_s: float) -> dict[Input, LastWritten]:
        """A time that has not been tells nothing."""
        written = {}
        for one, file in finished.items():
            known = self._seen.written.get(one)
            if known is None:
                written[one] = LastWritten(file.written_s, file.written_s if file.written_s <= now_s else 0.0)
            else:
                written[one] = known if known.told_s == file.written_s else LastWritten(file.written_s, now_s)
        return written

    def _of_dates(self) -> ArchiveNow:
        of_dates, of_cameras = defaultdict(set), defaultdict(list)
        for one, recording in self._named.items():
            of_dates[recording.service_date(self.site.zone)].add(one)
            of_cameras[recording.camera_id].append(recording)
        reached = dates_reached(self._named.values(), self.site.zone)
        return ArchiveNow(
            {day: frozenset(some) for day, some in of_dates.items()},
            frozenset(one for one in self._named if len(reached[one[0]]) > 1),
            frozenset(),
            {camera: newest_start(some) for camera, some in of_cameras.items()},
            first=frozenset(one for one, recording in self._named.items() if self._comes_first(recording)),
        )

    def _comes_first(self, recording: NamedRecording) -> bool:
        site = self.site
        return site.night.first == "restricted" and site.camera(recording.camera_id).sees_restricted(
            recording.service_date(site.zone)
        )

    def _newly_named(self, files: list[Listed], now: datetime) -> dict[Input, NamedRecording]:
        if not files:
            return {}
        with closing(Naming(self.site, self.archive, now)) as naming:
            naming.setup()
            found = [one for file in files for one in naming(file)]
        dated = [one for one in found if isinstance(one, DatedFile) and not one.set_aside]
        return {(one.recording.path, one.recording.bytes): one.recording for one in dated}
