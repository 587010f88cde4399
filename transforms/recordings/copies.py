"""Copies of a recording: the same bytes in a second place of the archive, under the same camera and time or another."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import apache_beam as beam

from pantau.schemas.vocabulary import COPY
from pantau.transforms.dead_letters import Sift
from pantau.transforms.recordings.camera_assignment import KNOWN_START
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording, recording_row
from pantau.transforms.recordings.probing.container_time import confirms_name
from pantau.transforms.recordings.recording_rows import Row, reject_recording
from pantau.transforms.rejects import Reject

SAME_BYTES = "same_bytes"
"""The word of rejects with the same bytes, of which nobody knows whose name is right."""


def set_copies_aside(rows: Iterable[Row]) -> tuple[list[Row], list[Reject]]:
    """Of rows of `recordings` with the same bytes: the one that is used, if any, and rejects of the others.

    Nothing was recorded twice to the last bit, so one name at most is right: the one that somebody vouches for by a
    known start, or else the one that its container confirms. Where neither tells, none is used.
    """
    named: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["recording_uri"]):
        named.setdefault(row["recording_id"], []).append(row)
    firsts = [same[0] for same in named.values()]
    rejects = [
        _reject(copy, COPY, f"has the bytes and the time of {first['recording_uri']}, which is used; nothing is lost")
        for first, *copies in named.values()
        for copy in copies
    ]
    if len(firsts) == 1:
        return firsts, rejects
    right, why = _right(firsts)
    if right is None:
        return [], [*rejects, *(_reject(row, SAME_BYTES, _undecided(row, firsts)) for row in firsts)]
    wrong = [row for row in firsts if row is not right]
    told = f"has the bytes of {right['recording_uri']}, which is used, as {why}; nothing is lost"
    # The time in such a name is not one of which anything was lost.
    return [right], [
        *rejects,
        *(_reject(row, COPY, told)._replace(span_started_s=None, span_ended_s=None) for row in wrong),
    ]


@dataclass
class DropCopies(beam.PTransform):
    """`ProbedRecording` → each recording once; the rejects of its copies are `rejected`."""

    def expand(self, recordings: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        keyed = tuple[str, ProbedRecording]
        return (
            recordings
            | "Key by content" >> beam.Map(_by_content).with_input_types(ProbedRecording).with_output_types(keyed)
            | "Gather copies" >> beam.GroupByKey()
            | "Drop" >> Sift("copies", _sifted, ProbedRecording)
        )


def _by_content(recording: ProbedRecording) -> tuple[str, ProbedRecording]:
    return recording.recording_sha256, recording


def _sifted(same: tuple[str, Iterable[ProbedRecording]]) -> Iterator[ProbedRecording | Reject]:
    recordings = list(same[1])
    if len(recordings) == 1:
        return iter(recordings)
    used, rejects = set_copies_aside(map(recording_row, recordings))
    return chain(map(probed_recording, used), rejects)


def _right(rows: Sequence[Row]) -> tuple[Row | None, str]:
    for confirmed, why in (
        ([row for row in rows if row["name_pattern"] == KNOWN_START], "the site file states its start"),
        ([row for row in rows if confirms_name(row)], "its container confirms its name"),
    ):
        if len(confirmed) == 1:
            return confirmed[0], why
    return None, ""


def _undecided(row: Row, rows: Sequence[Row]) -> str:
    others = " and ".join(other["recording_uri"] for other in rows if other is not row)
    return f"has the same bytes as {others}, and nothing tells which name is right; move the wrong one out"


def _reject(row: Row, word: str, why: str) -> Reject:
    return reject_recording(row, "probe", word, f"{row['recording_uri']}: {why}")
