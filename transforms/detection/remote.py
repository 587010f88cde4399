"""Observing recordings on machines that share no folder with the one that asked: archive and warehouse are buckets."""

from dataclasses import dataclass, field
from functools import cached_property

from pantau.schemas.site import Site
from pantau.transforms.bulkhead import Lost
from pantau.transforms.detection.observe_recording import ObserveRecording
from pantau.transforms.detection.observe_segment import sample_partition
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.provenance import code_hash
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.tables.partition_files import read_notes


class OtherProgram(Exception):
    """The program on this machine is not the one that asked."""


@dataclass
class ObserveRemotely:
    """As `ObserveRecording`, of a site that has no model of its own, into the warehouse at an address of Cloud Storage.

    What it sees is in the bucket as soon as it is written. It finds models and folders where the program has them on
    its own machine, and refuses to look if its source is not `code`, that of the program which asked: rows would be
    attributed to a program that did not make them.
    """

    site: Site
    archive: str
    warehouse: str
    code: str = field(default_factory=code_hash)

    @cached_property
    def _look(self) -> ObserveRecording:
        return ObserveRecording(observer_of(self.site, ""), self.archive, self.warehouse)

    def setup(self) -> None:
        """Builds the models.

        Raises:
            OtherProgram: this machine has another version of the program.
        """
        if self.code != code_hash():
            raise OtherProgram(
                f"the program here has the source {code_hash()}, the one that asked {self.code}; build the workers' "
                "image from the version that writes the template"
            )
        self._look.setup()

    def __call__(self, ownership: TimeOwnership) -> str:
        """See `ObserveRecording`."""
        return self._look(ownership)

    def cached_outcome(self, ownership: TimeOwnership) -> str | None:
        """The id of a recording that has been observed since this was asked for, as before its worker was lost.

        Raises:
            Unreadable: it could not be.
        """
        recording = ownership.recording
        self._look.cached_outcome(ownership)
        notes = read_notes(sample_partition(recording).path(self.warehouse)) or {}
        version = self._look.observer.version(recording["camera_id"], recording["service_date"])
        known = (notes.get("model_hash"), notes.get("turn"), notes.get("failure")) == (version, ownership.digest, "")
        return recording["recording_id"] if known else None

    def record_failure(self, ownership: TimeOwnership, lost: Lost) -> None:
        """See `ObserveRecording.forgo`."""
        self._look.record_failure(ownership, lost)
