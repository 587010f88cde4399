"""Naming as a step: what is listed becomes recordings of a run's dates, each beside the next of its stream."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam
from apache_beam.metrics import Metrics

from pantau.schemas.site import Site
from pantau.transforms.dead_letters import REJECTED, Sift
from pantau.transforms.elements import flows
from pantau.transforms.epoch import utc
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import PlannedRun, RunDate
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.camera_assignment import NamedRecording, UnnamedFile, dates_reached, newest_start
from pantau.transforms.recordings.clocks.following_files import beside_the_next
from pantau.transforms.recordings.named.list_archive import ListedNow
from pantau.transforms.recordings.named.naming import SET_ASIDE, DatedFile, Naming
from pantau.transforms.recordings.recording_rows import rejecter
from pantau.transforms.rejects import Reject

ARCHIVE = "archive"
"""The namespace of what was counted in an archive that is no recording."""


class RunOfDate(NamedTuple):
    """The run of a service date, ISO text."""

    service_date: str
    run_id: str


class NewestRecording(NamedTuple):
    """When the newest recording of a camera begins, of any date, epoch seconds; told to each date of a run."""

    key: CameraDayKey
    started_s: float


flows(NamedRecording, DatedFile, RunOfDate, NewestRecording)

Dated = tuple[str, DatedFile]
"""By ISO date."""


class Named(NamedTuple):
    """What naming gives: `NamedRecording`, `Reject`, `RunOfDate`, `RunDate`s that are needed besides the run's, and
    `NewestRecording`."""

    done: beam.PCollection
    rejected: beam.PCollection
    runs: beam.PCollection
    needed: beam.PCollection
    newest: beam.PCollection


@dataclass
class NameRecordings(beam.PTransform):
    """`ListedNow` and `PlannedRun` → `Named`: recordings of the run's dates, and of the dates before.

    Of those one of which nothing is known (`unknown`) is needed where one of its recordings may reach into the run's;
    then all of it is taken, or a recording that was observed would be in no table.
    """

    site: Site
    archive: str

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> Named:
        """See `Named`."""
        listed, runs = given
        counted = listed | "Count the rest" >> beam.ParDo(_CountRest()).with_output_types(ListedNow)
        files = counted | "Name" >> Sift("name", _NamingNow(Naming(self.site, self.archive)), DatedFile)
        found = (
            {
                "files": files.done
                | "By camera"
                >> beam.Map(_by_camera).with_input_types(DatedFile).with_output_types(tuple[str, DatedFile]),
                "run": runs
                | "Of each camera" >> beam.FlatMap(self._of_cameras).with_output_types(tuple[str, PlannedRun]),
            }
            | "Gather cameras" >> beam.CoGroupByKey()
            | "Dates" >> beam.ParDo(_Dates(self.site.zone)).with_outputs("needed", "newest", main="files")
        )
        found.needed.element_type, found.newest.element_type, found.files.element_type = RunDate, NewestRecording, Dated
        needed = found.needed | "Once" >> beam.Distinct()
        own = runs | "Own dates" >> beam.FlatMap(_own_dates).with_output_types(RunDate)
        by_date = (
            {
                "files": found.files,
                "counts": (own, needed)
                | "Dates that count" >> beam.Flatten()
                | "By date" >> beam.Map(_counting).with_output_types(tuple[str, bool]),
            }
            | "Gather dates" >> beam.CoGroupByKey()
            | "Of dates that count" >> beam.FlatMapTuple(_if_counting).with_output_types(tuple[str, list[DatedFile]])
        )
        named = by_date | "Beside the next" >> Sift("list", _OfDate(self.site), NamedRecording)
        found_runs = by_date | "Runs" >> beam.Map(_run_of, self.site).with_output_types(RunOfDate)
        rejected = (files[REJECTED], named[REJECTED]) | "Not named" >> beam.Flatten()
        return Named(named.done, rejected, found_runs, needed, found.newest)

    def _of_cameras(self, run: PlannedRun) -> Iterator[tuple[str, PlannedRun]]:
        return ((camera.id, run) for camera in self.site.cameras)


class _CountRest(beam.DoFn):
    """Counts files that are no video by their endings, and what was left behind by its kind."""

    def process(self, one: ListedNow) -> Iterator[ListedNow]:
        listed = one.listed
        if listed.kind == "ignored":
            Metrics.counter(ARCHIVE, f"ignored.{listed.note}").inc()
            return
        if listed.kind not in ("recording", "set_aside"):
            Metrics.counter(ARCHIVE, f"others.{listed.suffix or 'no suffix'}").inc()
        yield one


@dataclass
class _NamingNow:
    """Naming, by the clock of the run that lists."""

    naming: Naming

    def setup(self) -> None:
        self.naming.setup()

    def close(self) -> None:
        self.naming.close()

    def __call__(self, one: ListedNow) -> Iterator[DatedFile | Reject]:
        return self.naming(one.listed, utc(one.now_s))


def _by_camera(file: DatedFile) -> tuple[str, DatedFile]:
    return file.recording.camera_id, file


class _Dates(beam.DoFn):
    """The files of a camera → (ISO date, file) of dates that may count; tagged `needed`, those that do for sure, and
    `newest`, for each of the run's dates."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def process(self, gathered: tuple[str, Mapping[str, Iterable[Any]]]) -> Iterator[Any]:
        files, (run,) = list(gathered[1]["files"]), gathered[1]["run"]
        named = [file.recording for file in files if not file.set_aside]
        for day in run.days if named else ():
            newest = NewestRecording(CameraDayKey(gathered[0], day), newest_start(named))
            yield beam.pvalue.TaggedOutput("newest", newest)
        own, unknown = (frozenset(map(date.fromisoformat, days)) for days in (run.days, run.unknown))
        reached = dates_reached(named, self.zone)
        for file in files:
            day = file.recording.service_date(self.zone)
            if day in unknown and reached.get(file.recording.path, set()) & own:
                yield from (beam.pvalue.TaggedOutput("needed", one) for one in run.dates([day.isoformat()]))
            if day in own or day in unknown:
                yield day.isoformat(), file


