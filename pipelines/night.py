"""The graph of a run: from an archive to tables that readers see, each step's output the next one's input."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.schemas.site import Site
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS, REJECTS
from pantau.transforms.dead_letters import DONE, REJECTED
from pantau.transforms.detection.observe_recordings import FRESH, ObserveRecordings
from pantau.transforms.detection.observed_recordings import LEAD_S
from pantau.transforms.events.find_events_of_days import FindEvents
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.recordings.clocks.correct_clocks import CorrectClocks
from pantau.transforms.recordings.copies import DropCopies
from pantau.transforms.recordings.named.list_archive import ListArchive
from pantau.transforms.recordings.named.name_recordings import NameRecordings, RunOfDate
from pantau.transforms.recordings.named.standing_runs import standing_run
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording
from pantau.transforms.recordings.owned.resolve_overlaps import ResolveOverlaps
from pantau.transforms.recordings.probed.held_while_written import HoldWhileWritten, PartCorrected, PartHeld
from pantau.transforms.recordings.probed.probe_recordings import ProbeRecordings
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from pantau.transforms.refinement.refine_uncertain_times import RefineUncertainTimes
from pantau.transforms.rejects import Reject, flowing_reject, reject_row
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.writing.commit_run import CommitRun
from pantau.transforms.tables.writing.standing import ReadStanding
from pantau.transforms.tables.writing.write import (
    PartitionKey,
    PlanPartitions,
    WritePieces,
    WriteRows,
    WrittenPartition,
    key_of,
)

STAGES = ("inventory", "observe", "events")

STEPS = {"inventory": ("list", "name", "probe"), "observe": ("observe", "closer"), "events": ()}
"""The steps that rejects of each stage name."""


class RecordingsOfRun(NamedTuple):
    """What is recorded: `ProbedRecording`s, rejects, the `RunOfDate` of each date, and ISO dates taken besides."""

    recordings: beam.PCollection
    rejected: tuple[beam.PCollection, ...]
    runs: beam.PCollection
    besides: beam.PCollection


class ProbedOnce(NamedTuple):
    """`ProbedRecording`s, each once: those of which nothing is known yet, those that are held as they are; rejects."""

    new: beam.PCollection
    held: tuple[beam.PCollection, ...]
    rejected: tuple[beam.PCollection, ...]


class Looked(NamedTuple):
    """Recordings that were looked at, as far as they can be; rejects; and those that were to be decoded."""

    done: beam.PCollection
    rejected: tuple[beam.PCollection, ...]
    fresh: beam.PCollection


@dataclass(frozen=True)
class Night:
    """A run of some stages over the dates of a batch, into its draft.

    A stage alone is the same graph, begun from the tables that others have written. `unknown` are dates before the
    batch's of which nothing is known yet. No recording that begins after `now`, aware, is believed, and of the time
    after it none is missed. `commit` makes visible what was written, and gives the number of the run.
    """

    batch: BatchRun
    stages: tuple[str, ...]
    unknown: tuple[date, ...]
    now: datetime
    at_once: int
    commit: Callable[[list[WrittenPartition], int], int]

    def build(self, pipeline: beam.Pipeline) -> beam.PCollection:
        """The whole graph; its output is the number of the run."""
        before = pipeline | "Recordings before" >> self._recordings_of(days_around(self.batch.days))
        recorded = self._inventory(pipeline, before) if "inventory" in self.stages else self._standing(pipeline)
        owned = (recorded.recordings, before) | "All recordings" >> beam.Flatten() | ResolveOverlaps(self.site, LEAD_S)
        looked = self._observed(owned) if "observe" in self.stages else self._not_observed(pipeline, owned)
        rejects = (*recorded.rejected, *looked.rejected) | "All rejects" >> beam.Flatten(pipeline=pipeline)
        taken = (pipeline | "Dates" >> _dates(self.batch.days), recorded.besides) | "Dates taken" >> beam.Flatten()
        written = (
            *self._write_recordings(recorded, taken),
            *self._write_events(recorded, taken, owned, looked, rejects),
            *self._write_rejects(taken, owned, rejects),
        )
        return written | "All written" >> beam.Flatten() | CommitRun(self.commit, looked.fresh)

    @property
    def site(self) -> Site:
        """The site."""
        return self.batch.site

    def _inventory(self, pipeline: beam.Pipeline, before: beam.PCollection) -> RecordingsOfRun:
        batch = self.batch
        listed, held = pipeline | ListArchive(batch.archive, batch.settled_s), None
        if batch.settled_s:
            standing = pipeline | "Recordings of the dates" >> self._recordings_of(batch.days)
            listed, held = (listed, standing) | HoldWhileWritten()
        named = listed | NameRecordings(batch.site, batch.archive, batch.days, self.unknown, self.now)
        single = self._probed(named.done, held)
        timed = (single.new, before) | CorrectClocks(batch.site, batch.archive)
        recordings = (timed.done, *single.held) | "Recordings of the run" >> beam.Flatten()
        rejected = named.rejected, *single.rejected, timed[REJECTED]
        return RecordingsOfRun(recordings, rejected, named.runs, named.needed)

    def _probed(self, named: beam.PCollection, held: beam.PCollection | None) -> ProbedOnce:
        probing, once = ProbeRecordings(self.site, self.batch.archive, self.at_once), DropCopies()
        if held is None:
            probed = named | probing
            single = probed.done | once
            return ProbedOnce(single.done, (), (probed[REJECTED], single[REJECTED]))
        new, kept = (named, held) | PartHeld(self.site.zone)
        probed = new | probing
        single = (probed.done, kept) | "Probed or held" >> beam.Flatten() | once
        new, kept = (single.done, held) | PartCorrected()
        return ProbedOnce(new, (kept,), (probed[REJECTED], single[REJECTED]))

    def _standing(self, pipeline: beam.Pipeline) -> RecordingsOfRun:
        batch = self.batch
        recordings = pipeline | "Recordings" >> self._recordings_of(batch.days)
        runs = (
            pipeline
            | "Dates with runs" >> _dates(batch.days)
            | "Runs" >> beam.Map(standing_run, batch.site, batch.warehouse).with_output_types(RunOfDate)
        )
        return RecordingsOfRun(recordings, (), runs, pipeline | "No dates besides" >> _dates(()))

    def _observed(self, owned: beam.PCollection) -> Looked:
        given = self.batch.observer, self.batch.archive, self.batch.warehouse
        observed = owned | ObserveRecordings(*given, self.batch.days, self.at_once)
        refined = (owned, observed[DONE]) | RefineUncertainTimes(*given, self.batch.begun, self.at_once)
        return Looked(refined.done, (observed[REJECTED], refined[REJECTED]), observed[FRESH])

    def _not_observed(self, pipeline: beam.Pipeline, owned: beam.PCollection) -> Looked:
        return Looked(owned, (), pipeline | "None decoded" >> beam.Create([]).with_output_types(OwnedRecording))

    def _write_recordings(self, recorded: RecordingsOfRun, taken: beam.PCollection) -> tuple[beam.PCollection, ...]:
        if "inventory" not in self.stages:
            return ()
        planned = taken | "Plan recordings" >> self._plan((RECORDINGS,))
        write = WriteRows(RECORDINGS, self.batch.warehouse, ProbedRecording, recording_row)
        return ({"rows": recorded.recordings, "planned": planned} | "Write recordings" >> write,)

    def _write_events(
        self,
        recorded: RecordingsOfRun,
        taken: beam.PCollection,
        owned: beam.PCollection,
        looked: Looked,
        rejects: beam.PCollection,
    ) -> tuple[beam.PCollection, ...]:
        if self.stages == ("observe",):
            return ()
        whole, pipeline = "events" in self.stages, taken.pipeline
        stood = pipeline | "Rejects that stand" >> ReadStanding(
            REJECTS,
            self.batch.warehouse,
            (*self.batch.days, *days_around(self.batch.days)),
            partial(_of_other_steps, self._steps, self.batch.days),
            Reject,
        )
        covered = recorded.besides
        if not whole:
            covered = (covered, pipeline | "Begun" >> _dates(self.batch.begun)) | "Covered" >> beam.Flatten()
        pieces = {
            "owned": owned,
            "looked": looked.done,
            "rejects": (rejects, stood) | "Rejects near" >> beam.Flatten(),
            "runs": recorded.runs,
            "covered": covered,
        } | FindEvents(
            self.batch.observer,
            self.batch.warehouse,
            self.batch.begun if whole else (),
            self.now if "inventory" in self.stages else None,
            self.at_once,
        )
        planned = [taken | "Plan coverage" >> self._plan((COVERAGE,))]
        if whole:
            dates = pipeline | "Dates of events" >> _dates(self.batch.days)
            planned.append(dates | "Plan events" >> self._plan(EVENT_TABLES))
        plan = planned | "Plan of pieces" >> beam.Flatten()
        return ({"pieces": pieces, "planned": plan} | "Write events" >> WritePieces(self.batch.warehouse),)

    def _write_rejects(
        self, taken: beam.PCollection, owned: beam.PCollection, rejects: beam.PCollection
    ) -> tuple[beam.PCollection, ...]:
        if not self._steps:
            return ()
        planned = [taken | "Plan rejects" >> self._plan((REJECTS,))]
        if "inventory" in self.stages:
            undated = [key_of(Partition(REJECTS, (None,)))]
            planned.append(
                taken.pipeline | "Undated" >> beam.Create(undated, reshuffle=False).with_output_types(PartitionKey)
            )
        given = {"rows": rejects, "planned": planned | "Plan of rejects" >> beam.Flatten()}
        if "observe" in self.stages:
            # Of a date before the run's, recordings that reach into it were looked at, and no others.
            reached = beam.FlatMap(_touched, self.batch.days, self.site.zone)
            given["touched"] = owned | "Touched" >> reached.with_output_types(tuple[PartitionKey, str])
        write = WriteRows(REJECTS, self.batch.warehouse, Reject, reject_row, self._steps)
        return (given | "Write rejects" >> write,)

    @property
    def _steps(self) -> tuple[str, ...]:
        return tuple(step for stage in self.stages for step in STEPS[stage])

    def _recordings_of(self, days: Iterable[date]) -> ReadStanding:
        cameras = frozenset(camera.id for camera in self.site.cameras)
        flowing = partial(_of_cameras, cameras)
        return ReadStanding(RECORDINGS, self.batch.warehouse, tuple(days), flowing, ProbedRecording)

    def _plan(self, tables: tuple) -> PlanPartitions:
        return PlanPartitions(tables, self.batch.warehouse, tuple(agency.id for agency in self.site.agencies))


def days_around(days: Iterable[date]) -> tuple[date, ...]:
    """The two dates before each, which are none of them: what stands there are neighbours, and theirs."""
    days = set(days)
    return tuple(sorted({day - number * ONE_DAY for day in days for number in (1, 2)} - days))


def _dates(days: Iterable[date]) -> beam.PTransform:
    return beam.Create([day.isoformat() for day in days], reshuffle=False).with_output_types(str)


def _of_cameras(cameras: frozenset[str], row: dict[str, Any]) -> ProbedRecording | None:
    """A recording of a camera that the site has: others have no place and no recorder any more."""
    return probed_recording(row) if row["camera_id"] in cameras else None


def _of_other_steps(steps: tuple[str, ...], days: tuple[date, ...], row: dict[str, Any]) -> Reject | None:
    """A reject that stands: of the run's dates those of steps that it does not take itself."""
    return None if row["service_date"] in days and row["step"] in steps else flowing_reject(row)


def _touched(owned: OwnedRecording, days: tuple[date, ...], zone: ZoneInfo) -> Iterable[tuple[PartitionKey, str]]:
    began = date.fromisoformat(owned.recording.service_date)
    if began not in days and not set(days).isdisjoint(owned.dates(zone)):
        yield key_of(Partition(REJECTS, (began,))), owned.recording.recording_uri
