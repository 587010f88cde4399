"""The refinement pass: the frames between two samples where an event begins or ends, or it is in doubt who is who.

Which times are worth it depends on zones and thresholds, so this is kept apart from what a camera is observed for in
any case: moving a zone brings some frames more, and never a recording again. The people on the sample at the end of a
window are written once more, for how alike they are to those seen in it.
"""

import json
from contextlib import nullcontext
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, SAMPLES
from pantau.transforms.detection.appearance_memory import Memory, people_on
from pantau.transforms.detection.cells import cells_of
from pantau.transforms.detection.image_health import measure_image_health
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.runtime import one_thread_each
from pantau.transforms.detection.observation_rows import person_rows, sample_row
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refined_frames import RefinedFrames
from pantau.transforms.intervals import Intervals, intersect
from pantau.transforms.recordings.probing.opening import CHANGING, Unreadable
from pantau.transforms.recordings.recording_rows import Row, reject_recording
from pantau.transforms.recordings.stable_files import unchanged
from pantau.transforms.recordings.time_ownership import SAME_TIME_S, TimeOwnership
from pantau.transforms.rejects import Reject, word_of
from pantau.transforms.tables.partition_files import Partition, read_notes, read_table, write_partition


@dataclass(frozen=True)
class RefinementWindows:
    """The times of a recording that are worth refining: `windows`, epoch seconds UTC, each between two samples.

    `bounds`: the service dates they were found for; what was seen at other times of the recording stays.
    `left_out`: how many windows that begin in the recording the limit of the site file leaves out.
    """

    ownership: TimeOwnership
    windows: Intervals
    bounds: Intervals
    left_out: int


@dataclass
class RefineRecording:
    """Observes the frames in the windows of a recording and writes who is on them; what was seen before is kept.

    Where recordings stand that are written to again (`held`), what was seen of these stays until they are finished.
    """

    observer: Observer
    archive: str
    warehouse: str
    held: bool = False
    _detector: PersonDetector | None = field(default=None, init=False, repr=False)

    def setup(self) -> None:
        """Builds the model."""
        one_thread_each()
        self._detector = PersonDetector(self.observer.detector)

    def __call__(self, edges: RefinementWindows) -> str:
        """Refines a recording, and returns its id.

        Raises:
            Unreadable, OSError: the recording cannot be opened any more, or the warehouse failed.
        """
        ownership, recording = edges.ownership, edges.ownership.recording
        target, seen, wanted, notes = self._task(edges)
        samples, people = self._kept(target, [span for span in wanted if span in (seen or [])])
        unseen = [span for span in wanted if span not in (seen or [])]
        undisturbed = unchanged(self.archive, recording["recording_uri"], recording["bytes"])
        try:
            with undisturbed if unseen else nullcontext():
                fresh = self._look(ownership, unseen)
        except Unreadable as error:
            if self.held and error.word == CHANGING:
                return recording["recording_id"]
            raise
        samples, people = pa.concat_tables([samples, fresh[0]]), pa.concat_tables([people, fresh[1]])
        write_partition(
            self.warehouse, Partition(CLOSER_OBSERVATIONS, target.values), people.sort_by([("detection", "ascending")])
        )
        write_partition(self.warehouse, target, samples.sort_by([("offset_s", "ascending")]), notes)
        return recording["recording_id"]

    def cached_outcome(self, edges: RefinementWindows) -> str | None:
        """The id of a recording at which nothing is left to refine, `None` for others."""
        target, seen, wanted, notes = self._task(edges)
        nothing = not wanted and not edges.left_out and seen is None
        done = nothing or read_notes(target.path(self.warehouse)) == notes
        return edges.ownership.recording["recording_id"] if done else None

    def _task(self, edges: RefinementWindows) -> tuple[Partition, Intervals | None, Intervals, dict[str, str]]:
        """Where it is written, the windows seen and wanted, and what is to be noted."""
        seen = _seen(self.warehouse, edges.ownership, self._version(edges.ownership))
        wanted = _wanted(edges, seen)
        notes = {
            "model_hash": self._version(edges.ownership),
            "turn": edges.ownership.digest,
            "recording_sha256": edges.ownership.recording["recording_sha256"],
            "windows": json.dumps(wanted),
            "left_out": str(edges.left_out),
        }
        return refined_partition(edges.ownership.recording), seen, wanted, notes

    def _version(self, ownership: TimeOwnership) -> str:
        return self.observer.closer_version(ownership.recording["camera_id"])

    def _kept(self, target: Partition, spans: Intervals) -> tuple[pa.Table, pa.Table]:
        where = dict(zip(target.table.partition, target.values, strict=True))
        tables = (read_table(self.warehouse, table, **where) for table in (CLOSER_SAMPLES, CLOSER_OBSERVATIONS))
        return tuple(
            table.filter(pa.array([_inside(at, spans) for at in table["offset_s"].to_pylist()], pa.bool_()))
            for table in tables
        )

    def _look(self, ownership: TimeOwnership, spans: Intervals) -> tuple[pa.Table, pa.Table]:
        if self._detector is None:
            raise RuntimeError("RefineRecording: call setup() first")
        recording, samples, people = ownership.recording, [], []
        shared = {**_place(recording), "site_id": recording["site_id"], "model_hash": self._version(ownership)}
        # Each window has a memory of its own, so that what is written of it does not depend on the others.
        memories: dict[tuple[float, float], Memory] = {}
        between = RefinedFrames(self.observer, self.archive, self.warehouse)
        for glimpse in between.glimpses(ownership, spans):
            frame, number, at_s = glimpse.frame, glimpse.first_detection, glimpse.at_s
            found = self._detector.detect(frame.bgr) if glimpse.people is None else _people(glimpse.people)
            memories = {span: memory for span, memory in memories.items() if at_s <= span[1] + SAME_TIME_S}
            seen = people_on(at_s, frame.bgr, found.boxes, number)
            for span in between.concerned(glimpse, spans):
                memory = memories.setdefault(span, Memory())
                similarity = memory.compare(seen)
                if glimpse.own and _inside(at_s, [span]):
                    people += person_rows(frame, found, similarity, number, shared)
            if glimpse.own and glimpse.people is None:
                confident = len(found.at_least(self._detector.spec.confident))
                health, _ = measure_image_health(frame.bgr, cells_of(frame.bgr), found.boxes, None)
                samples.append(sample_row(frame, health, confident, shared, seats_looked=False))
        return CLOSER_SAMPLES.arrow(samples), CLOSER_OBSERVATIONS.arrow(people)


