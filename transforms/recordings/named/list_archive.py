"""Listing as the first step: the graph has the address of an archive alone, however many files it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam

from pantau.transforms.elements import flows
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.recordings.listing import Listed, list_archive


class ListedNow(NamedTuple):
    """An entry of an archive, and when it is by the run that lists it, epoch seconds."""

    listed: Listed
    now_s: float


flows(ListedNow)


@dataclass
class ListArchive(beam.PTransform):
    """`PlannedRun` → `ListedNow`, each entry of an archive: a folder, or `gs://…`.

    Recordings that were written to within the last `settled_s` seconds are not told as such; see `list_archive`.
    """

    archive: str
    settled_s: float = 0.0

    def expand(self, runs: beam.PCollection) -> beam.PCollection:
        """The entries."""
        return runs | "List" >> beam.FlatMap(self._listed).with_input_types(PlannedRun).with_output_types(ListedNow)

    def _listed(self, run: PlannedRun) -> Iterator[ListedNow]:
        return (ListedNow(one, run.now_s) for one in list_archive(self.archive, settled_s=self.settled_s))
