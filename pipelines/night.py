"""The graph of a run: from an archive to tables that readers see, each step's output the next one's input."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun
from pantau.schemas.table import Table
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS, REJECTS
from pantau.transforms.dead_letters import DONE, REJECTED
from pantau.transforms.detection.observe_recordings import FRESH, ObserveRecordings
from pantau.transforms.detection.observed_recordings import LEAD_S
from pantau.transforms.detection.observer import Observer
from pantau.transforms.events.find_across_cameras import FindAcrossCameras
from pantau.transforms.events.find_events_of_days import FindEvents
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.planned_run import PlannedRun, RunDate
from pantau.transforms.recordings.clocks.correct_clocks import CorrectClocks
from pantau.transforms.recordings.compared.compare_recordings import CompareRecordings
from pantau.transforms.recordings.copies import DropCopies
from pantau.transforms.recordings.named.list_archive import ListArchive
from pantau.transforms.recordings.named.name_recordings import NameRecordings, NewestRecording, RunOfDate, dates_before
from pantau.transforms.recordings.named.standing_runs import standing_run
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording
from pantau.transforms.recordings.owned.resolve_overlaps import ResolveOverlaps
from pantau.transforms.recordings.probed.held_while_written import HoldWhileWritten, PartCorrected, PartHeld
from pantau.transforms.recordings.probed.probe_recordings import ProbeRecordings
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from pantau.transforms.refinement.refine_uncertain_times import RefineUncertainTimes
from pantau.transforms.rejects import Reject, flowing_reject, reject_row
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.writing.commit_run import Commit, CommitRun
from pantau.transforms.tables.writing.standing import ReadStanding, standing_partitions
from pantau.transforms.tables.writing.write import (
    PlannedPartition,
    PlanPartitions,
    TouchedInput,
    WritePieces,
    WriteRows,
    key_of,
)

STAGES = ("inventory", "observe", "events")

STEPS = {"inventory": ("list", "name", "probe"), "observe": ("observe", "closer"), "events": ()}
"""The steps that rejects of each stage name."""


class DatesOfRuns(NamedTuple):
    """`RunDate`s: of the runs, those of them that have begun, and the two before each."""

    own: beam.PCollection
    begun: beam.PCollection
    before: beam.PCollection


class RecordingsOfRun(NamedTuple):
    """What is recorded: `ProbedRecording`s, rejects, the `RunOfDate` of each date, `RunDate`s taken besides, and when
    the `NewestRecording` of each camera begins."""

    recordings: beam.PCollection
    rejected: tuple[beam.PCollection, ...]
    runs: beam.PCollection
    besides: beam.PCollection
    newest: beam.PCollection


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
    """The graph of some stages: of a run, or of runs one after the other, each in a window of its own.

    A stage alone is the same graph, begun from the tables that others have written. `warehouse` is where what was seen
    on recordings lies, for all runs; what a run writes lies in its draft. Recordings that were written to within
    `settled_s` seconds are left. `at_once` recordings are worked on side by side, and `days_at_once` camera days.
    """

    observer: Observer
    archive: str
    warehouse: str
    stages: tuple[str, ...]
    commit: Commit
    settled_s: float = 0.0
    at_once: int = 1
    days_at_once: int = 1

    def build(self, runs: beam.PCollection) -> beam.PCollection:
        """The whole graph over `PlannedRun`s; its output are the numbers of the runs."""
        dates = DatesOfRuns(
            runs | "Dates" >> _dates(_own), runs | "Begun" >> _dates(_begun), runs | "Dates before" >> _dates(_before)
        )
        before = dates.before | "Recordings before" >> self._recordings()
        recorded = self._inventory(runs, dates, before) if "inventory" in self.stages else self._standing(runs, dates)
        recordings = (recorded.recordings, before) | "All recordings" >> beam.Flatten()
        owned = (recordings, dates.begun) | ResolveOverlaps(self.observer.site, LEAD_S)
        looked = self._observed(owned) if "observe" in self.stages else self._not_observed(owned)
        rejects = (*recorded.rejected, *looked.rejected) | "All rejects" >> beam.Flatten(pipeline=runs.pipeline)
        taken = (dates.own, recorded.besides) | "Dates taken" >> beam.Flatten()
        written = (
            *self._write_recordings(recorded, taken),
            *self._write_events(recorded, dates, taken, owned, looked, rejects),
            *self._write_rejects(runs, taken, owned, rejects),
        )
        all_written = written | "All written" >> beam.Flatten()
        return {"written": all_written, "run": runs, "decoded": looked.fresh} | CommitRun(
            self.commit, self._tables, self._agencies
        )

    def _inventory(self, runs: beam.PCollection, dates: DatesOfRuns, before: beam.PCollection) -> RecordingsOfRun:
        site = self.observer.site
        listed, held = runs | ListArchive(self.archive, self.settled_s), None
        if self.settled_s:
            listed, held = (listed, dates.own | "Recordings held" >> self._recordings()) | HoldWhileWritten()
        named = (listed, runs) | NameRecordings(site, self.archive)
        single = self._probed(named.done, held)
        timed = (single.new, before) | CorrectClocks(site, self.archive)
        alone = (timed.done, *single.held) | "Recordings of the run" >> beam.Flatten()
        recordings = (alone, runs) | CompareRecordings(site)
        rejected = named.rejected, *single.rejected, timed[REJECTED]
        return RecordingsOfRun(recordings, rejected, named.runs, named.needed, named.newest)

    def _probed(self, named: beam.PCollection, held: beam.PCollection | None) -> ProbedOnce:
        probing, once = ProbeRecordings(self.observer.site, self.archive, self.at_once), DropCopies()
        if held is None:
            probed = named | probing
            single = probed.done | once
            return ProbedOnce(single.done, (), (probed[REJECTED], single[REJECTED]))
        new, kept = (named, held) | PartHeld(self.observer.site.zone)
        probed = new | probing
        single = (probed.done, kept) | "Probed or held" >> beam.Flatten() | once
        new, kept = (single.done, held) | PartCorrected()
        return ProbedOnce(new, (kept,), (probed[REJECTED], single[REJECTED]))

    def _standing(self, runs: beam.PCollection, dates: DatesOfRuns) -> RecordingsOfRun:
        recordings = dates.own | "Recordings" >> self._recordings()
        standing = dates.own | "Runs" >> beam.Map(standing_run, self.observer.site).with_output_types(RunOfDate)
        besides = runs | "No dates besides" >> _dates(_none)
        newest = runs | "No newest" >> beam.FlatMap(_none).with_output_types(NewestRecording)
        return RecordingsOfRun(recordings, (), standing, besides, newest)

    def _observed(self, owned: beam.PCollection) -> Looked:
        given = self.observer, self.archive, self.warehouse, self.at_once
        observed = owned | ObserveRecordings(*given)
        refined = (owned, observed[DONE]) | RefineUncertainTimes(*given, held=bool(self.settled_s))
        return Looked(refined.done, (observed[REJECTED], refined[REJECTED]), observed[FRESH])

    def _not_observed(self, owned: beam.PCollection) -> Looked:
        return Looked(owned, (), owned | "None decoded" >> beam.FlatMap(_none).with_output_types(OwnedRecording))

    def _write_recordings(self, recorded: RecordingsOfRun, taken: beam.PCollection) -> tuple[beam.PCollection, ...]:
        if "inventory" not in self.stages:
            return ()
        planned = taken | "Plan recordings" >> self._plan((RECORDINGS,))
        write = WriteRows(RECORDINGS, ProbedRecording, recording_row)
        return ({"rows": recorded.recordings, "planned": planned} | "Write recordings" >> write,)

    def _write_events(
        self,
        recorded: RecordingsOfRun,
        dates: DatesOfRuns,
        taken: beam.PCollection,
        owned: beam.PCollection,
        looked: Looked,
        rejects: beam.PCollection,
    ) -> tuple[beam.PCollection, ...]:
        if self.stages == ("observe",):
            return ()
        whole = "events" in self.stages
        of_others = ReadStanding(REJECTS, partial(_of_other_steps, self._steps), Reject)
        standing = (
            dates.own | "Rejects that stand" >> of_others,
            dates.before | "Rejects before" >> ReadStanding(REJECTS, flowing_reject, Reject),
        )
        covered, begun = recorded.besides, dates.begun
        if not whole:
            covered = (covered, begun) | "Covered" >> beam.Flatten()
            begun = begun | "None whole" >> beam.FlatMap(_none).with_output_types(RunDate)
        pieces = {
            "owned": owned,
            "looked": looked.done,
            "rejects": (rejects, *standing) | "Rejects near" >> beam.Flatten(),
            "runs": recorded.runs,
            "newest": recorded.newest,
            "whole": begun,
            "covered": covered,
        } | FindEvents(self.observer, "inventory" in self.stages, self.days_at_once)
        planned = [taken | "Plan coverage" >> self._plan((COVERAGE,))]
        if whole:
            together = {"pieces": pieces, "dates": begun} | "Across cameras" >> FindAcrossCameras(self.observer.site)
            pieces = (pieces, together) | "All pieces" >> beam.Flatten()
            planned.append(dates.own | "Plan events" >> self._plan(EVENT_TABLES))
        plan = planned | "Plan of pieces" >> beam.Flatten()
        return ({"pieces": pieces, "planned": plan} | "Write events" >> WritePieces(),)

    def _write_rejects(
        self, runs: beam.PCollection, taken: beam.PCollection, owned: beam.PCollection, rejects: beam.PCollection
    ) -> tuple[beam.PCollection, ...]:
        if not self._steps:
            return ()
        planned = [taken | "Plan rejects" >> self._plan((REJECTS,))]
        if "inventory" in self.stages:
            planned.append(runs | "Undated" >> beam.Map(_undated).with_output_types(PlannedPartition))
        given = {"rows": rejects, "planned": planned | "Plan of rejects" >> beam.Flatten()}
        if "observe" in self.stages:
            # Of a date before the run's, recordings that reach into it were looked at, and no others.
            given["touched"] = owned | "Touched" >> beam.FlatMap(_touched).with_output_types(TouchedInput)
        write = WriteRows(REJECTS, Reject, reject_row, self._steps)
        return (given | "Write rejects" >> write,)

    @property
    def _steps(self) -> tuple[str, ...]:
        return tuple(step for stage in self.stages for step in STEPS[stage])

    @property
    def _tables(self) -> tuple[Table, ...]:
        """Of which each date of a run is written."""
        recordings = (RECORDINGS,) if "inventory" in self.stages else ()
        coverage = () if self.stages == ("observe",) else (COVERAGE,)
        events = EVENT_TABLES if "events" in self.stages else ()
        return (*recordings, *coverage, *events, *((REJECTS,) if self._steps else ()))

    @property
    def _agencies(self) -> tuple[str, ...]:
        return tuple(agency.id for agency in self.observer.site.agencies)

    def _recordings(self) -> ReadStanding:
        cameras = frozenset(camera.id for camera in self.observer.site.cameras)
        return ReadStanding(RECORDINGS, partial(_of_cameras, cameras), ProbedRecording)

    def _plan(self, tables: tuple) -> PlanPartitions:
        return PlanPartitions(tables, self._agencies)


def planned_run(batch: BatchRun, now_s: float, began_s: float) -> PlannedRun:
    """The run of a batch, which writes to a draft."""
    unknown = [
        day
        for day in dates_before(batch.days)
        if not standing_partitions(batch.warehouse, RECORDINGS, service_date=day)
    ]
    days, begun, before = (tuple(day.isoformat() for day in some) for some in (batch.days, batch.begun, unknown))
    return PlannedRun(batch.warehouse, days, begun, before, now_s, batch.lateness_s, began_s)


def days_around(days: Iterable[date]) -> tuple[date, ...]:
    """The two dates before each, which are none of them: what stands there are neighbours, and theirs."""
    days = set(days)
    return tuple(sorted({day - number * ONE_DAY for day in days for number in (1, 2)} - days))


def _dates(of: Callable[[PlannedRun], Iterable[RunDate]]) -> beam.PTransform:
    return beam.FlatMap(of).with_input_types(PlannedRun).with_output_types(RunDate)


def _own(run: PlannedRun) -> Iterable[RunDate]:
    return run.dates(run.days)


def _begun(run: PlannedRun) -> Iterable[RunDate]:
    return run.dates(run.begun)


def _before(run: PlannedRun) -> Iterable[RunDate]:
    return run.dates(day.isoformat() for day in days_around(map(date.fromisoformat, run.days)))


def _none(_: Any) -> tuple[()]:
    return ()


def _of_cameras(cameras: frozenset[str], row: dict[str, Any]) -> ProbedRecording | None:
    """A recording of a camera that the site has: others have no place and no recorder any more."""
    return probed_recording(row) if row["camera_id"] in cameras else None


def _of_other_steps(steps: tuple[str, ...], row: dict[str, Any]) -> Reject | None:
    """A reject that stands: of steps that the run does not take itself."""
    return None if row["step"] in steps else flowing_reject(row)


def _undated(run: PlannedRun) -> PlannedPartition:
    return PlannedPartition(run.draft, key_of(Partition(REJECTS, (None,))))


def _touched(owned: OwnedRecording) -> Iterable[TouchedInput]:
    began = owned.recording.service_date
    if owned.run_dates and began not in {one.service_date for one in owned.run_dates}:
        partition = key_of(Partition(REJECTS, (date.fromisoformat(began),)))
        yield TouchedInput(owned.run_dates[0].draft, partition, owned.recording.recording_uri)
