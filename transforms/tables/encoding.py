"""The bytes of a partition's file, made while its rows come in."""

import io
from collections.abc import Collection, Iterable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.transforms.tables.partition import Partition

ROWS_TOGETHER = 16_384
"""A row group has so many rows, but for the last: the rows of a day in a crowd never are in memory all at once."""


class Encoding:
    """A Parquet file in the making. The same rows give the same bytes, in whatever pieces they come.

    `notes` are kept in the file's metadata. Columns that are `lacking`, since the rows were written before there were
    such, may be null though the table says otherwise.
    """

    def __init__(
        self, partition: Partition, notes: Mapping[str, str] | None = None, lacking: Collection[str] = ()
    ) -> None:
        self.partition, self.rows = partition, 0
        fields = partition.table.file_schema
        self._schema = pa.schema([field.with_nullable(field.nullable or field.name in lacking) for field in fields])
        if notes:
            self._schema = self._schema.with_metadata({**(self._schema.metadata or {}), **notes})
        self._sink = io.BytesIO()
        self._writer = pq.ParquetWriter(self._sink, self._schema, compression="zstd")
        self._waiting = self._schema.empty_table()

    def add(self, rows: pa.Table) -> None:
        """Adds rows (the table's columns), which follow those before in the table's order of rows.

        Raises:
            ValueError: a row belongs to another partition.
        """
        self._refuse_strangers(rows)
        self._add(rows)

    def _add(self, rows: pa.Table) -> None:
        self.rows += rows.num_rows
        self._waiting = pa.concat_tables([self._waiting, rows.select(self._schema.names).cast(self._schema)])
        whole = self._waiting.num_rows - self._waiting.num_rows % ROWS_TOGETHER
        for start in range(0, whole, ROWS_TOGETHER):
            self._writer.write_table(self._waiting.slice(start, ROWS_TOGETHER).combine_chunks())
        if whole:
            self._waiting = self._waiting.slice(whole).combine_chunks()

    def append(self, files: Iterable[bytes]) -> None:
        """Adds the rows of files that an `Encoding` of this partition made, one row group after the other."""
        for file in files:
            for batch in pq.ParquetFile(pa.BufferReader(file)).iter_batches(ROWS_TOGETHER):
                self._add(pa.Table.from_batches([batch]))

    def content(self) -> bytes:
        """The whole file; no rows can be added any more."""
        if self._waiting.num_rows or not self.rows:
            self._writer.write_table(self._waiting.combine_chunks())
        self._writer.close()
        return self._sink.getvalue()

    def _refuse_strangers(self, rows: pa.Table) -> None:
        table = self.partition.table
        for name, value in zip(table.partition, self.partition.values, strict=True):
            strangers = set(rows.column(name).unique().to_pylist()) - {value}
            if strangers:
                raise ValueError(f"{table.name}: rows with {name}={strangers.pop()} in the partition {name}={value}")


def rows_in(file: bytes) -> int:
    """How many rows a file has."""
    return pq.read_metadata(pa.BufferReader(file)).num_rows
