"""Copies of a recording: the same bytes, for the same camera and time, in a second place of the archive."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from pantau.schemas.vocabulary import COPY
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.recordings.recording_rows import Row, reject_recording


def set_copies_aside(rows: Iterable[Row]) -> tuple[Row, list[Row]]:
    """Of rows of `recordings` with one identity: the first by path, and rows of `rejects` for the others."""
    first, *copies = sorted(rows, key=lambda row: row["recording_uri"])
    return first, [_reject(row, first["recording_uri"]) for row in copies]


@dataclass
class SetCopiesAside(beam.PTransform):
    """Rows of `recordings` → each recording once; rejects of its copies are tagged `rejected`."""

    def expand(self, recordings: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        return (
            recordings
            | "Key by identity" >> beam.Map(lambda row: (row["recording_id"], row))
            | "Gather copies" >> beam.GroupByKey()
            | "Set aside" >> beam.FlatMapTuple(_tagged).with_outputs(REJECTED, main="done")
        )


def _tagged(_: str, rows: Iterable[Row]) -> Iterator[Any]:
    first, rejects = set_copies_aside(rows)
    yield first
    yield from (beam.pvalue.TaggedOutput(REJECTED, reject) for reject in rejects)


def _reject(row: Row, original: str) -> Row:
    why = f"{row['recording_uri']}: has the bytes and the time of {original}, which is used; nothing is lost"
    return reject_recording(row, "probe", COPY, why)