def _people(rows: list[Row]) -> Detections:
    """The people of rows of `observations`, in their order."""
    boxes = np.array([[row[side] for side in ("x1", "y1", "x2", "y2")] for row in rows], np.float32).reshape(-1, 4)
    return Detections(boxes, np.array([row["score"] for row in rows], np.float32))


def refined_partition(recording: Row) -> Partition:
    """The partition of what was seen of a recording between its samples."""
    return Partition(CLOSER_SAMPLES, tuple(_place(recording).values()))


def _place(recording: Row) -> Row:
    return {name: recording[name] for name in SAMPLES.partition}


def is_refined(warehouse: str, observer: Observer, ownership: TimeOwnership) -> bool:
    """Whether what was seen between the samples of a recording is of the present observer and of these bytes."""
    return _seen(warehouse, ownership, observer.closer_version(ownership.recording["camera_id"])) is not None


def reject_refinement(edges: RefinementWindows, error: Exception) -> Reject:
    """The reject of a recording that could not be refined; its samples stand."""
    return reject_recording(edges.ownership.recording, "closer", word_of(error), str(error))


def _seen(warehouse: str, ownership: TimeOwnership, version: str) -> Intervals | None:
    """The windows that have been observed, seconds from the first frame; `None` if none have by this observer."""
    notes = read_notes(refined_partition(ownership.recording).path(warehouse))
    if notes is None or notes.get("model_hash") != version or notes.get("turn") != ownership.digest:
        return None
    return [(start, end) for start, end in json.loads(notes["windows"])]


def _inside(at_s: float, spans: Intervals) -> bool:
    """Whether a frame lies in a window, or is the sample at its end."""
    return any(start + SAME_TIME_S < at_s <= end + SAME_TIME_S for start, end in spans)


def _wanted(edges: RefinementWindows, seen: Intervals | None) -> Intervals:
    """All windows, seconds from the first frame: those of the dates at hand, and what was seen for others."""
    start = edges.ownership.recording["started_at"].timestamp()
    # Whole, though another recording may hold a part of a window: its ends are frames, a seam is none. Whose first
    # frame is the end of a window has the people on it compared with those in the window.
    own = [(a, b) for a, b in edges.windows if intersect([(a, b + SAME_TIME_S)], edges.ownership.spans)]
    others = [(a, b) for a, b in seen or [] if not intersect([(start + a, start + b)], edges.bounds)]
    return sorted({*((round(a - start, 3), round(b - start, 3)) for a, b in own), *others})
