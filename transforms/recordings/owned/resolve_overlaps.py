"""Who speaks for which time, as a step: recordings of a camera beside those of the day before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.transforms.elements import flows
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, recording_row
from pantau.transforms.recordings.time_ownership import assign_ownership

flows(OwnedRecording, ProbedRecording)

Beside = tuple[CameraDayKey, tuple[bool, ProbedRecording]]
"""By camera and date: whether a recording began on that date, or on the one before, and the recording."""


@dataclass
class ResolveOverlaps(beam.PTransform):
    """`ProbedRecording` of two days and more in a row → `OwnedRecording` of each.

    Of the first day each lacks the day before, and must not be used. `lead_s` is how far back each looks to others.
    """

    site: Site
    lead_s: float

    def expand(self, recordings: beam.PCollection) -> beam.PCollection:
        """The recordings, each with the time it owns."""
        return (
            recordings
            | "Beside the day after"
            >> beam.FlatMap(_beside).with_input_types(ProbedRecording).with_output_types(Beside)
            | "Gather cameras" >> beam.GroupByKey()
            | "Own time" >> beam.FlatMapTuple(self._owned).with_output_types(OwnedRecording)
        )

    def _owned(self, key: CameraDayKey, beside: Iterable[tuple[bool, ProbedRecording]]) -> Iterator[OwnedRecording]:
        beside = list(beside)
        if not any(own for own, _ in beside):
            return
        # Midnight is not looked back over, since events end there.
        midnight = day_bounds(self.site.zone, key.day)[0]
        for ownership in assign_ownership([recording_row(one) for _, one in beside], self.lead_s, midnight):
            if ownership.recording["service_date"] == key.day:
                yield owned_recording(ownership)


def _beside(recording: ProbedRecording) -> Iterator[Beside]:
    key = CameraDayKey(recording.camera_id, recording.service_date)
    yield key, (True, recording)
    yield key._replace(service_date=(key.day + ONE_DAY).isoformat()), (False, recording)
