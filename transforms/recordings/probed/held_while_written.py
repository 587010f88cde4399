"""A recording that the tables hold and that is written to again: what was known of it stands until it is finished.

What was seen on its first part is right whatever is written behind that, and a date without it would tell of a gap that
there was none. The row says of which bytes it is; as soon as the file is finished, a run takes it anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam

from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.listing import BEING_WRITTEN, Listed
from pantau.transforms.recordings.named.list_archive import ListedNow
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording

Found = dict[str, Iterable[Any]]
"""What is gathered of a path, by what it is."""


class Holding(NamedTuple):
    """What `HoldWhileWritten` gives: `ListedNow`, with files that are held as they were; and these recordings."""

    listed: beam.PCollection
    held: beam.PCollection


@dataclass
class HoldWhileWritten(beam.PTransform):
    """`ListedNow`, and `ProbedRecording`s that stand, of the dates of a run → `Holding`."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> Holding:
        """See `Holding`."""
        listed, standing = given
        found = {
            "listed": listed | "Listed by path" >> beam.Map(_by_path_listed).with_output_types(tuple[str, ListedNow]),
            "standing": standing | "Standing by path" >> _by_path(),
        } | "Listed and standing" >> beam.CoGroupByKey()
        return Holding(
            found | "As they were" >> beam.FlatMapTuple(_as_they_were).with_output_types(ListedNow),
            found | "Held" >> beam.FlatMapTuple(_held).with_output_types(ProbedRecording),
        )


@dataclass
class PartHeld(beam.PTransform):
    """`NamedRecording`, and what is held → those to be probed, and what stands of the others."""

    zone: ZoneInfo

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`NamedRecording` and `ProbedRecording`."""
        named, held = given
        found = {
            "given": named | "Named by path" >> beam.Map(_by_path_named).with_output_types(tuple[str, NamedRecording]),
            "held": held | "Held by path" >> _by_path(),
        } | "Named and held" >> beam.CoGroupByKey()
        return (
            found | "To probe" >> beam.FlatMapTuple(_not_held).with_output_types(NamedRecording),
            found | "As it stands" >> beam.FlatMapTuple(self._as_it_stands).with_output_types(ProbedRecording),
        )

    def _as_it_stands(self, _: str, found: Found) -> Iterator[ProbedRecording]:
        for held in found["held"]:
            for named in found["given"]:
                yield from as_it_stands(named, held, self.zone)


@dataclass
class PartCorrected(beam.PTransform):
    """`ProbedRecording`, and what is held → those whose clocks are to be corrected, and those that were."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`ProbedRecording` both."""
        probed, held = given
        found = {
            "given": probed | "Probed by path" >> _by_path(),
            "held": held | "Held by path" >> _by_path(),
        } | "Probed and held" >> beam.CoGroupByKey()
        return (
            found | "To correct" >> beam.FlatMapTuple(_not_held).with_output_types(ProbedRecording),
            found | "Corrected" >> beam.FlatMapTuple(_also_held).with_output_types(ProbedRecording),
        )


def _by_path() -> beam.PTransform:
    return beam.Map(_by_path_recorded).with_output_types(tuple[str, ProbedRecording])


def _by_path_listed(one: ListedNow) -> tuple[str, ListedNow]:
    return one.listed.path, one


def _by_path_named(named: NamedRecording) -> tuple[str, NamedRecording]:
    return named.path, named


def _by_path_recorded(recording: ProbedRecording) -> tuple[str, ProbedRecording]:
    return recording.recording_uri, recording


def _as_they_were(_: str, found: Found) -> Iterator[ListedNow]:
    standing = next(iter(found["standing"]), None)
    for one in found["listed"]:
        yield one if standing is None else one._replace(listed=as_it_was(one.listed, standing))


def _held(_: str, found: Found) -> Iterator[ProbedRecording]:
    if any(one.listed.note == BEING_WRITTEN for one in found["listed"]):
        yield from found["standing"]


def as_it_was(listed: Listed, standing: ProbedRecording) -> Listed:
    """A file that is being written to, as the recording of the bytes that stand; any other as it is."""
    if listed.note != BEING_WRITTEN:
        return listed
    return listed._replace(kind="recording", bytes=standing.bytes, note="")


def as_it_stands(named: NamedRecording, held: ProbedRecording, zone: ZoneInfo) -> Iterator[ProbedRecording]:
    """What stands of a held recording, unless the site file has it elsewhere by now."""
    where = named.camera_id, named.service_date(zone).isoformat()
    if where == (held.camera_id, held.service_date):
        yield held._replace(run_id=named.run_id)


def _not_held(_: str, found: Found) -> Iterable[Any]:
    return () if any(True for _ in found["held"]) else found["given"]


def _also_held(_: str, found: Found) -> Iterable[Any]:
    return found["given"] if any(True for _ in found["held"]) else ()
