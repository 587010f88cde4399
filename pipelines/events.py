"""The third stage: events from what was seen; repeated whenever a zone, a threshold or a calendar changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import apache_beam as beam

from pipelines.coverage import account_for_time
from pipelines.engine import beam_options
from pipelines.ledger import run_ids
from pipelines.night import Night
from schemas.tables import EVENT_TABLES
from transforms.events.find import find_events
from transforms.events.load import load_camera_day
from transforms.events.rows import Place, Provenance
from transforms.observe.observer import Observer
from transforms.provenance import code_hash, config_hash
from transforms.warehouse.write import WritePartitions


@dataclass
class FindEvents(beam.PTransform):
    """(camera, ISO date) → the rows of each event table, tagged with its name."""

    observer: Observer
    warehouse: str
    run_ids: dict[date, str]

    def expand(self, camera_days: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        names = [table.name for table in EVENT_TABLES]
        return camera_days | "Find events" >> beam.FlatMapTuple(self._find).with_outputs(*names)

    def _find(self, camera_id: str, iso_day: str) -> Iterator[beam.pvalue.TaggedOutput]:
        day = date.fromisoformat(iso_day)
        provenance = Provenance(
            self.run_ids[day], code_hash(), config_hash(self.observer.site), self.observer.version(camera_id, day)
        )
        found = find_events(
            self.observer.site,
            Place(self.observer.site.id, camera_id, day),
            provenance,
            load_camera_day(self.warehouse, self.observer, camera_id, day),
        )
        for name, rows in vars(found).items():
            for row in rows:
                yield beam.pvalue.TaggedOutput(name, row)


def write_events(night: Night) -> None:
    """Writes coverage and the event tables of the night's dates."""
    account_for_time(night)
    with beam.Pipeline(options=beam_options(night.engine)) as pipeline:
        found = (
            pipeline
            | "Camera days" >> beam.Create(night.camera_days, reshuffle=False)
            | "Spread" >> beam.Reshuffle()
            | FindEvents(night.observer, night.warehouse, run_ids(night))
        )
        for table in EVENT_TABLES:
            _ = found[table.name] | f"Write {table.name}" >> WritePartitions(table, night.warehouse, night.agency_days)
