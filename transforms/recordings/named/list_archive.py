"""Listing as the first step: the graph has the address of an archive alone, however many files it holds."""

from dataclasses import dataclass

import apache_beam as beam

from pantau.transforms.elements import flows
from pantau.transforms.recordings.listing import Listed, list_archive

flows(Listed)


@dataclass
class ListArchive(beam.PTransform):
    """The beginning of a pipeline → `Listed`, each entry of an archive: a folder, or `gs://…`."""

    archive: str

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection:
        """The entries."""
        return (
            begin
            | "Address" >> beam.Create([self.archive], reshuffle=False)
            | "List" >> beam.FlatMap(list_archive).with_input_types(str).with_output_types(Listed)
        )
