"""The frames of the times worth refining, and the samples around, which what is seen is compared with."""

import heapq
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.sampling.cadence import plan_between
from pantau.transforms.detection.sampling.decode import DecodeTally, Frame
from pantau.transforms.detection.sampling.sampled_frames import first_detection, opened
from pantau.transforms.intervals import Intervals
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, Row, TimeOwnership
from pantau.transforms.tables.partition_files import read_table

LEAD_CADENCES = 2.5
"""So long before a window, in cadences, samples are compared with what is seen in it."""


@dataclass(frozen=True, slots=True, eq=False)
class RefinedFrame:
    """A frame in or before a window.

    at_s: seconds from the first frame of the recording that is observed; negative before it.
    own: of that recording. first_detection: number of the first detection on it.
    people: the rows of `observations` for the people on it if it is a sample, in their order, else `None`.
    """

    frame: Frame
    at_s: float
    own: bool
    first_detection: int
    people: list[Row] | None


@dataclass(frozen=True)
class RefinedFrames:
    """Finds those frames in an archive, for an observer's cadences; samples are read from the warehouse."""

    observer: Observer
    archive: str
    warehouse: str

    def glimpses(self, ownership: TimeOwnership, windows: Intervals) -> Iterator[RefinedFrame]:
        """All frames for the windows (seconds from the recording's first frame), in order of time.

        Where a recording begins in or shortly after a window, those of the recordings before it are among them, so that
        it does not matter where recordings are cut.

        Raises:
            Unreadable: the recording cannot be opened. Those before it are then left out.
        """
        before = [self._before(ownership, row, times, windows) for row, times in ownership.before]
        return heapq.merge(*before, self._own(ownership, windows), key=lambda glimpse: glimpse.at_s)

    def concerned(self, glimpse: RefinedFrame, windows: Intervals) -> Intervals:
        """The windows that a frame lies in or, if it is a sample, at the ends of or shortly before."""
        lead_s = SAME_TIME_S if glimpse.people is None else LEAD_CADENCES * self.observer.cadence_s
        return [(a, b) for a, b in windows if a - lead_s <= glimpse.at_s <= b + SAME_TIME_S]

    def _own(self, ownership: TimeOwnership, windows: Intervals) -> Iterator[RefinedFrame]:
        for frame, people in self._frames(ownership.recording, windows):
            if ownership.speaks(frame.offset_s):
                yield RefinedFrame(frame, frame.offset_s, True, first_detection(ownership.recording, frame), people)

    def _before(
        self, ownership: TimeOwnership, row: Row, times: Intervals, windows: Intervals
    ) -> Iterator[RefinedFrame]:
        start = row["started_at"].timestamp()
        ahead = (row["started_at"] - ownership.recording["started_at"]).total_seconds()
        shifted = [(a - ahead, b - ahead) for a, b in windows]
        with suppress(Unreadable):
            for frame, people in self._frames(row, shifted):
                if any(a - SAME_TIME_S <= start + frame.offset_s <= b + SAME_TIME_S for a, b in times):
                    yield RefinedFrame(frame, ahead + frame.offset_s, False, first_detection(row, frame), people)

    def _frames(self, recording: Row, windows: Intervals) -> Iterator[tuple[Frame, list[Row] | None]]:
        lead_s, length_s = LEAD_CADENCES * self.observer.cadence_s, recording["duration_s"]
        windows = [(a, b) for a, b in windows if b >= 0 and a - lead_s <= length_s]
        if not windows:
            return
        samples = self._people_on_samples(recording, [(a - lead_s, b) for a, b in windows])
        # A sample inside of a window is one that another recording, which speaks for its time, has better.
        samples = {at: rows for at, rows in samples.items() if not any(a < at < b for a, b in _inner(windows))}
        file = opened(recording, self.archive, self.observer.display_aspect(recording["camera_id"]))
        started_s = recording["recorder_started_at"].timestamp()
        plan = plan_between(file.packets, started_s, self.observer.closer_s, windows, sorted(samples))
        for frame in file.frames(plan, DecodeTally()):
            yield frame, samples.get(round(frame.offset_s, 6))

    def _people_on_samples(self, recording: Row, spans: Intervals) -> dict[float, list[Row]]:
        """The people on the samples in `spans`, by the sample's offset."""
        place = {name: recording[name] for name in SAMPLES.partition}
        samples = read_table(self.warehouse, SAMPLES, **place)
        offsets = samples.filter(pc.field("basis") != "still")["offset_s"].to_pylist()
        found: dict[float, list[Row]] = {
            at: [] for at in offsets if any(start - SAME_TIME_S <= at <= end + SAME_TIME_S for start, end in spans)
        }
        people = read_table(self.warehouse, OBSERVATIONS, **place)
        on_them = pc.is_in(people["offset_s"], pa.array(sorted(found), pa.float64()))
        # What they were compared with is not asked for, and most of what there is.
        people = people.filter(on_them).drop_columns(["compared_to", "appearance_similarity"])
        for row in people.to_pylist():
            if row["observation_kind"] == "person":
                found[row["offset_s"]].append(row)
        return found


def _inner(windows: Intervals) -> Intervals:
    return [(start + SAME_TIME_S, end - SAME_TIME_S) for start, end in windows]
