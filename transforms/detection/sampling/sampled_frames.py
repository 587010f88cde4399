"""The frames to observe for one recording: its own, and the last ones before it on its camera.

With those before, what is seen at the beginning of a recording can be compared as if nobody had cut there. They are
decoded and searched for people again, at most ten seconds of them, so that recordings need no order of being observed.
"""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pantau.transforms.detection.sampling.cadence import Plan, grid_points, plan_samples
from pantau.transforms.detection.sampling.decode import DecodeTally, Frame, sample_frames
from pantau.transforms.detection.sampling.segments import Segment
from pantau.transforms.intervals import Intervals
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.digest import sha256
from pantau.transforms.recordings.probing.opening import Unreadable, changing
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.recording import PacketIndex
from pantau.transforms.recordings.probing.witnesses import as_recorded
from pantau.transforms.recordings.stable_files import unchanged
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, Row, TimeOwnership
from pantau.transforms.storage.address import is_cloud

MAX_WIDTH = 1920
"""Wider frames are scaled down as they are converted; the models see far fewer pixels in any case."""

DETECTIONS_A_MILLISECOND = 1000


@dataclass(frozen=True, slots=True, eq=False)
class SampledFrame:
    """A frame to observe.

    at_s: seconds from the first frame of the recording that is observed; negative before it. slot: its grid point,
    by that recording's clock.
    own: of that recording, not before it. speaks: no other recording speaks for its time.
    first_detection: number of the first detection on it, by the recorder's clock, the same however recordings are cut.
    """

    frame: Frame
    at_s: float
    slot: int
    own: bool
    speaks: bool
    first_detection: int


class OpenedRecording(NamedTuple):
    """The file of a recording, its name for messages, and its packets on the time axis of the inventory.

    display_aspect: what the site file says of it, see `read_geometry`.
    """

    path: Path
    name: str
    packets: PacketIndex
    display_aspect: Fraction | None = None

    def frames(self, plan: Plan, tally: DecodeTally) -> Iterator[Frame]:
        """Those that `plan` keeps, as displayed, at most MAX_WIDTH wide; what does not decode is counted in `tally`."""
        return sample_frames(
            self.path, self.name, self.packets, plan, MAX_WIDTH, tally=tally, display_aspect=self.display_aspect
        )


def frames_of(
    segment: Segment, archive: str, own: OpenedRecording, plan: Plan, tally: DecodeTally
) -> Iterator[SampledFrame]:
    """Those that `plan` keeps of the recording, opened as `own`, and those before it, in order of time.

    Of a segment, those at the grid points from which it is warm.

    What does not decode of the recording itself is counted in `tally`.

    Raises:
        Unreadable: the recording cannot be opened any more. Those before it are then left out.
    """
    ownership, (first, end) = segment.ownership, segment.warm
    heard = _heard(segment, plan.cadence_s)
    before = [_before(ownership, row, times, archive, own.display_aspect, plan.cadence_s) for row, times in heard]
    frames = heapq.merge(*before, _own(ownership, own, plan.around(first, end), tally), key=lambda frame: frame.at_s)
    return (frame for frame in frames if first <= frame.slot < end)


def _heard(segment: Segment, cadence_s: float) -> list[tuple[Row, Intervals]]:
    """The recordings before that speak at the grid points of a segment, with all times at which they do."""
    recording, (first, end) = segment.recording, segment.warm
    ahead = recording["started_at"].timestamp() - recording["recorder_started_at"].timestamp()
    since, until = ahead + (first - 1) * cadence_s, ahead + (end + 1) * cadence_s
    return [(row, times) for row, times in segment.ownership.before if any(a < until and b > since for a, b in times)]


def _own(ownership: TimeOwnership, own: OpenedRecording, plan: Plan, tally: DecodeTally) -> Iterator[SampledFrame]:
    for frame in own.frames(plan, tally):
        number = first_detection(ownership.recording, frame)
        yield SampledFrame(frame, frame.offset_s, frame.slot, True, ownership.speaks(frame.offset_s), number)


def _before(
    ownership: TimeOwnership,
    row: Row,
    times: Intervals,
    archive: str,
    display_aspect: Fraction | None,
    cadence_s: float,
) -> Iterator[SampledFrame]:
    start, clock = row["started_at"].timestamp(), ownership.recording["recorder_started_at"].timestamp()
    ahead = (row["started_at"] - ownership.recording["started_at"]).total_seconds()
    spans = [(a - start, b - start) for a, b in times]
    with suppress(Unreadable):
        file = opened(row, archive, display_aspect)
        plan = planned(row, file.packets, cadence_s).within(file.packets, spans)
        for frame in file.frames(plan, DecodeTally()):
            at_s = ahead + frame.offset_s
            slot = int(grid_points(clock + at_s, cadence_s))
            yield SampledFrame(frame, at_s, slot, False, True, first_detection(row, frame))


def planned(recording: Row, packets: PacketIndex, cadence_s: float) -> Plan:
    """The samples of a recording."""
    return plan_samples(packets, recording["recorder_started_at"].timestamp(), cadence_s)


def opened(recording: Row, archive: str, display_aspect: Fraction | None) -> OpenedRecording:
    """The file of a recording in an archive; `display_aspect` is that of its camera in the site file.

    Raises:
        Unreadable: it cannot be opened, or is not the file that the inventory found.
    """
    name = recording["recording_uri"]
    path = recording_file(archive, name)
    with unchanged(archive, name, recording["bytes"]):
        found = probe(path, name, as_recorded(recording))
    differs_s = abs(found.duration_s - recording["duration_s"])
    if len(found.packets) != recording["packets"] or differs_s > SAME_TIME_S:
        raise changing(name)
    if is_cloud(archive) and _sha256(path) != recording["recording_sha256"]:
        raise changing(name)
    return OpenedRecording(path, name, found.packets, display_aspect)


@lru_cache(maxsize=16)
def _sha256(copy: Path) -> str:
    """Of a copy, whose name has the generation of its object: one that was replaced has another."""
    with copy.open("rb") as file:
        return sha256(file)


def first_detection(recording: Row, frame: Frame) -> int:
    """The number of the first detection on a frame; see `SampledFrame`."""
    shown = recording["recorder_started_at"].timestamp() + frame.offset_s
    return round(shown * 1000) * DETECTIONS_A_MILLISECOND
