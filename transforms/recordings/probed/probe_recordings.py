"""Probing as a step."""

from dataclasses import dataclass
from functools import partial

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.transforms.bulkhead import Bulkhead
from pantau.transforms.dead_letters import Try
from pantau.transforms.elements import flows
from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probe_recording
from pantau.transforms.recordings.recording_rows import rejecter
from pantau.transforms.recordings.work_limits import read_bounds

flows(NamedRecording, ProbedRecording)


@dataclass
class ProbeRecordings(beam.PTransform):
    """`NamedRecording` → `ProbedRecording`, each hashed and probed in a process of its own; what fails is `rejected`.

    `at_once` recordings are probed side by side.
    """

    site: Site
    archive: str
    at_once: int = 1

    def expand(self, named: beam.PCollection) -> beam.pvalue.DoOutputsTuple:
        """Two outputs: `done` and `rejected`."""
        probing = partial(probe_recording, archive=self.archive, site=self.site)
        return named | Try(
            "probe",
            Bulkhead(probing, partial(read_bounds, settings=self.site.night)),
            rejecter("probe", self.site),
            NamedRecording,
            ProbedRecording,
            self.at_once,
            first=largest,
        )


def largest(named: NamedRecording) -> tuple[int, str]:
    """Sorts the largest first: a long recording that starts last would keep one core busy alone."""
    return -named.bytes, named.path
