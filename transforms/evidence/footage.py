"""Which recordings show a stretch of time, and whether their files are still the ones that the tables speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.digest import sha256

Row = Mapping[str, Any]


@dataclass(frozen=True)
class FootagePart:
    """The part of a recording (a row of `recordings`) to show; seconds from the recording's first frame."""

    recording: Row
    from_s: float
    to_s: float


class Altered(ValueError):
    """A recording is gone or no longer the file that the tables were made from."""


class Gone(Altered):
    """A recording is not in the archive; `missing.why_missing` tells whether its retention explains that."""

    def __init__(self, message: str, recording_uri: str) -> None:
        super().__init__(message)
        self.recording_uri = recording_uri


def parts_showing(recordings: Iterable[Row], started_at: datetime, ended_at: datetime) -> list[FootagePart]:
    """The parts of one camera's recordings that show a stretch of time, in order and without overlap.

    Where two recordings overlap the later one speaks, since it can be decoded from its beginning. One that lies within
    another adds nothing and is left out. Times without a recording are left out too.
    """
    chosen: list[Row] = []
    for row in sorted(recordings, key=lambda row: (row["started_at"], row["recording_uri"])):
        beside = row["started_at"] >= ended_at or row["ended_at"] <= started_at
        if not beside and not any(row["ended_at"] <= earlier["ended_at"] for earlier in chosen):
            chosen.append(row)
    parts = []
    for row, following in pairwise([*chosen, None]):
        until = min(ended_at, row["ended_at"], *([following["started_at"]] if following else []))
        since = max(started_at, row["started_at"])
        if since < until:
            offsets = ((at - row["started_at"]).total_seconds() for at in (since, until))
            parts.append(FootagePart(row, *offsets))
    return parts


def refuse_altered(archive: str | Path, recording_uri: str, expected_sha256: str) -> None:
    """Reads a recording and compares it with the hash that a row has of it.

    Raises:
        Gone: the file is not there.
        Altered: it cannot be read, or has other bytes.
    """
    try:
        with recording_file(archive, recording_uri).open("rb") as file:
            found = sha256(file)
    except FileNotFoundError as error:
        raise Gone(
            f"{recording_uri}: is not in {archive}; name with --archive the folder that the run read. `pantau clip "
            "--site` says whether its retention explains it",
            recording_uri,
        ) from error
    except OSError as error:
        raise Altered(
            f"{recording_uri}: cannot be read in {archive} ({error.strerror}); see to the disk and to who may read it"
        ) from error
    if found != expected_sha256:
        raise Altered(
            f"{recording_uri}: has SHA-256 {found}, the row was made from {expected_sha256}; the file was changed or "
            "replaced since, so it is no evidence for this row: restore the original, or run `pantau nightly` again"
        )
