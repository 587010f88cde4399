"""A recording that the tables hold and that is written to again: what was known of it stands until it is finished.

What was seen on its first part is right whatever is written behind that, and a date without it would tell of a gap that
there was none. The row says of which bytes it is; as soon as the file is finished, a run takes it anew.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam

from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.listing import BEING_WRITTEN, Listed
from pantau.transforms.recordings.named.list_archive import ListedNow
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording

Gathered = Mapping[str, Iterable[Any]]
"""What is known of a path: one at most of each kind."""


class Holding(NamedTuple):
    """What `HoldWhileWritten` gives: `ListedNow`, with such files as they were; and what stands of them, by path."""

    listed: beam.PCollection
    held: beam.PCollection


@dataclass
class HoldWhileWritten(beam.PTransform):
    """`ListedNow`, and `ProbedRecording`s that stand, of the dates of a run → `Holding`."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> Holding:
        """See `Holding`."""
        listed, standing = given
        written = listed | "Being written" >> beam.Filter(_is_being_written)
        finished = listed | "Finished" >> beam.Filter(_is_finished)
        found = (
            {
                "listed": written | "Listed by path" >> beam.Map(_by_path).with_output_types(tuple[str, ListedNow]),
                "standing": standing | "Standing by path" >> _by_uri(),
            }
            | "Gather what is written to" >> beam.CoGroupByKey()
            | "Hold" >> beam.ParDo(_Hold()).with_outputs("held", main="listed")
        )
        found.listed.element_type, found.held.element_type = ListedNow, ProbedRecording
        return Holding((finished, found.listed) | "Finished or held" >> beam.Flatten(), found.held)


@dataclass
class PartHeld(beam.PTransform):
    """`NamedRecording`, and what is held → those to be probed, and what stands of the others."""

    zone: ZoneInfo

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`NamedRecording` and `ProbedRecording`."""
        named, held = given
        parted = (
            {
                "named": named | "Named by path" >> beam.Map(_named).with_output_types(tuple[str, NamedRecording]),
                "held": held | "Held by path" >> _by_uri(),
            }
            | "Gather named and held" >> beam.CoGroupByKey()
            | "Part" >> beam.ParDo(_Part(self.zone)).with_outputs("stands", main="to_probe")
        )
        parted.to_probe.element_type, parted.stands.element_type = NamedRecording, ProbedRecording
        return parted.to_probe, parted.stands


@dataclass
class PartCorrected(beam.PTransform):
    """`ProbedRecording`, and what is held → those whose clocks are to be corrected, and those that were."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`ProbedRecording` both."""
        probed, held = given
        parted = (
            {"probed": probed | "Probed by path" >> _by_uri(), "held": held | "Held by its path" >> _by_uri()}
            | "Gather probed and held" >> beam.CoGroupByKey()
            | "Part corrected" >> beam.ParDo(_PartCorrected()).with_outputs("corrected", main="new")
        )
        parted.new.element_type = parted.corrected.element_type = ProbedRecording
        return parted.new, parted.corrected


class _Hold(beam.DoFn):
    def process(self, found: tuple[str, Gathered]) -> Iterator[Any]:
        listed, standing = list(found[1]["listed"]), list(found[1]["standing"])
        for one in listed:
            yield one._replace(listed=as_it_was(one.listed, standing))
        if listed:
            yield from (beam.pvalue.TaggedOutput("held", recording) for recording in standing)


class _Part(beam.DoFn):
    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def process(self, found: tuple[str, Gathered]) -> Iterator[Any]:
        held = list(found[1]["held"])
        for named in found[1]["named"]:
            if not held:
                yield named
            for recording in as_it_stands(named, held, self.zone):
                yield beam.pvalue.TaggedOutput("stands", recording)


class _PartCorrected(beam.DoFn):
    def process(self, found: tuple[str, Gathered]) -> Iterator[Any]:
        corrected = bool(list(found[1]["held"]))
        for recording in found[1]["probed"]:
            yield beam.pvalue.TaggedOutput("corrected", recording) if corrected else recording


def _is_being_written(one: ListedNow) -> bool:
    return one.listed.note == BEING_WRITTEN


def _is_finished(one: ListedNow) -> bool:
    return not _is_being_written(one)


def _by_path(one: ListedNow) -> tuple[str, ListedNow]:
    return one.listed.path, one


def _named(one: NamedRecording) -> tuple[str, NamedRecording]:
    return one.path, one


def _by_uri() -> beam.PTransform:
    return beam.Map(_uri).with_output_types(tuple[str, ProbedRecording])


def _uri(one: ProbedRecording) -> tuple[str, ProbedRecording]:
    return one.recording_uri, one


def as_it_was(listed: Listed, held: Iterable[ProbedRecording]) -> Listed:
    """A file that is being written to, as a recording of the bytes that are held; as it is if none of it are."""
    for recording in held:
        return listed._replace(kind="recording", bytes=recording.bytes, note="")
    return listed


def as_it_stands(named: NamedRecording, held: Iterable[ProbedRecording], zone: ZoneInfo) -> Iterator[ProbedRecording]:
    """What stands of a held recording, as of the run, unless the site file has it elsewhere by now."""
    where = named.camera_id, named.service_date(zone).isoformat()
    for recording in held:
        if where == (recording.camera_id, recording.service_date):
            yield recording._replace(run_id=named.run_id)
