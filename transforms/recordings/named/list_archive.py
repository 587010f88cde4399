"""Listing as the first step: the graph has the address of an archive alone, however many files it holds."""

from dataclasses import dataclass
from functools import partial

import apache_beam as beam

from pantau.transforms.elements import flows
from pantau.transforms.recordings.listing import Listed, list_archive

flows(Listed)


@dataclass
class ListArchive(beam.PTransform):
    """The beginning of a pipeline → `Listed`, each entry of an archive: a folder, or `gs://…`.

    Recordings that were written to within the last `settled_s` seconds are not told as such; see `list_archive`.
    """

    archive: str
    settled_s: float = 0.0

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection:
        """The entries."""
        listed = partial(list_archive, settled_s=self.settled_s)
        return (
            begin
            | "Address" >> beam.Create([self.archive], reshuffle=False)
            | "List" >> beam.FlatMap(listed).with_input_types(str).with_output_types(Listed)
        )
