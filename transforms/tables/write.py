"""Writing a table's rows to its planned partitions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import pyarrow as pa

from pantau.schemas.table import Table
from pantau.transforms.tables.partition_files import Partition, Value, partitions_of, read_table, write_partition

Row = dict


def key_of(table: Table, row: Row) -> str:
    """The partition of a row, as a text that encodes the same everywhere."""
    return "|".join(str(row[name]) for name in table.partition)


@dataclass
class WritePartitions(beam.PTransform):
    """Replaces the planned partitions by the rows of a PCollection; one without rows becomes a file of 0 rows.

    Partitions are planned from the inputs, never from the results, so that a rerun that finds nothing any more does not
    leave the old rows standing; nor does one for which a date has fewer partitions than before, as when an agency was
    renamed. A row outside of the plan is an error. Of a table that several steps write to
    (`rejects`) only the rows of `steps` are replaced.
    """

    table: Table
    warehouse: str
    planned: tuple[tuple[Value, ...], ...]
    steps: tuple[str, ...] = ()

    def expand(self, rows: beam.PCollection) -> beam.PCollection:
        plan = {"|".join(map(str, values)): Partition(self.table, values) for values in self._to_replace()}
        planned = rows.pipeline | "Plan" >> beam.Create(list(plan.items()), reshuffle=False)
        keyed = rows | "Key by partition" >> beam.Map(lambda rows: (self._key(rows), rows))
        return (
            {"planned": planned, "rows": keyed}
            | "Gather" >> beam.CoGroupByKey()
            | "Write" >> beam.MapTuple(self._write)
        )

    def _to_replace(self) -> list[tuple[Value, ...]]:
        dates = {dict(zip(self.table.partition, values, strict=True))["service_date"] for values in self.planned}
        standing = [
            part.values for day in dates for part in partitions_of(self.warehouse, self.table, service_date=day)
        ]
        return list(dict.fromkeys([*self.planned, *standing]))

    def _write(self, key: str, gathered: dict[str, Iterable]) -> str:
        planned, rows = list(gathered["planned"]), list(gathered["rows"])
        if not planned:
            count = self._arrow(rows).num_rows
            raise ValueError(f"{self.table.name}: {count} rows for {key}, which was not planned")
        partition: Partition = planned[0]
        table = self._arrow(rows)
        if self.steps:
            where = dict(zip(self.table.partition, partition.values, strict=True))
            standing = read_table(self.warehouse, self.table, **where).to_pylist()
            others = self.table.arrow(row for row in standing if row["step"] not in self.steps)
            table = pa.concat_tables([table, others]).sort_by([(name, "ascending") for name in self.table.order])
        write_partition(self.warehouse, partition, table)
        return key

    def _key(self, row: Row) -> str:
        return key_of(self.table, row)

    def _arrow(self, rows: list[Row]) -> pa.Table:
        return self.table.arrow(rows)


@dataclass
class WriteTables(WritePartitions):
    """The same for a PCollection of Arrow tables, each with rows of one partition: far less to carry than rows."""

    def _key(self, rows: pa.Table) -> str:
        return key_of(self.table, rows.slice(0, 1).select(self.table.partition).to_pylist()[0])

    def _arrow(self, rows: list[pa.Table]) -> pa.Table:
        order = [(name, "ascending") for name in self.table.order]
        return pa.concat_tables([self.table.schema.empty_table(), *rows]).sort_by(order)


@dataclass
class WriteElements(WritePartitions):
    """The same for a PCollection of NamedTuples with the table's columns, of which `row_of` makes rows at the end."""

    row_of: Callable[[Any], Row] = dict

    def _key(self, element: Any) -> str:
        return "|".join(str(getattr(element, name)) for name in self.table.partition)

    def _arrow(self, elements: list[Any]) -> pa.Table:
        return self.table.arrow(map(self.row_of, elements))
