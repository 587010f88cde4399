"""Between the second stage and the third: frames are refined where an event begins or ends, or identity is in doubt."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.step_counts import StepCount, step_counts
from pantau.schemas.site.thresholds import BatchSettings
from pantau.schemas.tables import CLOSER_SAMPLES
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import REJECTED, Try, WriteRejects
from pantau.transforms.detection.observed_recordings import ownership_of
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine_recording import RefinementWindows, RefineRecording, reject_refinement
from pantau.transforms.hours import day_bounds
from pantau.transforms.intervals import intersect
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.recordings.time_ownership import SAME_TIME_S
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.refinement.refinement_windows import refinement_windows
from pantau.transforms.tables.partition_files import partitions_of, read_notes, read_table
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.load import load_samples


@dataclass(frozen=True)
class Refined:
    """Of the run's recordings: frames between the samples, windows left out; the seconds it took, what it counted."""

    frames: int = 0
    left_out: int = 0
    took_s: float = 0.0
    counts: list[StepCount] = field(default_factory=list)


@dataclass
class FindWindows(beam.PTransform):
    """(camera, ISO date) → the edges of each recording that are worth refining."""

    observer: Observer
    warehouse: str

    def expand(self, camera_days: beam.PCollection) -> beam.PCollection:
        return (
            camera_days
            | "Find edges" >> beam.FlatMapTuple(self._find).with_output_types(tuple[str, RefinementWindows])
            | "Of one recording" >> beam.GroupByKey()
            | "Together" >> beam.MapTuple(_together).with_output_types(RefinementWindows)
        )

    def _find(self, camera_id: str, iso_day: str) -> Iterator[tuple[str, RefinementWindows]]:
        day, site = date.fromisoformat(iso_day), self.observer.site
        seen = load_samples(self.warehouse, self.observer, camera_id, day)
        windows, left_out = refinement_windows(site, CameraDate(site.id, camera_id, day), seen)
        index = RecordingIndex(self.warehouse)
        recordings = recordings_of(index, site, camera_id, day)
        for name, ownership in ownership_of(index, site, recordings).items():
            # Each counts once, with the recording that has the sample it begins at.
            left = sum(bool(intersect([(a, a + SAME_TIME_S)], ownership.spans)) for a, _ in left_out)
            yield name, RefinementWindows(ownership, windows, [day_bounds(site.zone, day)], left)


def refine_recordings(batch: BatchRun) -> Refined:
    """Refines the run's recordings, as far as that has not been done."""
    began = time.monotonic()
    look = RefineRecording(batch.observer, batch.archive, batch.warehouse)
    apart = Bulkhead(look, partial(_bounds, batch.site.night), cached_outcome=look.cached_outcome)
    options, at_once = decoding_options(batch.engine)
    with beam.Pipeline(options=options) as pipeline:
        looked = (
            pipeline
            | "Camera days" >> beam.Create(batch.camera_days, reshuffle=False).with_output_types(tuple[str, str])
            | "Spread" >> beam.Reshuffle()
            | FindWindows(batch.observer, batch.warehouse)
            | "Refine" >> Try("closer", apart, reject_refinement, RefinementWindows, str, at_once)
        )
        _ = looked[REJECTED] | "Write rejects" >> WriteRejects(batch.warehouse, batch.days, ("closer",))
    took_s = time.monotonic() - began
    frames = sum(read_table(batch.warehouse, CLOSER_SAMPLES, service_date=day).num_rows for day in batch.days)
    left_out = sum(_left_out(batch, day) for day in batch.days)
    return Refined(frames, left_out, took_s, step_counts(pipeline.result))


def _bounds(allowed: BatchSettings, edges: RefinementWindows) -> Bounds:
    return observe_bounds(edges.ownership.recording, allowed)


def _together(name: str, found) -> RefinementWindows:
    """A recording that reaches over midnight has edges of two dates."""
    parts = list(found)
    return RefinementWindows(
        parts[0].ownership,
        sorted({window for part in parts for window in part.windows}),
        sorted(bounds for part in parts for bounds in part.bounds),
        sum(part.left_out for part in parts),
    )


def _left_out(batch: BatchRun, day: date) -> int:
    files = (part.path(batch.warehouse) for part in partitions_of(batch.warehouse, CLOSER_SAMPLES, service_date=day))
    return sum(int((read_notes(file) or {}).get("left_out", 0)) for file in files)
