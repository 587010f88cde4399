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
from pantau.transforms.planned_run import RunDate
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


class PlannedPartition(NamedTuple):
    """A partition that a run will write all of, and the run's draft."""

    draft: str
    partition: PartitionKey


class TouchedInput(NamedTuple):
    """An input of which a run writes anew what it said in a partition; and the run's draft."""

    draft: str
    partition: PartitionKey
    input: str


class WrittenPartition(NamedTuple):
    """A partition that was written, by its file: see `TableFile`, of which this has all."""

    table: str
    folder: str
    file: str
    rows: int
    sha256: str
    layout: str


flows(PartitionKey, PlannedPartition, TouchedInput, WrittenPartition)


def key_of(partition: Partition) -> PartitionKey:
    """How a partition flows."""
    return PartitionKey(partition.table.name, partition.folder)


@dataclass
class PlanPartitions(beam.PTransform):
    """`RunDate`s → `PlannedPartition`s of `tables`: one for each agency, and what stands of the date before the run."""

    tables: tuple[Table, ...]
    agencies: tuple[str, ...]

    def expand(self, dates: beam.PCollection) -> beam.PCollection:
        """The plan."""
        return dates | beam.FlatMap(self._of_date).with_input_types(RunDate).with_output_types(PlannedPartition)

    def _of_date(self, one: RunDate) -> Iterator[PlannedPartition]:
        day = date.fromisoformat(one.service_date)
        for table in self.tables:
            planned = partitions_on(table, day, self.agencies)
            standing = standing_partitions(one.draft, table, service_date=day)
            for partition in dict.fromkeys([*planned, *standing]):
                yield PlannedPartition(one.draft, key_of(partition))


def partitions_on(table: Table, day: date | None, agencies: Iterable[str]) -> list[Partition]:
    """The partitions of a table on a date that the inputs could fill; of a table without agencies there is one."""
    if "agency_id" not in table.partition:
        return [Partition(table, (day,))]
    values: list[dict[str, Value]] = [{"service_date": day, "agency_id": agency} for agency in agencies]
    return [Partition(table, tuple(one[name] for name in table.partition)) for one in values]


@dataclass
class WriteRows(beam.PTransform):
    """Elements of a table, and `PlannedPartition`s → `WrittenPartition`, each of which has these rows and no other.

    `to_row` makes a row of an element, of the class `takes`. Of a table to which several steps write only the rows of
    `steps` are replaced. Of partitions that are not planned but have a `TouchedInput`, as of a date before the run's,
    only those of these inputs.
    """

    table: Table
    takes: type
    to_row: Callable[[Any], Row]
    steps: tuple[str, ...] = ()

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """What was written. `given`: `rows`, `planned`, and `touched` if there is any such."""
        keyed = {
            "rows": given["rows"]
            | "By partition"
            >> beam.Map(self._keyed).with_input_types(self.takes).with_output_types(tuple[PartitionKey, self.takes]),
            "planned": given["planned"] | "Plan" >> _ByPartition(PlannedPartition),
        }
        if "touched" in given:
            keyed["touched"] = given["touched"] | "Touched" >> _ByPartition(TouchedInput)
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
        touched, whole = list(found.get("touched", ())), list(found["planned"])
        if not whole and not touched:
            raise _unplanned(key, len(rows))
        draft, inputs = [*whole, *touched][0].draft, {one.input for one in touched}
        partition = partition_of(self.table, key.folder)
        if self.steps:
            where = dict(zip(self.table.partition, partition.values, strict=True))
            rows += [
                row
                for row in read_standing(draft, self.table, **where).to_pylist()
                if row["step"] not in self.steps or not (whole or row["input"] in inputs)
            ]
        return _written(write_file(draft, partition, self.table.arrow(rows)))


@dataclass
class WritePieces(beam.PTransform):
    """`PartitionPiece`s, and `PlannedPartition`s of their tables → `WrittenPartition`, each with its pieces' rows."""

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """What was written. `given`: `pieces` and `planned`."""
        return (
            {
                "pieces": given["pieces"]
                | "By partition"
                >> beam.Map(_by_partition)
                .with_input_types(PartitionPiece)
                .with_output_types(tuple[PartitionKey, PartitionPiece]),
                "planned": given["planned"] | "Plan" >> _ByPartition(PlannedPartition),
            }
            | "Gather" >> beam.CoGroupByKey()
            | "Write" >> beam.MapTuple(self._write).with_output_types(WrittenPartition)
        )

    def _write(self, key: PartitionKey, found: Mapping[str, Iterable[Any]]) -> WrittenPartition:
        pieces, planned = sorted(found["pieces"]), list(found["planned"])
        if not planned:
            raise _unplanned(key, sum(piece.rows for piece in pieces))
        draft, table = planned[0].draft, TABLES[key.table]
        order = [(name, "ascending") for name in table.order]
        rows = pa.concat_tables([table.schema.empty_table(), *(read_piece(draft, piece) for piece in pieces)]).sort_by(
            order
        )
        return _written(write_file(draft, partition_of(table, key.folder), rows))


@dataclass
class _ByPartition(beam.PTransform):
    """Elements of a class that have a partition, by that."""

    takes: type

    def expand(self, elements: beam.PCollection) -> beam.PCollection:
        keyed = tuple[PartitionKey, self.takes]
        return elements | beam.Map(_keyed_by_partition).with_input_types(self.takes).with_output_types(keyed)


def _written(file: TableFile) -> WrittenPartition:
    return WrittenPartition(*astuple(file))


def _by_partition(piece: PartitionPiece) -> tuple[PartitionKey, PartitionPiece]:
    return PartitionKey(piece.table, piece.folder), piece


def _keyed_by_partition(element: PlannedPartition | TouchedInput) -> tuple[PartitionKey, Any]:
    return element.partition, element


def _unplanned(key: PartitionKey, rows: int) -> ValueError:
    return ValueError(f"{key.table}: {rows} rows for {key.folder}, which was not planned")
