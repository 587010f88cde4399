"""What stands before a run, as sources of a pipeline: rows of the run that it builds upon, not of itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam
import pyarrow as pa

from pantau.schemas.table import Table
from pantau.transforms.planned_run import RunDate
from pantau.transforms.tables.partition import Partition, Value
from pantau.transforms.tables.partition_files import read_files
from pantau.transforms.tables.visible_files import standing_files

Row = dict[str, Any]


def read_standing(warehouse: str, table: Table, columns: Sequence[str] | None = None, **where: Value) -> pa.Table:
    """As `read_table`, of the run that a draft builds upon; no row where nothing was committed before."""
    return read_files(table, standing_files(warehouse, table, **where), columns)


def standing_partitions(warehouse: str, table: Table, **where: Value) -> list[Partition]:
    """The partitions of the run that a draft builds upon, in the order of their folders."""
    return [file.partition for file in standing_files(warehouse, table, **where)]


@dataclass
class ReadStanding(beam.PTransform):
    """`RunDate`s → what stood in a table of these dates before the run, each row in the form in which it flows.

    `flowing` makes of a row what flows, of the class `gives`, or `None` of one that does not.
    """

    table: Table
    flowing: Callable[[Row], Any]
    gives: type

    def expand(self, dates: beam.PCollection) -> beam.PCollection:
        """What flows."""
        return dates | "Read" >> beam.FlatMap(self._read).with_input_types(RunDate).with_output_types(self.gives)

    def _read(self, one: RunDate) -> Iterator[Any]:
        rows = read_standing(one.draft, self.table, service_date=date.fromisoformat(one.service_date)).to_pylist()
        return (one for row in rows if (one := self.flowing(row)) is not None)
