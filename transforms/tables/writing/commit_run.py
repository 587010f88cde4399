"""The last step: once everything is written, all of a run becomes visible at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam

from pantau.schemas.table import Table
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.tables.writing.write import PartitionKey, WrittenPartition, key_of, partitions_on

Commit = Callable[[PlannedRun, list[WrittenPartition], int], int | None]
"""Makes visible what was written for a run, empty partitions among it; it is also told how many recordings were
decoded. Gives the number of the run, or `None` where there is none."""


@dataclass
class CommitRun(beam.PTransform):
    """`WrittenPartition`s of a `PlannedRun` → its number, when `commit` has made visible what was written.

    Of a mapping: `written`, `run`, and `decoded`, whose elements are counted. It waits for all that is gathered under
    one key, and so for every step before. An engine may call `commit` again, as when an answer was lost: it then gives
    the run that there is. Without a partition of `tables` on a date of the run nothing becomes visible: an engine has
    lost it, and it would stand as it was before the run.
    """

    commit: Commit
    tables: tuple[Table, ...] = ()
    agencies: tuple[str, ...] = ()

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """The number, if there is a run."""
        kinds = {"written": WrittenPartition, "run": PlannedRun}
        keyed = {
            name: given[name] | f"All of {name}" >> beam.Map(_under_one_key).with_output_types(tuple[int, kind])
            for name, kind in kinds.items()
        }
        keyed["decoded"] = given["decoded"] | "Each decoded" >> beam.Map(_one).with_output_types(tuple[int, bool])
        return (
            keyed
            | "Wait for all" >> beam.CoGroupByKey()
            | "Commit" >> beam.FlatMapTuple(self._commit).with_output_types(int)
        )

    def _commit(self, _: int, found: Mapping[str, Iterable[Any]]) -> Iterator[int]:
        (run,) = found["run"]
        written = sorted(found["written"])
        if lost := self._planned(run) - {PartitionKey(one.table, one.folder) for one in written}:
            table, folder = min(lost)
            raise RuntimeError(
                f"{run.draft}: {table}/{folder} was planned and not written, of {len(lost)} such; the engine has lost "
                "it, and nothing of this run is shown: run it again"
            )
        number = self.commit(run, written, sum(found["decoded"]))
        if number is not None:
            yield number

    def _planned(self, run: PlannedRun) -> set[PartitionKey]:
        return {
            key_of(partition)
            for table in self.tables
            for day in run.days
            for partition in partitions_on(table, date.fromisoformat(day), self.agencies)
        }


def _under_one_key(element: Any) -> tuple[int, Any]:
    return 0, element


def _one(_: Any) -> tuple[int, bool]:
    return 0, True
