"""Writing a table's rows to its planned partitions."""

from collections.abc import Iterable
from dataclasses import dataclass

import apache_beam as beam

from schemas.table import Table
from transforms.warehouse.partitions import Partition, Value, partitions_of, read_table, write_partition

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
        keyed = rows | "Key by partition" >> beam.Map(lambda row: (key_of(self.table, row), row))
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
            raise ValueError(f"{self.table.name}: {len(rows)} rows for {key}, which was not planned")
        partition: Partition = planned[0]
        if self.steps:
            where = dict(zip(self.table.partition, partition.values, strict=True))
            rows += [
                r for r in read_table(self.warehouse, self.table, **where).to_pylist() if r["step"] not in self.steps
            ]
        write_partition(self.warehouse, partition, self.table.arrow(rows))
        return key
