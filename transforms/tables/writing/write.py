"""Writing rows to planned partitions.

Partitions are planned from the inputs, never from the results, so that a rerun that finds nothing any more does not
leave the old rows standing; nor does one for which a date has fewer partitions than before, as when an agency was
renamed. A partition without rows becomes a file of 0 rows; rows outside of the plan are an error.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from typing import Any, NamedTuple

import apache_beam as beam
import pyarrow as pa

from pantau.schemas.table import Table
from pantau.schemas.tables import TABLES
from pantau.transforms.elements import flows
from pantau.transforms.tables.partition import Partition, Value, partition_of
from pantau.transforms.tables.partition_files import write_file
from pantau.transforms.tables.table_file import TableFile
from pantau.transforms.tables.writing.pieces import PartitionPiece, read_piece
from pantau.transforms.tables.writing.standing import read_standing, standing_partitions

Row = dict[str, Any]


class PartitionKey(NamedTuple):
    """A partition: its table, and its folder in that."""

    table: str
    folder: str


class WrittenPartition(NamedTuple):
    """A partition that was written, by its file: see `TableFile`, of which this has all."""

    table: str
    folder: str
    file: str
    rows: int
    sha256: str
    layout: str


flows(PartitionKey, WrittenPartition)

Planned = tuple[PartitionKey, bool]


def key_of(partition: Partition) -> PartitionKey:
    """How a partition flows."""
    return PartitionKey(partition.table.name, partition.folder)


@dataclass
class PlanPartitions(beam.PTransform):
    """ISO dates → `PartitionKey`s of `tables`: one for each agency, and what stands of the date before the run."""

    tables: tuple[Table, ...]
    warehouse: str
    agencies: tuple[str, ...]

    def expand(self, days: beam.PCollection) -> beam.PCollection:
        """The plan."""
        return days | beam.FlatMap(self._of_date).with_input_types(str).with_output_types(PartitionKey)

    def _of_date(self, iso_day: str) -> Iterator[PartitionKey]:
        day = date.fromisoformat(iso_day)
        for table in self.tables:
            planned = partitions_on(table, day, self.agencies)
            standing = standing_partitions(self.warehouse, table, service_date=day)
            yield from map(key_of, dict.fromkeys([*planned, *standing]))


def partitions_on(table: Table, day: date | None, agencies: Iterable[str]) -> list[Partition]:
    """The partitions of a table on a date that the inputs could fill; of a table without agencies there is one."""
    if "agency_id" not in table.partition:
        return [Partition(table, (day,))]
    values: list[dict[str, Value]] = [{"service_date": day, "agency_id": agency} for agency in agencies]
    return [Partition(table, tuple(one[name] for name in table.partition)) for one in values]


@dataclass
class WriteRows(beam.PTransform):
    """Elements of a table, and `planned` partitions → `WrittenPartition`, each of which has these rows and no other.

    `to_row` makes a row of an element, of the class `takes`. Of a table to which several steps write only the rows of
    `steps` are replaced. Of partitions that are not planned but `touched`, as of a date before the run's, only those
    of the inputs that are named: elements of that are (`PartitionKey`, input).
    """

    table: Table
    warehouse: str
    takes: type
    to_row: Callable[[Any], Row]
    steps: tuple[str, ...] = ()

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """What was written. `given`: `rows`, `planned`, and `touched` if there is any such."""
        keyed = {
            "rows": given["rows"]
            | "By partition"
            >> beam.Map(self._keyed).with_input_types(self.takes).with_output_types(tuple[PartitionKey, self.takes]),
            "planned": given["planned"]
            | "Plan" >> beam.Map(_planned).with_input_types(PartitionKey).with_output_types(Planned),
        }
        if "touched" in given:
            keyed["touched"] = given["touched"]
        return (
            keyed
            | "Gather" >> beam.CoGroupByKey()
            | "Write" >> beam.MapTuple(self._write).with_output_types(WrittenPartition)
        )

    def _keyed(self, element: Any) -> tuple[PartitionKey, Any]:
        row = self.to_row(element)
        return key_of(Partition(self.table, tuple(row[name] for name in self.table.partition))), element

    def _write(self, key: PartitionKey, found: Mapping[str, Iterable[Any]]) -> WrittenPartition:
        rows = [self.to_row(element) for element in found["rows"]]
        touched = frozenset(found.get("touched", ()))
        whole = bool(list(found["planned"]))
        if not whole and not touched:
            raise _unplanned(key, len(rows))
        partition = partition_of(self.table, key.folder)
        if self.steps:
            where = dict(zip(self.table.partition, partition.values, strict=True))
            rows += [
                row
                for row in read_standing(self.warehouse, self.table, **where).to_pylist()
                if row["step"] not in self.steps or not (whole or row["input"] in touched)
            ]
        return _written(write_file(self.warehouse, partition, self.table.arrow(rows)))


@dataclass
class WritePieces(beam.PTransform):
    """`PartitionPiece`s, and `planned` partitions of their tables → `WrittenPartition`, each with its pieces' rows."""

    warehouse: str

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """What was written. `given`: `pieces` and `planned`."""
        return (
            {
                "pieces": given["pieces"]
                | "By partition"
                >> beam.Map(_by_partition)
                .with_input_types(PartitionPiece)
                .with_output_types(tuple[PartitionKey, PartitionPiece]),
                "planned": given["planned"]
                | "Plan" >> beam.Map(_planned).with_input_types(PartitionKey).with_output_types(Planned),
            }
            | "Gather" >> beam.CoGroupByKey()
            | "Write" >> beam.MapTuple(self._write).with_output_types(WrittenPartition)
        )

    def _write(self, key: PartitionKey, found: Mapping[str, Iterable[Any]]) -> WrittenPartition:
        pieces = sorted(found["pieces"])
        if not list(found["planned"]):
            raise _unplanned(key, sum(piece.rows for piece in pieces))
        table = TABLES[key.table]
        order = [(name, "ascending") for name in table.order]
        rows = pa.concat_tables(
            [table.schema.empty_table(), *(read_piece(self.warehouse, piece) for piece in pieces)]
        ).sort_by(order)
        return _written(write_file(self.warehouse, partition_of(table, key.folder), rows))


def _written(file: TableFile) -> WrittenPartition:
    return WrittenPartition(*astuple(file))


def _by_partition(piece: PartitionPiece) -> tuple[PartitionKey, PartitionPiece]:
    return PartitionKey(piece.table, piece.folder), piece


def _planned(key: PartitionKey) -> Planned:
    return key, True


def _unplanned(key: PartitionKey, rows: int) -> ValueError:
    return ValueError(f"{key.table}: {rows} rows for {key.folder}, which was not planned")
