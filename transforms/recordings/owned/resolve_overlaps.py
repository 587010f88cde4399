"""Who speaks for which time, as a step: recordings of a camera beside those of the day before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.transforms.elements import flows
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import RunDate
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, recording_row
from pantau.transforms.recordings.time_ownership import assign_ownership

flows(OwnedRecording, ProbedRecording)

Beside = tuple[CameraDayKey, tuple[bool, ProbedRecording]]
"""By camera and date: whether a recording began on that date, or on the one before, and the recording."""


@dataclass
class ResolveOverlaps(beam.PTransform):
    """`ProbedRecording` of two days and more in a row, and the run's `RunDate`s → `OwnedRecording` of each.

    Of the first day each lacks the day before, and must not be used. `lead_s` is how far back each looks to others.
    """

    site: Site
    lead_s: float

    def expand(self, given: tuple[beam.PCollection, beam.PCollection]) -> beam.PCollection:
        """The recordings, each with the time it owns."""
        recordings, dates = given
        return (
            {
                "beside": recordings
                | "Beside the day after"
                >> beam.FlatMap(_beside).with_input_types(ProbedRecording).with_output_types(Beside),
                "dates": dates
                | "Of each camera" >> beam.FlatMap(self._near).with_output_types(tuple[CameraDayKey, RunDate]),
            }
            | "Gather cameras" >> beam.CoGroupByKey()
            | "Own time" >> beam.FlatMapTuple(self._owned).with_output_types(OwnedRecording)
        )

    def _near(self, one: RunDate) -> Iterator[tuple[CameraDayKey, RunDate]]:
        """A date of the run counts for what began on it, and on the one before, which may reach into it."""
        day = date.fromisoformat(one.service_date)
        for camera in self.site.cameras:
            for began in (day, day - ONE_DAY):
                yield CameraDayKey(camera.id, began.isoformat()), one

    def _owned(self, key: CameraDayKey, found: Mapping[str, Iterable[Any]]) -> Iterator[OwnedRecording]:
        beside, dates = list(found["beside"]), sorted(found["dates"])
        if not any(own for own, _ in beside):
            return
        # Midnight is not looked back over, since events end there.
        midnight = day_bounds(self.site.zone, key.day)[0]
        for ownership in assign_ownership([recording_row(one) for _, one in beside], self.lead_s, midnight):
            if ownership.recording["service_date"] == key.day:
                owned = owned_recording(ownership)
                shown = {day.isoformat() for day in owned.dates(self.site.zone)}
                yield owned._replace(run_dates=tuple(one for one in dates if one.service_date in shown))


def _beside(recording: ProbedRecording) -> Iterator[Beside]:
    key = CameraDayKey(recording.camera_id, recording.service_date)
    yield key, (True, recording)
    yield key._replace(service_date=(key.day + ONE_DAY).isoformat()), (False, recording)
