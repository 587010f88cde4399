"""What of a recording is compared with others of its recorder."""

from typing import Any, NamedTuple

from pantau.transforms.epoch import epoch_s
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording

COLUMNS = (
    "recording_id",
    "recording_uri",
    "recording_sha256",
    "camera_id",
    "started_at",
    "duration_s",
    "container",
    "written_by",
    "coded_with",
    "frame_marks",
)
"""Of `recordings`."""


class ComparedRecording(NamedTuple):
    """As the columns of `recordings`; those of versions that did not look lack the last three."""

    recording_id: str
    recording_uri: str
    recording_sha256: str
    camera_id: str
    started_s: float
    duration_s: float
    container: str
    written_by: str | None
    coded_with: str | None
    frame_marks: bytes | None

    @property
    def file(self) -> tuple[str, str]:
        """Its place in the archive and its bytes. Whatever time it is given, a file is no second one of itself."""
        return self.recording_uri, self.recording_sha256

    @property
    def traits(self) -> tuple[str, str, str]:
        """By which files of one recorder are alike; see `unlike_neighbours`."""
        return self.container, self.written_by or "", self.coded_with or ""


def of_probed(one: ProbedRecording) -> ComparedRecording:
    """Of one that flows."""
    return ComparedRecording(*(getattr(one, name) for name in ComparedRecording._fields))


def of_row(row: dict[str, Any]) -> ComparedRecording:
    """Of a row of `recordings`, with the columns `COLUMNS`."""
    fields = row | {"started_s": epoch_s(row["started_at"])}
    return ComparedRecording(*(fields[name] for name in ComparedRecording._fields))
