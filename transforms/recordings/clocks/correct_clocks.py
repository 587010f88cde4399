"""Recordings beside their neighbours: the wiring of `clocks`."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.clocks.bare_stream_rates import rates_by_neighbours
from pantau.transforms.recordings.clocks.clock_offsets import Row, corrected_clocks
from pantau.transforms.recordings.clocks.container_doubts import contradicted_by_container
from pantau.transforms.recordings.clocks.counted_frames import spread_over_names
from pantau.transforms.recordings.clocks.same_frames import same_frames
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.recording_rows import reject_doubtful_time, reject_without_rate
from pantau.transforms.recordings.work_limits import read_bounds
from pantau.transforms.tables.partition_files import read_table


@dataclass
class CorrectClocks(beam.PTransform):
    """Rows of `recordings` of `days` → the same, with what neighbours tell of rates and of the recorders' clocks.

    Those whose rate or time nobody knows are tagged `rejected`. Of a date before one of `days` that is not among them,
    the warehouse is asked.
    """

    site: Site
    archive: str
    warehouse: str
    days: tuple[date, ...]

    def expand(self, recordings: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return (
            recordings
            | "Beside the date after" >> beam.FlatMap(self._beside)
            | "Gather recorders" >> beam.GroupByKey()
            | "Correct" >> beam.FlatMapTuple(self._correct).with_outputs(REJECTED, main="done")
        )

    def _beside(self, row: Row) -> Iterator[tuple[tuple[str, str], tuple[bool, Row]]]:
        recorder, day = self.site.camera(row["camera_id"]).recorder, row["service_date"]
        yield (recorder, day.isoformat()), (True, row)
        if day + ONE_DAY in self.days:
            yield (recorder, (day + ONE_DAY).isoformat()), (False, row)

    def _correct(self, key: tuple[str, str], beside: Iterable[tuple[bool, Row]]) -> Iterator[Any]:
        recorder, day = key[0], date.fromisoformat(key[1])
        beside = list(beside)
        before = [row for own, row in beside if not own]
        if day - ONE_DAY not in self.days:
            stored = read_table(self.warehouse, RECORDINGS, service_date=day - ONE_DAY).to_pylist()
            cameras = {camera.id for camera in self.site.cameras if camera.recorder == recorder}
            before = [row for row in stored if row["camera_id"] in cameras]
        own = [row for is_own, row in beside if is_own]
        own, without_rate = rates_by_neighbours(own, before, self._continuous(recorder))
        for row, why in without_rate:
            yield beam.pvalue.TaggedOutput(REJECTED, reject_without_rate(row, why))
        contradicted = contradicted_by_container(own, before)
        for row, why in contradicted:
            yield beam.pvalue.TaggedOutput(REJECTED, reject_doubtful_time(row, why))
        doubted = {row["recording_uri"] for row, _ in contradicted}
        own = spread_over_names([row for row in own if row["recording_uri"] not in doubted], before)
        # of those of the date before only the names and lengths that are known count
        before, _ = rates_by_neighbours(before, [], self._continuous(recorder))
        before = spread_over_names(before, [])
        bytes_of = {row["recording_uri"]: row["bytes"] for row in [*own, *before]}
        with closing(Bulkhead(partial(_same, self.archive), partial(self._bounds, bytes_of))) as apart:
            yield from corrected_clocks(own, before, partial(_same_unless_lost, apart))

    def _continuous(self, recorder: str) -> list[str]:
        cameras = (camera for camera in self.site.cameras if camera.recorder == recorder)
        return [camera.id for camera in cameras if camera.recording.mode == "scheduled"]

    def _bounds(self, bytes_of: dict[str, int], pair: tuple[str, str]) -> Bounds:
        return read_bounds(
            Listed(" and ".join(pair), sum(bytes_of[name] for name in pair), "recording", ""), self.site.night
        )


def _same(archive: str, pair: tuple[str, str]) -> bool:
    return same_frames(*pair, archive)


def _same_unless_lost(apart: Bulkhead, first: str, second: str) -> bool:
    """As of recordings that cannot be read, nothing is concluded of those that crash, hang or take too much memory."""
    try:
        return apart((first, second))
    except Lost:
        return True
