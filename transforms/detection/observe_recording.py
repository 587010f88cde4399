"""Observing one recording: which frames, who is on them, and how the frames are."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pantau.schemas.tables import OBSERVATIONS
from pantau.transforms.bulkhead import Lost
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.runtime import one_thread_each
from pantau.transforms.detection.models.seat_detector import SeatWatcher
from pantau.transforms.detection.observe_segment import observe_segment, sample_partition
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.row_buffer import RowBuffer
from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.detection.sampling.sampled_frames import OpenedRecording, opened, planned
from pantau.transforms.detection.sampling.segments import Segment, segments
from pantau.transforms.recordings.probing.opening import Unreadable, changing
from pantau.transforms.recordings.stable_files import unchanged
from pantau.transforms.recordings.time_ownership import Row, TimeOwnership
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.tables.encoding import Encoding, rows_in
from pantau.transforms.tables.partition_files import Partition, read_notes, write_encoded


class SegmentOutput(NamedTuple):
    """What was seen on a segment: files of its samples and observations; and the state of the recording's file."""

    state: tuple[int, int]
    samples: bytes
    observations: bytes


@dataclass
class ObserveRecording:
    """Observes recordings and writes what it saw; `setup` builds the models where it runs.

    Samples are written after the observations, so a recording with samples is one that was observed whole. The file
    notes the observer's version, and the failure where nothing could be decoded, so that neither is repeated.
    """

    observer: Observer
    archive: str
    warehouse: str
    _last: tuple | None = field(default=None, init=False, repr=False)
    _models: tuple[PersonDetector, SeatWatcher] | None = field(default=None, init=False, repr=False)

    def setup(self) -> None:
        """Builds the models."""
        one_thread_each()
        self._models = PersonDetector(self.observer.detector), SeatWatcher(self.observer.seats)

    def __call__(self, asked: TimeOwnership | Segment) -> str | SegmentOutput:
        """Observes a recording, and returns its id; or a segment of one, and returns what was seen, for `join`.

        Raises:
            Unreadable: no frame could be decoded; or it is not the file any more that the inventory found. Then
                nothing is written, and it is observed again.
            OSError: the recording or the warehouse failed.
        """
        segment = asked if isinstance(asked, Segment) else Segment(asked)
        recording = segment.recording
        with unchanged(self.archive, recording["recording_uri"], recording["bytes"]) as state:
            samples, people = self._observe(segment, state)
        seen = SegmentOutput(state, samples.content(), people.content())
        return seen if segment is asked else self.join(segment.ownership, [seen])

    def pieces(self, ownership: TimeOwnership) -> list[TimeOwnership | Segment]:
        """What is observed of a recording side by side: its segments, or itself.

        Raises:
            Unreadable: see `cached_outcome`.
        """
        self.cached_outcome(ownership)
        parts = segments(ownership, self.observer)
        return parts if len(parts) > 1 else [ownership]

    def join(self, ownership: TimeOwnership, seen: list[str | SegmentOutput | Exception]) -> str:
        """Writes what was seen on the segments of a recording, in order of time, and returns its id.

        Raises:
            Unreadable, OSError, Lost: the first segment of which nothing was seen; then nothing is kept of the others.
        """
        for one in seen:
            if isinstance(one, Lost):
                self.record_failure(ownership, one)
            if isinstance(one, Exception):
                raise one
            if isinstance(one, str):
                return one
        if len({one.state for one in seen}) > 1:
            raise changing(ownership.recording["recording_uri"])
        failure = ""
        if not any(rows_in(one.samples) for one in seen):
            failure = (
                f"{ownership.recording['recording_uri']}: none of the frames observed could be decoded; export it "
                "again from the recorder"
            )
        self._write(ownership, seen, {"failure": failure})
        if failure:
            raise Unreadable("undecodable", failure)
        return ownership.recording["recording_id"]

    def cached_outcome(self, asked: TimeOwnership | Segment) -> str | None:
        """The id of a recording that this observer has observed since it was asked for, as before a worker was lost.

        Raises:
            Unreadable: it could not be observed, as is noted.
        """
        if isinstance(asked, Segment):
            return None
        ownership, recording = asked, asked.recording
        version = self.observer.version(recording["camera_id"], recording["service_date"])
        notes = read_notes(sample_partition(recording).path(self.warehouse)) or {}
        if notes.get("model_hash") != version:
            return None
        if notes.get("failure"):
            word = notes.get("word", "undecodable")
            if word == "undecodable" or notes.get("allowed") == self._allowed(ownership):
                raise Unreadable(word, notes["failure"])
            return None
        return recording["recording_id"] if notes.get("turn") == ownership.digest else None

    def record_failure(self, asked: TimeOwnership | Segment, lost: Lost) -> None:
        """Notes a recording that its process did not survive: it is observed again where it is allowed more.

        One that was killed from outside is not to blame, and is observed again in any case. Of a segment `join` notes
        it.
        """
        if isinstance(asked, TimeOwnership) and lost.word != "killed":
            noted = {"failure": str(lost), "word": lost.word, "allowed": self._allowed(asked)}
            self._write(asked, [], noted)

    def _allowed(self, ownership: TimeOwnership) -> str:
        bounds = observe_bounds(ownership.recording, self.observer.site.night)
        return f"{bounds.seconds:.0f} s, {bounds.megabytes} MB"

    def _write(self, ownership: TimeOwnership, seen: list[SegmentOutput], notes: dict[str, str]) -> None:
        recording = ownership.recording
        noted = {
            "model_hash": self.observer.version(recording["camera_id"], recording["service_date"]),
            "turn": ownership.digest,
            "recording_sha256": recording["recording_sha256"],
            "recorder_started_at": recording["recorder_started_at"].isoformat(),
            **notes,
        }
        samples = sample_partition(recording)
        people = Encoding(Partition(OBSERVATIONS, samples.values))
        people.append(one.observations for one in seen)
        write_encoded(self.warehouse, people)
        looks = Encoding(samples, noted)
        looks.append(one.samples for one in seen)
        write_encoded(self.warehouse, looks)

    def _observe(self, segment: Segment, state: tuple[int, int]) -> tuple[RowBuffer, RowBuffer]:
        if self._models is None:
            raise RuntimeError("ObserveRecording: call setup() first")
        own, plan = self._opened(segment.recording, state)
        return observe_segment(segment, self.observer, self.archive, self._models, own, plan)

    def _opened(self, recording: Row, state: tuple[int, int]) -> tuple[OpenedRecording, Plan]:
        """The recording and the plan for it; those of the last one are at hand, for its other segments."""
        known = recording["recording_uri"], state
        if self._last is None or self._last[0] != known:
            own = opened(recording, self.archive, self.observer.display_aspect(recording["camera_id"]))
            self._last = known, own, planned(recording, own.packets, self.observer.cadence_s)
        return self._last[1:]
