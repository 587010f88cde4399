"""Recordings by the camera days that they show."""

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import apache_beam as beam

from pantau.transforms.keys import CameraDayKey
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording


@dataclass
class ByDateShown(beam.PTransform):
    """`OwnedRecording` → (`CameraDayKey`, itself), for each date of which it shows a part.

    With `of_run`, of the run's dates alone. With `names`, its id in place of itself: enough for whoever only has to
    know that it came so far.
    """

    zone: ZoneInfo
    of_run: bool = False
    names: bool = False

    def expand(self, owned: beam.PCollection) -> beam.PCollection:
        """By camera day."""
        keyed = tuple[CameraDayKey, str if self.names else OwnedRecording]
        return owned | beam.FlatMap(self._by_date).with_input_types(OwnedRecording).with_output_types(keyed)

    def _by_date(self, owned: OwnedRecording) -> Iterator[tuple[CameraDayKey, OwnedRecording | str]]:
        shown = [day.isoformat() for day in owned.dates(self.zone)]
        for day in [one.service_date for one in owned.run_dates] if self.of_run else shown:
            key = CameraDayKey(owned.recording.camera_id, day)
            yield key, owned.recording.recording_id if self.names else owned
