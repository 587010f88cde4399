"""A recording that the tables hold and that is written to again: what was known of it stands until it is finished.

What was seen on its first part is right whatever is written behind that, and a date without it would tell of a gap that
there was none. The row says of which bytes it is; as soon as the file is finished, a run takes it anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import apache_beam as beam

from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.listing import BEING_WRITTEN, Listed
from pantau.transforms.recordings.named.list_archive import ListedNow
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording

Held = Mapping[str, ProbedRecording]
"""Recordings that stand and are being written to, by path."""


class Holding(NamedTuple):
    """What `HoldWhileWritten` gives: `ListedNow`, with such files as they were; and these recordings, by path."""

    listed: beam.PCollection
    held: beam.PCollection


@dataclass
class HoldWhileWritten(beam.PTransform):
    """`ListedNow`, and `ProbedRecording`s that stand, of the dates of a run → `Holding`."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> Holding:
        """See `Holding`."""
        listed, standing = given
        written = listed | "Being written" >> beam.FlatMap(_path_being_written).with_output_types(str)
        held = standing | "Held" >> beam.FlatMap(_among, beam.pvalue.AsList(written)).with_output_types(
            tuple[str, ProbedRecording]
        )
        was = beam.Map(_now_as_it_was, beam.pvalue.AsDict(held)).with_output_types(ListedNow)
        as_held = listed | "As they were" >> was
        return Holding(as_held, held)


@dataclass
class PartHeld(beam.PTransform):
    """`NamedRecording`, and what is held, by path → those to be probed, and what stands of the others."""

    zone: ZoneInfo

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`NamedRecording` and `ProbedRecording`."""
        named, held = given[0], beam.pvalue.AsDict(given[1])
        return (
            named | "To probe" >> beam.Filter(_is_not_held, held).with_output_types(NamedRecording),
            named | "As it stands" >> beam.FlatMap(as_it_stands, held, self.zone).with_output_types(ProbedRecording),
        )


@dataclass
class PartCorrected(beam.PTransform):
    """`ProbedRecording`, and what is held, by path → those whose clocks are to be corrected, and those that were."""

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> tuple[beam.PCollection, beam.PCollection]:
        """`ProbedRecording` both."""
        probed, held = given[0], beam.pvalue.AsDict(given[1])
        return (
            probed | "To correct" >> beam.Filter(_is_not_corrected, held).with_output_types(ProbedRecording),
            probed | "Corrected" >> beam.Filter(_is_corrected, held).with_output_types(ProbedRecording),
        )


def _path_being_written(one: ListedNow) -> Iterator[str]:
    if one.listed.note == BEING_WRITTEN:
        yield one.listed.path


def _now_as_it_was(one: ListedNow, held: Held) -> ListedNow:
    return one._replace(listed=as_it_was(one.listed, held))


def _among(recording: ProbedRecording, paths: list[str]) -> Iterator[tuple[str, ProbedRecording]]:
    if recording.recording_uri in paths:
        yield recording.recording_uri, recording


def as_it_was(listed: Listed, held: Held) -> Listed:
    """A file that is being written to and held, as a recording of the bytes that are held; any other as it is."""
    if listed.note != BEING_WRITTEN or listed.path not in held:
        return listed
    return listed._replace(kind="recording", bytes=held[listed.path].bytes, note="")


def as_it_stands(named: NamedRecording, held: Held, zone: ZoneInfo) -> Iterator[ProbedRecording]:
    """What stands of a held recording, unless the site file has it elsewhere by now; nothing of any other."""
    if (recording := held.get(named.path)) is None:
        return
    where = named.camera_id, named.service_date(zone).isoformat()
    if where == (recording.camera_id, recording.service_date):
        yield recording._replace(run_id=named.run_id)


def _is_not_held(named: NamedRecording, held: Held) -> bool:
    return named.path not in held


def _is_corrected(recording: Any, held: Held) -> bool:
    return recording.recording_uri in held


def _is_not_corrected(recording: Any, held: Held) -> bool:
    return recording.recording_uri not in held
