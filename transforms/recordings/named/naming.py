"""What the names in an archive tell: recordings with a camera and a time, and rejects of what may be recordings."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from pantau.schemas.site import Site
from pantau.schemas.vocabulary import NO_RECORDING
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.camera_assignment import CameraAssigner, NamedRecording, UnnamedFile
from pantau.transforms.recordings.files.kinds import TEMPORARY
from pantau.transforms.recordings.listing import Listed, list_archive
from pantau.transforms.recordings.recording_rows import reject_unnamed
from pantau.transforms.rejects import Reject

SET_ASIDE = "set_aside"
MAY_BE_ONE = "rename it if it is a recording, or move it out of the archive"


class DatedFile(NamedTuple):
    """A file whose camera and start are known; `set_aside` is why it is not read all the same, else empty."""

    recording: NamedRecording
    set_aside: str = ""


@dataclass
class Naming:
    """A `Listed` entry → the `DatedFile` that its name makes of it, or a `Reject`, or nothing.

    Each file in a recorder's folder is one of the two, but for what operating systems, storage devices and this program
    left there. Files are opened only where the site file dates them by their containers. No recording that begins after
    `now`, aware, is believed; `None` believes all.
    """

    site: Site
    archive: str
    now: datetime | None = None
    _assigner: CameraAssigner | None = field(default=None, init=False, repr=False)

    def setup(self) -> None:
        """Compiles the site's patterns.

        Raises:
            ValueError: a naming pattern of the site file is not valid.
        """
        self._assigner = CameraAssigner(self.site, self.archive, self.now)
        self._undated = run_id(self.site, date.min, [])

    def close(self) -> None:
        """Ends what has asked containers."""
        if self._assigner:
            self._assigner.close()

    def __call__(self, listed: Listed, now: datetime | None = None) -> Iterator[DatedFile | Reject]:
        """At most one result; `now` stands for that which was given before."""
        assigner = self._assigner
        assigner.now = now or self.now
        if listed.kind == "set_aside" or (listed.kind == "unknown" and assigner.owns(listed.path)):
            why = f"{listed.path}: {listed.note}; {MAY_BE_ONE}"
            by_ending = listed.kind == "unknown" or listed.note == TEMPORARY
            likely = assigner.likely(listed) if by_ending else None
            yield DatedFile(likely, why) if likely else self._reject(listed, "list", SET_ASIDE, why)
        elif listed.kind == "recording":
            try:
                yield DatedFile(assigner.assign(listed))
            except UnnamedFile as error:
                yield self._reject(listed, "name", error.word, str(error))
        elif listed.kind != "ignored" and assigner.owns(listed.path):
            yield self._reject(listed, "list", NO_RECORDING, f"{listed.path}: {listed.note}; nothing is lost")

    def _reject(self, listed: Listed, step: str, word: str, reason: str) -> Reject:
        return reject_unnamed(listed.path, listed.bytes, step, word, reason, self.site, self._undated)


def named_files(site: Site, archive: str, now: datetime | None = None) -> Iterator[DatedFile | Reject]:
    """What the names in an archive tell, for who wants to know it without a run: which dates there are.

    Raises:
        NotADirectoryError: the archive is not a folder.
        ValueError: it is a warehouse, or a naming pattern of the site file is not valid.
    """
    with closing(Naming(site, archive, now)) as naming:
        naming.setup()
        for listed in list_archive(archive):
            yield from naming(listed)
