"""Accounting for time: the coverage of every camera and date, by what is recorded and has been observed so far."""

from dataclasses import dataclass
from datetime import date

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.engine import beam_options
from pantau.pipelines.reporting.runs_table import run_ids
from pantau.schemas.tables import COVERAGE
from pantau.transforms.detection.observer import Observer
from pantau.transforms.events.coverage_rows import coverage_rows
from pantau.transforms.tables.write import WritePartitions
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.load import load_sampling, rejects_near


@dataclass
class AccountForTime(beam.PTransform):
    """(camera, ISO date) → rows of `coverage`."""

    observer: Observer
    warehouse: str
    run_ids: dict[date, str]

    def expand(self, camera_days: beam.PCollection) -> beam.PCollection:
        return camera_days | beam.FlatMapTuple(self._account).with_output_types(dict)

    def _account(self, camera_id: str, iso_day: str) -> list[dict]:
        day, site = date.fromisoformat(iso_day), self.observer.site
        rejects = rejects_near(self.warehouse, camera_id, day)
        seen = load_sampling(self.warehouse, self.observer, camera_id, day)
        return coverage_rows(site, CameraDate(site.id, camera_id, day), self.run_ids[day], seen, rejects)


def account_for_time(batch: BatchRun) -> None:
    """Writes the coverage of the run's dates."""
    with beam.Pipeline(options=beam_options(batch.engine)) as pipeline:
        _ = (
            pipeline
            | "Camera days" >> beam.Create(batch.camera_days, reshuffle=False).with_output_types(tuple[str, str])
            | "Spread" >> beam.Reshuffle()
            | AccountForTime(batch.observer, batch.warehouse, run_ids(batch))
            | "Write coverage" >> WritePartitions(COVERAGE, batch.warehouse, batch.agency_days)
        )
