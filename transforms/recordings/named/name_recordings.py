"""Naming as a step: what is listed becomes recordings of the run's dates, each beside the next of its stream."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam
from apache_beam.metrics import Metrics

from pantau.schemas.site import Site
from pantau.transforms.dead_letters import REJECTED, Sift
from pantau.transforms.elements import flows
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.camera_assignment import NamedRecording, UnnamedFile, dates_reached
from pantau.transforms.recordings.clocks.following_files import beside_the_next
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.named.naming import SET_ASIDE, DatedFile, Naming
from pantau.transforms.recordings.recording_rows import rejecter
from pantau.transforms.rejects import Reject

ARCHIVE = "archive"
"""The namespace of what was counted in an archive that is no recording."""


class RunOfDate(NamedTuple):
    """The run of a service date, ISO text."""

    service_date: str
    run_id: str


flows(NamedRecording, DatedFile, RunOfDate)

Dated = tuple[str, DatedFile]
"""By ISO date."""


class Named(NamedTuple):
    """What naming gives: `NamedRecording`, `Reject`, `RunOfDate`, and ISO dates that are needed besides the run's."""

    done: beam.PCollection
    rejected: beam.PCollection
    runs: beam.PCollection
    needed: beam.PCollection


@dataclass
class NameRecordings(beam.PTransform):
    """`Listed` → `Named`: the recordings of `days`, and of dates before them of which nothing is known.

    Such a date, one of `unknown`, is needed where one of its recordings may reach into `days`; then all of it is
    taken, or a recording that was observed would be in no table.
    """

    site: Site
    archive: str
    days: tuple[date, ...]
    unknown: tuple[date, ...] = ()
    now: datetime | None = None

    def expand(self, listed: beam.PCollection) -> Named:
        """See `Named`."""
        counted = listed | "Count the rest" >> beam.ParDo(_CountRest()).with_output_types(Listed)
        files = counted | "Name" >> Sift("name", Naming(self.site, self.archive, self.now), DatedFile)
        found = (
            files.done
            | "By camera" >> beam.Map(_by_camera).with_input_types(DatedFile).with_output_types(tuple[str, DatedFile])
            | "Gather cameras" >> beam.GroupByKey()
            | "Dates"
            >> beam.ParDo(_Dates(self.site.zone, self.days, self.unknown)).with_outputs("needed", main="files")
        )
        found.needed.element_type, found.files.element_type = str, Dated
        needed = found.needed | "Once" >> beam.Distinct()
        by_date = (
            found.files
            | "Of dates that count"
            >> beam.Filter(
                _counts, {day.isoformat() for day in self.days}, beam.pvalue.AsList(needed)
            ).with_output_types(Dated)
            | "Gather dates" >> beam.GroupByKey()
        )
        named = by_date | "Beside the next" >> Sift("list", _OfDate(self.site), NamedRecording)
        runs = by_date | "Runs" >> beam.Map(_run_of, self.site).with_output_types(RunOfDate)
        rejected = (files[REJECTED], named[REJECTED]) | "Not named" >> beam.Flatten()
        return Named(named.done, rejected, runs, needed)


class _CountRest(beam.DoFn):
    """Counts files that are no video by their endings, and what was left behind by its kind."""

    def process(self, listed: Listed) -> Iterator[Listed]:
        if listed.kind == "ignored":
            Metrics.counter(ARCHIVE, f"ignored.{listed.note}").inc()
            return
        if listed.kind not in ("recording", "set_aside"):
            Metrics.counter(ARCHIVE, f"others.{listed.suffix or 'no suffix'}").inc()
        yield listed


def _by_camera(file: DatedFile) -> tuple[str, DatedFile]:
    return file.recording.camera_id, file


class _Dates(beam.DoFn):
    """The files of a camera → (ISO date, file) of dates that may count; tagged `needed`, those that do for sure."""

    def __init__(self, zone: ZoneInfo, days: Sequence[date], unknown: Sequence[date]) -> None:
        self.zone, self.days, self.unknown = zone, frozenset(days), frozenset(unknown)

    def process(self, gathered: tuple[str, Iterable[DatedFile]]) -> Iterator[Any]:
        files = list(gathered[1])
        reached = dates_reached([file.recording for file in files if not file.set_aside], self.zone)
        for file in files:
            day = file.recording.service_date(self.zone)
            if day in self.unknown and reached.get(file.recording.path, set()) & self.days:
                yield beam.pvalue.TaggedOutput("needed", day.isoformat())
            if day in self.days or day in self.unknown:
                yield day.isoformat(), file


def _counts(dated: Dated, days: set[str], needed: list[str]) -> bool:
    return dated[0] in days or dated[0] in needed


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
