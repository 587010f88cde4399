"""Recordings beside their neighbours: the wiring of `clocks`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

import apache_beam as beam

from schemas.site import Site
from schemas.tables import RECORDINGS
from transforms.hours import ONE_DAY
from transforms.inventory.clocks import Row, corrected_clocks
from transforms.inventory.same_pictures import same_pictures
from transforms.warehouse.partitions import read_table


@dataclass
class CorrectClocks(beam.PTransform):
    """Rows of `recordings` of `days` → the same, with what neighbours tell of the recorders' clocks.

    Of a date before one of `days` that is not among them, the warehouse is asked.
    """

    site: Site
    archive: str
    warehouse: str
    days: tuple[date, ...]

    def expand(self, recordings: beam.PCollection) -> beam.PCollection:
        return (
            recordings
            | "Beside the date after" >> beam.FlatMap(self._beside)
            | "Gather recorders" >> beam.GroupByKey()
            | "Correct" >> beam.FlatMapTuple(self._correct)
        )

    def _beside(self, row: Row) -> Iterator[tuple[tuple[str, str], tuple[bool, Row]]]:
        recorder, day = self.site.camera(row["camera_id"]).recorder, row["service_date"]
        yield (recorder, day.isoformat()), (True, row)
        if day + ONE_DAY in self.days:
            yield (recorder, (day + ONE_DAY).isoformat()), (False, row)

    def _correct(self, key: tuple[str, str], beside: Iterable[tuple[bool, Row]]) -> list[Row]:
        recorder, day = key[0], date.fromisoformat(key[1])
        beside = list(beside)
        before = [row for own, row in beside if not own]
        if day - ONE_DAY not in self.days:
            stored = read_table(self.warehouse, RECORDINGS, service_date=day - ONE_DAY).to_pylist()
            cameras = {camera.id for camera in self.site.cameras if camera.recorder == recorder}
            before = [row for row in stored if row["camera_id"] in cameras]
        same = partial(same_pictures, archive=self.archive)
        return corrected_clocks([row for own, row in beside if own], before, same)
