"""Between the second stage and the third: a closer look where events begin or end, or it is in doubt who is who."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import decoding_options
from pantau.schemas.site.thresholds import BatchRun as Allowed
from pantau.schemas.tables import CLOSER_SAMPLES, REJECTS
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import REJECTED, Attempt
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine import RefinementWindows, RefineRecording, reject_refinement
from pantau.transforms.hours import day_bounds
from pantau.transforms.intervals import intersect
from pantau.transforms.recordings.recording_index import RecordingIndex
from pantau.transforms.recordings.time_ownership import SAME_TIME_S
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.refinement.windows import refinement_windows
from pantau.transforms.tables.partition_files import partitions_of, read_notes, read_table
from pantau.transforms.tables.write import WritePartitions
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.load import load_samples, ownership_of, recordings_of


@dataclass(frozen=True)
class Refined:
    """Of the night's recordings: pictures between the samples, windows left out; and the seconds this took."""

    pictures: int = 0
    left_out: int = 0
    took_s: float = 0.0


@dataclass
class FindWindows(beam.PTransform):
    """(camera, ISO date) → the edges of each recording that are worth a closer look."""

    observer: Observer
    warehouse: str

    def expand(self, camera_days: beam.PCollection) -> beam.PCollection:
        return (
            camera_days
            | "Find edges" >> beam.FlatMapTuple(self._find)
            | "Of one recording" >> beam.GroupByKey()
            | "Together" >> beam.MapTuple(_together)
        )

    def _find(self, camera_id: str, iso_day: str) -> Iterator[tuple[str, RefinementWindows]]:
        day, site = date.fromisoformat(iso_day), self.observer.site
        seen = load_samples(self.warehouse, self.observer, camera_id, day)
        windows, left_out = refinement_windows(site, CameraDate(site.id, camera_id, day), seen)
        begun = RecordingIndex(self.warehouse)
        recordings = recordings_of(begun, site, camera_id, day)
        for name, turn in ownership_of(begun, site, recordings).items():
            # Each counts once, with the recording that has the sample it begins at.
            left = sum(bool(intersect([(a, a + SAME_TIME_S)], turn.spans)) for a, _ in left_out)
            yield name, RefinementWindows(turn, windows, [day_bounds(site.zone, day)], left)


def refine_recordings(night: BatchRun) -> Refined:
    """Looks closer at the night's recordings, as far as that has not been done."""
    began = time.monotonic()
    look = RefineRecording(night.observer, night.archive, night.warehouse)
    apart = Bulkhead(look, partial(_bounds, night.site.night), recall=look.recall)
    options, at_once = decoding_options(night.engine)
    with beam.Pipeline(options=options) as pipeline:
        looked = (
            pipeline
            | "Camera days" >> beam.Create(night.camera_days, reshuffle=False)
            | "Spread" >> beam.Reshuffle()
            | FindWindows(night.observer, night.warehouse)
            | "Look closer" >> Attempt(apart, reject_refinement, at_once)
        )
        _ = looked[REJECTED] | "Write rejects" >> WritePartitions(
            REJECTS, night.warehouse, tuple((day,) for day in night.days), ("closer",)
        )
    took_s = time.monotonic() - began
    pictures = sum(read_table(night.warehouse, CLOSER_SAMPLES, service_date=day).num_rows for day in night.days)
    return Refined(pictures, sum(_left_out(night, day) for day in night.days), took_s)


def _bounds(allowed: Allowed, edges: RefinementWindows) -> Bounds:
    return observe_bounds(edges.turn.recording, allowed)


def _together(name: str, found) -> RefinementWindows:
    """A recording that reaches over midnight has edges of two dates."""
    parts = list(found)
    return RefinementWindows(
        parts[0].turn,
        sorted({window for part in parts for window in part.windows}),
        sorted(bounds for part in parts for bounds in part.bounds),
        sum(part.left_out for part in parts),
    )


def _left_out(night: BatchRun, day: date) -> int:
    files = (part.path(night.warehouse) for part in partitions_of(night.warehouse, CLOSER_SAMPLES, service_date=day))
    return sum(int((read_notes(file) or {}).get("left_out", 0)) for file in files)
