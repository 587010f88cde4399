"""The second stage: every recording that the present observer has not observed is decoded, once."""

import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.progress import watch
from pantau.pipelines.reporting.step_counts import StepCount, step_counts
from pantau.schemas.site.thresholds import BatchSettings
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import REJECTED, Parted, Try, WriteRejects
from pantau.transforms.detection.observe_recording import ObserveRecording
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observed_recordings import is_observed, observation_notes, ownership_of
from pantau.transforms.detection.rejects import reject_unobserved
from pantau.transforms.detection.sampling.segments import Segment
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.partition_files import read_table


@dataclass(frozen=True)
class Observed:
    """What the stage did: recordings decoded, the seconds they hold, the seconds it took, and what it counted."""

    recordings: int
    recorded_s: float
    took_s: float
    counts: list[StepCount] = field(default_factory=list)


def observe_recordings(batch: BatchRun) -> Observed:
    """Observes the run's recordings that are new, or that an older observer has seen."""
    began = time.monotonic()
    index = RecordingIndex(batch.warehouse)
    reaching = _reaching(batch, index)
    dates = sorted({row["service_date"] for row in reaching} | set(batch.days))
    # What failed before is rejected again from the note, without decoding, since the rejects of its date are rewritten.
    failed = [row for day in dates for row in _of_date(batch, day) if _failed(batch, row)]
    ownerships = ownership_of(index, batch.site, [*reaching, *failed])
    fresh = _unseen(batch, reaching, ownerships)
    todo = fresh + [row for row in failed if row not in fresh]
    look = ObserveRecording(batch.observer, batch.archive, batch.warehouse)
    apart = Bulkhead(look, partial(detection_bounds, batch.site.night), look.record_failure, look.cached_outcome)
    options, at_once = decoding_options(batch.engine)
    parted = Parted(look.pieces, look.join) if at_once > 1 else None
    with _progress(batch, fresh), beam.Pipeline(options=options) as pipeline:
        looked = (
            pipeline
            | "Name recordings"
            >> beam.Create([ownerships[row["recording_id"]] for row in todo], reshuffle=False).with_output_types(
                TimeOwnership
            )
            | "Observe"
            >> Try("observe", apart, reject_ownership, TimeOwnership, str, at_once, parted, first=largest_owned)
        )
        _ = looked[REJECTED] | "Write rejects" >> WriteRejects(batch.warehouse, tuple(dates), ("observe",))
    recorded_s, took_s = sum(row["duration_s"] for row in fresh), time.monotonic() - began
    return Observed(len(fresh), recorded_s, took_s, step_counts(pipeline.result))


def unobserved_recordings(batch: BatchRun) -> list[TimeOwnership]:
    """The batch's recordings that the present observer has not observed."""
    index = RecordingIndex(batch.warehouse)
    reaching = _reaching(batch, index)
    ownerships = ownership_of(index, batch.site, reaching)
    return [ownerships[row["recording_id"]] for row in _unseen(batch, reaching, ownerships)]


def largest_owned(ownership: TimeOwnership) -> tuple[int, str]:
    """Sorts the largest first: a long recording that starts last would keep one core busy alone."""
    return -ownership.recording["bytes"], ownership.recording["recording_uri"]


def _unseen(batch: BatchRun, recordings: list[dict], ownerships: dict[str, TimeOwnership]) -> list[dict]:
    return [r for r in recordings if not is_observed(batch.warehouse, batch.observer, ownerships[r["recording_id"]])]


def _reaching(batch: BatchRun, index: RecordingIndex) -> list[dict]:
    """The recordings that show any of the run's dates, each once."""
    found = {
        row["recording_id"]: row
        for day in batch.days
        for camera in batch.site.cameras
        for row in recordings_of(index, batch.site, camera.id, day)
    }
    return list(found.values())


def _of_date(batch: BatchRun, day: date) -> list[dict]:
    return read_table(batch.warehouse, RECORDINGS, service_date=day).to_pylist()


def _failed(batch: BatchRun, recording: dict) -> bool:
    return bool((observation_notes(batch.warehouse, recording) or {}).get("failure"))


def detection_bounds(allowed: BatchSettings, asked: TimeOwnership | Segment) -> Bounds:
    """What observing a recording, or a segment of it, may take."""
    return observe_bounds(asked.recording, allowed)


def reject_ownership(ownership: TimeOwnership, error: Exception) -> Reject:
    """The reject of a recording that could not be observed."""
    return reject_unobserved(ownership.recording, error)


def _progress(batch: BatchRun, fresh: list[dict]) -> AbstractContextManager[None]:
    files = [(sample_partition(row).path(batch.warehouse), row["duration_s"], row["recording_uri"]) for row in fresh]
    return watch(files, "Observing recordings", "observe")
