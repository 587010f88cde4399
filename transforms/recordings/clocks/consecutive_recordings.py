"""Chains: recordings of a camera that follow each other without a break, by what their names and frames tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import Any

from pantau.transforms.recordings.camera_assignment import CONTAINER_TIME, KNOWN_START
from pantau.transforms.recordings.probing.breaks import LONGEST_OVERLAP_S

TOLERANCE_S = 2.0
"""How far a seam may be from the usual one: both names drop a fraction of a second, and seams vary by some frames."""

HARMLESS = {
    "name_span_differs",
    "declared_fps_differs",
    "container_time_differs",
    "wrong_extension",
    "absurd_pixel_aspect",
    "pixel_aspect_missing",
    "late_first_frame",
    "frames_not_whole",
    "intra_refresh",
}
"""Defects with which no frame is missing, though some may show nothing."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A recording as its recorder's clock has it: `start` and `named_end` are epoch seconds by that clock.

    named_end: None where the name has no end. seconds: what the frames last.
    timed: the frames carry times of their own. whole: and nothing is missing among them.
    """

    uri: str
    camera: str
    start: float
    named_end: float | None
    seconds: float
    timed: bool
    whole: bool

    @property
    def end(self) -> float:
        """Where the frames end if the clock was left alone."""
        return self.start + self.seconds

    @property
    def set_inside(self) -> float | None:
        """By how much the name's span exceeds the frames; None where it has no end.

        An end without a date may have been taken for one of the next day.
        """
        if self.named_end is None:
            return None
        beyond = self.named_end - self.end
        return beyond - 86_400 if beyond > 43_200 else beyond


Chain = tuple[Piece, ...]


def names_whole_seconds(row: Row) -> bool:
    """Whether the start of a row of `recordings` is what the recorder wrote into a name."""
    return row["name_pattern"] not in (KNOWN_START, CONTAINER_TIME)


def piece_of(row: Row) -> Piece:
    """The piece of a row of `recordings`."""
    ended: datetime | None = row["recorder_ended_at"]
    timed = row["timeline_source"] == "pts"
    broken = {defect.split(":")[0] for defect in row["defects"]} - HARMLESS
    return Piece(
        row["recording_uri"],
        row["camera_id"],
        row["recorder_started_at"].timestamp(),
        ended.timestamp() if ended else None,
        row["duration_s"],
        timed,
        timed and not broken,
    )


def usual_overlap(pieces: Iterable[Piece]) -> float:
    """By how many seconds the pieces of a recorder usually overlap (negative: pause), 0 where there are few seams.

    The median over all its cameras.
    """
    seams = [
        overlap
        for camera in by_camera(pieces).values()
        for before, after in pairwise(camera)
        if -TOLERANCE_S <= (overlap := before.end - after.start) <= LONGEST_OVERLAP_S
    ]
    return median(seams) if len(seams) >= 3 else 0.0


def chains_of(pieces: Sequence[Piece], overlap_s: float) -> list[Chain]:
    """Pieces of one camera in chains, each following the one before at the usual overlap; in order of their starts."""
    chains: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (piece.start, piece.uri)):
        off, fitting = min(
            ((abs(chain[-1].end - piece.start - overlap_s), number) for number, chain in enumerate(chains)),
            default=(TOLERANCE_S + 1, 0),
        )
        if off <= TOLERANCE_S:
            chains[fitting].append(piece)
        else:
            chains.append([piece])
    return [tuple(chain) for chain in chains]


def by_camera(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    """The pieces of each camera in the order of their names' times."""
    cameras: dict[str, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.camera, piece.start, piece.uri)):
        cameras.setdefault(piece.camera, []).append(piece)
    return cameras
