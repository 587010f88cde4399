"""The second stage: every recording that the present observer has not looked at is decoded, once."""

import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from functools import partial

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.progress import watch
from pantau.schemas.site.thresholds import BatchRun as Allowed
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import REJECTED, Attempt, Parted
from pantau.transforms.detection.observe import ObserveRecording
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.rejects import reject_unobserved
from pantau.transforms.detection.sampling.segments import Segment
from pantau.transforms.recordings.recording_index import RecordingIndex
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.write import WritePartitions
from pantau.transforms.tracking.camera_days.load import is_observed, observation_notes, ownership_of, recordings_of


@dataclass(frozen=True)
class Observed:
    """What the stage did: recordings decoded, the seconds they hold, and the seconds it took."""

    recordings: int
    recorded_s: float
    took_s: float


def observe_recordings(night: BatchRun) -> Observed:
    """Looks at the night's recordings that are new, or that an older observer looked at."""
    began = time.monotonic()
    begun = RecordingIndex(night.warehouse)
    reaching = _reaching(night, begun)
    dates = sorted({row["service_date"] for row in reaching} | set(night.days))
    # What failed before is rejected again from the note, without decoding, since the rejects of its date are rewritten.
    failed = [row for day in dates for row in _of_date(night, day) if _failed(night, row)]
    turns = ownership_of(begun, night.site, [*reaching, *failed])
    fresh = _unseen(night, reaching, turns)
    todo = longest_first(fresh + [row for row in failed if row not in fresh])
    look = ObserveRecording(night.observer, night.archive, night.warehouse)
    apart = Bulkhead(look, partial(detection_bounds, night.site.night), look.forgo, look.recall)
    options, at_once = decoding_options(night.engine)
    with _progress(night, fresh), beam.Pipeline(options=options) as pipeline:
        looked = (
            pipeline
            | "Name recordings" >> beam.Create([turns[row["recording_id"]] for row in todo], reshuffle=False)
            | "Spread" >> beam.Reshuffle()
            | "Look"
            >> Attempt(apart, reject_ownership, at_once, Parted(look.pieces, look.join) if at_once > 1 else None)
        )
        _ = looked[REJECTED] | "Write rejects" >> WritePartitions(
            REJECTS, night.warehouse, tuple((day,) for day in dates), ("observe",)
        )
    return Observed(len(fresh), sum(row["duration_s"] for row in fresh), time.monotonic() - began)


def unobserved_recordings(night: BatchRun) -> list[TimeOwnership]:
    """The turns of the night's recordings that the present observer has not looked at, the longest first."""
    begun = RecordingIndex(night.warehouse)
    reaching = _reaching(night, begun)
    turns = ownership_of(begun, night.site, reaching)
    return [turns[row["recording_id"]] for row in longest_first(_unseen(night, reaching, turns))]


def longest_first(recordings: Iterable[dict]) -> list[dict]:
    """The largest first: a long recording that starts last would keep one core busy alone."""
    return sorted(recordings, key=lambda row: (-row["bytes"], row["recording_uri"]))


def _unseen(night: BatchRun, recordings: list[dict], turns: dict[str, TimeOwnership]) -> list[dict]:
    return [r for r in recordings if not is_observed(night.warehouse, night.observer, turns[r["recording_id"]])]


def _reaching(night: BatchRun, begun: RecordingIndex) -> list[dict]:
    """The recordings that show any of the night's dates, each once."""
    found = {
        row["recording_id"]: row
        for day in night.days
        for camera in night.site.cameras
        for row in recordings_of(begun, night.site, camera.id, day)
    }
    return list(found.values())


def _of_date(night: BatchRun, day: date) -> list[dict]:
    return read_table(night.warehouse, RECORDINGS, service_date=day).to_pylist()


def _failed(night: BatchRun, recording: dict) -> bool:
    return bool((observation_notes(night.warehouse, recording) or {}).get("failure"))


def detection_bounds(allowed: Allowed, asked: TimeOwnership | Segment) -> Bounds:
    """What looking at a recording may take, or at a segment of it."""
    return observe_bounds(asked.recording, allowed)


def reject_ownership(turn: TimeOwnership, error: Exception) -> dict:
    """The row of `rejects` of a recording that could not be looked at."""
    return reject_unobserved(turn.recording, error)


def _progress(night: BatchRun, fresh: list[dict]) -> AbstractContextManager[None]:
    files = [(sample_partition(row).path(night.warehouse), row["duration_s"], row["recording_uri"]) for row in fresh]
    return watch(files, "Looking at recordings", "observe")
