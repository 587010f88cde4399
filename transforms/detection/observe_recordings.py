"""Observing as a step: each recording that the present observer has not observed is decoded, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics

from pantau.schemas.site import Site
from pantau.schemas.site.thresholds import BatchSettings
from pantau.transforms.bulkhead import Bounds, Bulkhead
from pantau.transforms.dead_letters import DONE, REJECTED, Parted, Try
from pantau.transforms.detection.observe_recording import ObserveRecording, SegmentOutput
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observed_recordings import is_by, observation_notes
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.sampling.segments import Segment
from pantau.transforms.expected import expect
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, time_ownership
from pantau.transforms.recordings.recording_rows import reject_recording
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.recordings.work_limits import observe_bounds
from pantau.transforms.rejects import Reject, word_of

FRESH, KNOWN = "fresh", "known"
FRESH_MS = "fresh_ms"
"""Counts how much time the fresh ones hold, in milliseconds, since Beam counts whole numbers."""


@dataclass
class ObserveRecordings(beam.PTransform):
    """`OwnedRecording` → those that show a part of the run and are observed, now or before; others are `rejected`.

    A third output, `fresh`, has those that were to be decoded. What was seen lies in the store of the warehouse: what
    flows on is the recording. `at_once` are decoded side by side, long ones in segments, in the order that the site
    file asks for; workers of an engine take what comes.
    """

    observer: Observer
    archive: str
    warehouse: str
    at_once: int = 1

    def expand(self, owned: beam.PCollection) -> dict[str, beam.PCollection]:
        """Three outputs: `done`, `rejected` and `fresh`."""
        found = owned | "Look up" >> LookUpObservations(self.observer, self.warehouse)
        look = ObserveRecording(self.observer, self.archive, self.warehouse)
        observing = Bulkhead(
            look, partial(detection_bounds, self.observer.site.night), look.record_failure, look.cached_outcome
        )
        tried = (
            (found[FRESH], found[REJECTED])
            | "To observe" >> beam.Flatten()
            | "Observe"
            >> Try(
                "observe",
                observing,
                _reject,
                OwnedRecording,
                OwnedRecording,
                self.at_once,
                Parted(partial(_pieces, look, self.at_once > 1), partial(_join, look)),
                partial(decoding_order, self.observer.site),
            )
        )
        done = (found[KNOWN], tried[DONE]) | "All observed" >> beam.Flatten()
        return {DONE: done, REJECTED: tried[REJECTED], FRESH: found[FRESH]}


@dataclass
class LookUpObservations(beam.PTransform):
    """`OwnedRecording` → those that show a part of the run: `known`, `fresh`, and what failed before (`rejected`)."""

    observer: Observer
    warehouse: str

    def expand(self, owned: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        """Three outputs."""
        found = owned | "Is it observed" >> beam.ParDo(_LookUp(self)).with_outputs(FRESH, REJECTED, main=KNOWN)
        for tag in (KNOWN, FRESH, REJECTED):
            found[tag].element_type = OwnedRecording
        return found


class _LookUp(beam.DoFn):
    def __init__(self, asked: LookUpObservations) -> None:
        self.observer, self.warehouse = asked.observer, asked.warehouse
        self._fresh, self._fresh_ms = Metrics.counter("observe", FRESH), Metrics.counter("observe", FRESH_MS)

    def process(self, owned: OwnedRecording) -> Iterator[Any]:
        if not owned.run_dates:
            return
        ownership = time_ownership(owned)
        notes = observation_notes(self.warehouse, ownership.recording)
        if not is_by(self.observer, ownership, notes):
            recording = ownership.recording
            place = sample_partition(recording).path(self.warehouse)
            expect("observe", place, recording["duration_s"], recording["recording_uri"])
            self._fresh.inc()
            self._fresh_ms.inc(round(1000 * recording["duration_s"]))
            yield beam.pvalue.TaggedOutput(FRESH, owned)
        elif notes.get("failure"):
            # What failed before is rejected again from the note, without decoding: rejects are written anew.
            yield beam.pvalue.TaggedOutput(REJECTED, owned)
        else:
            yield owned


def decoding_order(site: Site, owned: OwnedRecording) -> tuple[bool, float, str]:
    """Sorts to the front what the site file wants decoded first (`night.first`).

    `largest`: the largest, since a long recording that starts last would keep one core busy alone. `restricted`: those
    of cameras that see restricted areas, and within these and the others the newest.
    """
    recording = owned.recording
    if site.night.first == "largest":
        return False, -recording.bytes, recording.recording_uri
    restricted = site.camera(recording.camera_id).sees_restricted(date.fromisoformat(recording.service_date))
    return not restricted, -recording.started_s, recording.recording_uri


def _pieces(look: ObserveRecording, parted: bool, owned: OwnedRecording) -> list[TimeOwnership | Segment]:
    ownership = time_ownership(owned)
    return look.pieces(ownership) if parted else [ownership]


def _join(look: ObserveRecording, owned: OwnedRecording, seen: list[str | SegmentOutput | Exception]) -> OwnedRecording:
    look.join(time_ownership(owned), seen)
    return owned


def detection_bounds(allowed: BatchSettings, asked: TimeOwnership | Segment) -> Bounds:
    """What observing a recording, or a segment of it, may take."""
    return observe_bounds(asked.recording, allowed)


def _reject(owned: OwnedRecording, error: Exception) -> Reject:
    return reject_ownership(time_ownership(owned), error)


def reject_ownership(ownership: TimeOwnership, error: Exception) -> Reject:
    """The reject of a recording that could not be observed."""
    return reject_recording(ownership.recording, "observe", word_of(error), str(error))
