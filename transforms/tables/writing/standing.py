"""What stands before a run, as sources of a pipeline: rows of the run that it builds upon, not of itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam
import pyarrow as pa

from pantau.schemas.table import Table
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
    """The beginning of a pipeline → rows of a table of some dates, each in the form in which it flows.

    `flowing` makes of a row what flows, of the class `gives`, or `None` of one that does not.
    """

    table: Table
    warehouse: str
    days: tuple[date, ...]
    flowing: Callable[[Row], Any]
    gives: type

    def expand(self, begin: beam.pvalue.PBegin) -> beam.PCollection:
        """What flows."""
        dates = [day.isoformat() for day in self.days]
        return (
            begin
            | "Dates" >> beam.Create(dates, reshuffle=False).with_output_types(str)
            | "Read" >> beam.FlatMap(self._read).with_input_types(str).with_output_types(self.gives)
        )

    def _read(self, day: str) -> Iterator[Any]:
        rows = read_standing(self.warehouse, self.table, service_date=date.fromisoformat(day)).to_pylist()
        return (one for row in rows if (one := self.flowing(row)) is not None)
