"""What is left when a run is visible and nobody waits for it: its draft goes."""

import logging
from contextlib import suppress
from dataclasses import dataclass

import apache_beam as beam

from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.atomic_files import discard

log = logging.getLogger(__name__)


@dataclass
class DiscardDraft(beam.PTransform):
    """The number of a run → the same, once its draft is removed, as far as that goes; a later run removes the rest.

    It lies behind a shuffle: whoever commits again, as when a worker was lost, needs the draft, and what has come
    through a shuffle is not made again.
    """

    draft: str

    def expand(self, run: beam.PCollection) -> beam.PCollection:
        """The run."""
        return run | "Committed" >> beam.Reshuffle() | "Discard" >> beam.Map(self._discard).with_output_types(int)

    def _discard(self, run: int) -> int:
        with suppress(CloudError):
            discard(place_of(self.draft))
        log.info("run %d is what readers see", run)
        return run