def _own_dates(run: PlannedRun) -> tuple[RunDate, ...]:
    return run.dates(run.days)


def _counting(one: RunDate) -> tuple[str, bool]:
    return one.service_date, True


def _if_counting(day: str, found: Mapping[str, Iterable[Any]]) -> Iterator[tuple[str, list[DatedFile]]]:
    files = list(found["files"])
    if files and list(found["counts"]):
        yield day, files


def _run_of(dated: tuple[str, Iterable[DatedFile]], site: Site) -> RunOfDate:
    return RunOfDate(dated[0], run_of_date(site, dated[0], dated[1]))


def run_of_date(site: Site, day: str, files: Iterable[DatedFile]) -> str:
    """The run of a date, by the names and sizes of all its recordings."""
    named = [(file.recording.path, file.recording.bytes) for file in files if not file.set_aside]
    return run_id(site, date.fromisoformat(day), named)


@dataclass
class _OfDate:
    """The files of a date → its recordings, each with the start of the next, and rejects of what is set aside."""

    site: Site

    def __call__(self, gathered: tuple[str, Iterable[DatedFile]]) -> Iterator[NamedRecording | Reject]:
        files = sorted(gathered[1], key=lambda file: file.recording.path)
        run = run_of_date(self.site, gathered[0], files)
        reject = rejecter("list", self.site)
        for file in files:
            if file.set_aside:
                yield reject(file.recording._replace(run_id=run), UnnamedFile(SET_ASIDE, file.set_aside))
        named = [file.recording for file in files if not file.set_aside]
        for recording in beside_the_next(named, self.site.zone):
            yield recording._replace(run_id=run)


def dates_before(days: Iterable[date]) -> list[date]:
    """The dates before some, which are none of them, in order."""
    days = set(days)
    return sorted({day - ONE_DAY for day in days} - days)


def rest_of(counts: Counter[str], kind: str) -> Counter[str]:
    """Of what was counted in the namespace `ARCHIVE`: `others` by their endings, or `ignored` by their kinds."""
    return Counter({name.removeprefix(f"{kind}."): n for name, n in counts.items() if name.startswith(f"{kind}.")})
