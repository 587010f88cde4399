"""Recordings beside all others of their recorder: the wiring of `compared`."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import apache_beam as beam
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.recordings.compared.compared_recording import (
    COLUMNS,
    ComparedRecording,
    of_probed,
    of_row,
)
from pantau.transforms.recordings.compared.repeats import Repeat, find_repeats
from pantau.transforms.recordings.compared.unlike_neighbours import unlike_neighbours
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording
from pantau.transforms.storage.address import CloudError
from pantau.transforms.tables.partition_files import read_file
from pantau.transforms.tables.visible_files import standing_files

log = logging.getLogger(__name__)

DATES_AROUND = 31
"""So many dates before and after are compared with. Chosen: a month; who takes older footage is not found."""

OfRecorder = tuple[str, ProbedRecording]
RunOfRecorder = tuple[str, PlannedRun]


@dataclass
class CompareRecordings(beam.PTransform):
    """`ProbedRecording`s, and the `PlannedRun` → the same, with what those of their recorder tell of them.

    They are gathered by recorder, all of a run at once: of a camera's day some hundred kilobytes. What stands of the
    dates around is read one date after the other, and only what the run's recordings have too is kept of it.
    """

    site: Site

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> beam.PCollection:
        """The recordings."""
        recordings, runs = given
        return (
            {
                "own": recordings | "By recorder" >> beam.Map(self._by_recorder).with_output_types(OfRecorder),
                "run": runs | "Of each recorder" >> beam.FlatMap(self._of_recorders).with_output_types(RunOfRecorder),
            }
            | "Gather recorders" >> beam.CoGroupByKey()
            | "Compare" >> beam.FlatMapTuple(self._compared).with_output_types(ProbedRecording)
        )

    def _by_recorder(self, recording: ProbedRecording) -> OfRecorder:
        return self.site.camera(recording.camera_id).recorder, recording

    def _of_recorders(self, run: PlannedRun) -> Iterator[RunOfRecorder]:
        return ((recorder, run) for recorder in sorted({camera.recorder for camera in self.site.cameras}))

    def _compared(self, recorder: str, found: Mapping[str, Iterable[Any]]) -> Iterator[ProbedRecording]:
        own = list(found["own"])
        if not own:
            return
        compared = {one.recording_id: of_probed(one) for one in own}
        cameras = pa.array(camera.id for camera in self.site.cameras if camera.recorder == recorder)
        by_day: dict[tuple[str, str], list[ComparedRecording]] = defaultdict(list)
        # What the run has itself may stand from an earlier one as well: under another date and id, where the zone of
        # its recorder's clock was corrected since.
        taken = {one.file for one in compared.values()}

        def others() -> Iterator[ComparedRecording]:
            for run in found["run"]:
                for day in _around(run):
                    for one in _standing(run.draft, day, cameras):
                        if one.recording_id not in compared and one.file not in taken:
                            by_day[one.camera_id, day.isoformat()].append(one._replace(frame_marks=None))
                            yield one

        repeats, unlike = find_repeats([*compared.values()], others()), {}
        for one in own:
            by_day[one.camera_id, one.service_date].append(compared[one.recording_id])
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


def _around(run: PlannedRun) -> list[date]:
    """The dates around those of a run, which are none of them, in order."""
    own = {date.fromisoformat(day) for day in run.days}
    near = {day + timedelta(number) for day in own for number in range(-DATES_AROUND, DATES_AROUND + 1)}
    return sorted(near - own)


def _standing(draft: str, day: date, cameras: pa.Array) -> Iterator[ComparedRecording]:
    """What some cameras recorded on a date before the run.

    Nothing of a file that is gone or damaged, which `pantau check` tells: it takes nothing but what would be compared.
    """
    for file in standing_files(draft, RECORDINGS, service_date=day):
        try:
            rows = read_file(file, list(COLUMNS))
        except CloudError:
            raise
        except (OSError, pa.ArrowException) as error:
            log.warning(
                "%s: cannot be read (%s); what is recorded now is not compared with its recordings", file.path, error
            )
            continue
        yield from map(of_row, rows.filter(pc.is_in(rows["camera_id"], cameras)).to_pylist())
