"""Recordings beside all others of their recorder: the wiring of `compared`."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import apache_beam as beam
import pyarrow as pa

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.planned_run import PlannedRun, RunDate
from pantau.transforms.recordings.compared.compared_recording import (
    COLUMNS,
    ComparedRecording,
    RecordedOnDate,
    of_probed,
    of_row,
)
from pantau.transforms.recordings.compared.repeats import Repeat, find_repeats
from pantau.transforms.recordings.compared.unlike_neighbours import unlike_neighbours
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording
from pantau.transforms.storage.address import CloudError
from pantau.transforms.tables.partition_files import read_file
from pantau.transforms.tables.visible_files import VisibleFile, standing_files

log = logging.getLogger(__name__)

DATES_AROUND = 31
"""So many dates before and after are compared with. Chosen: a month; who takes older footage is not found."""

FILES_KEPT = 512
"""Of dates around, in the memory of a process: each round of a watch asks for the same ones again."""

OfRecorder = tuple[str, ProbedRecording]
DateOfRecorder = tuple[str, RecordedOnDate]


@dataclass
class CompareRecordings(beam.PTransform):
    """`ProbedRecording`s, and the `PlannedRun` → the same, with what those of their recorder tell of them.

    They are gathered by recorder, all of a run at once: of a camera's day some kilobytes.
    """

    site: Site

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> beam.PCollection:
        """The recordings."""
        recordings, runs = given
        return (
            {
                "own": recordings | "By recorder" >> beam.Map(self._by_recorder).with_output_types(OfRecorder),
                "around": runs
                | "Dates around" >> beam.FlatMap(_around).with_input_types(PlannedRun).with_output_types(RunDate)
                | "Recorded around" >> beam.FlatMap(self._recorded).with_output_types(DateOfRecorder),
            }
            | "Gather recorders" >> beam.CoGroupByKey()
            | "Compare" >> beam.FlatMapTuple(self._compared).with_output_types(ProbedRecording)
        )

    def _by_recorder(self, recording: ProbedRecording) -> OfRecorder:
        return self.site.camera(recording.camera_id).recorder, recording

    def _recorded(self, one: RunDate) -> Iterator[DateOfRecorder]:
        recorders = {camera.id: camera.recorder for camera in self.site.cameras}
        found = defaultdict(list)
        for file in standing_files(one.draft, RECORDINGS, service_date=date.fromisoformat(one.service_date)):
            for recording in _of_file(file):
                if recording.camera_id in recorders:
                    found[recorders[recording.camera_id]].append(recording)
        for recorder, recordings in found.items():
            yield recorder, RecordedOnDate(one.service_date, tuple(recordings))

    def _compared(self, _: str, found: Mapping[str, Iterable[Any]]) -> Iterator[ProbedRecording]:
        own = list(found["own"])
        compared = {one.recording_id: of_probed(one) for one in own}
        by_day: dict[tuple[str, str], list[ComparedRecording]] = defaultdict(list)
        others = []
        # What the run has itself may stand from an earlier one as well: under another date and id, where the zone of
        # its recorder's clock was corrected since.
        taken = {one.file for one in compared.values()}
        for some in found["around"]:
            for one in some.recordings:
                if one.recording_id not in compared and one.file not in taken:
                    by_day[one.camera_id, some.service_date].append(one)
                    others.append(one)
        for one in own:
            by_day[one.camera_id, one.service_date].append(compared[one.recording_id])
        repeats, unlike = find_repeats([*compared.values()], others), {}
        for camera, day in {(one.camera_id, one.service_date) for one in own}:
            before = (date.fromisoformat(day) - ONE_DAY).isoformat()
            unlike |= unlike_neighbours(by_day[camera, day], by_day[camera, before])
        for one in own:
            yield _told(one, unlike[one.recording_id], repeats[one.recording_id])


def _told(recording: ProbedRecording, unlike: tuple[str, ...], repeats: tuple[Repeat, ...]) -> ProbedRecording:
    return recording._replace(
        unlike_neighbours=unlike,
        repeats_s=tuple((one.from_s, one.first_s, one.last_s, one.until_s) for one in repeats),
        repeats_of=tuple(one.recording_id for one in repeats),
        repeats_later_s=tuple(one.later_s for one in repeats),
    )


def _around(run: PlannedRun) -> Iterable[RunDate]:
    """The dates around those of a run, which are none of them."""
    own = {date.fromisoformat(day) for day in run.days}
    near = {day + timedelta(number) for day in own for number in range(-DATES_AROUND, DATES_AROUND + 1)}
    return run.dates(day.isoformat() for day in sorted(near - own))


@lru_cache(maxsize=FILES_KEPT)
def _of_file(file: VisibleFile) -> tuple[ComparedRecording, ...]:
    """None of one that is gone or damaged, which `pantau check` tells: it takes nothing but what would be compared."""
    try:
        return tuple(of_row(row) for row in read_file(file, list(COLUMNS)).to_pylist())
    except CloudError:
        raise
    except (OSError, pa.ArrowException) as error:
        log.warning(
            "%s: cannot be read (%s); what is recorded now is not compared with its recordings", file.path, error
        )
        return ()
