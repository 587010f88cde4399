"""The last step: once everything is written, all of a run becomes visible at once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import apache_beam as beam

from pantau.transforms.tables.writing.write import WrittenPartition


@dataclass
class CommitRun(beam.PTransform):
    """`WrittenPartition` → the number of the run, when `commit` has made visible what was written.

    `commit` takes what was written, empty partitions among it, and how many recordings were decoded, which is what
    `decoded` counts. It waits for all that is gathered under one key, and so for every step before. An engine may call
    it again, as when an answer was lost: `commit` then gives the run that there is.
    """

    commit: Callable[[list[WrittenPartition], int], int]
    decoded: beam.PCollection

    def expand(self, written: beam.PCollection) -> beam.PCollection:
        """The run."""
        count = self.decoded | "Count" >> beam.combiners.Count.Globally()
        return (
            written
            | "All" >> beam.Map(_all).with_output_types(tuple[int, WrittenPartition])
            | "Wait for all" >> beam.GroupByKey()
            | "Commit" >> beam.Map(_commit, self.commit, beam.pvalue.AsSingleton(count)).with_output_types(int)
        )


def _commit(
    written: tuple[int, Iterable[WrittenPartition]],
    commit: Callable[[list[WrittenPartition], int], int],
    decoded: int,
) -> int:
    return commit(sorted(written[1]), decoded)


def _all(written: WrittenPartition) -> tuple[int, WrittenPartition]:
    return 0, written
