"""Rows gathered over a whole recording: packed as they come, since a dictionary for each takes ten times as much."""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pantau.transforms.detection.observation_rows import Row
from pantau.transforms.tables.encoding import ROWS_TOGETHER, Encoding
from pantau.transforms.tables.partition import Partition

AT_ONCE = 1024
"""So many rows wait as dictionaries."""


class RowBuffer:
    """The rows of a partition, of a table that is ordered by one column.

    They come nearly in order. What is complete is encoded, which takes a tenth of the memory; who comes too late for
    that costs sorting them all.
    """

    def __init__(self, partition: Partition) -> None:
        self.partition = partition
        (self._by,) = partition.table.order
        self._rows, self._is_late = 0, False
        self._waiting: list[Row] = []
        self._packed: list[pa.Table] = []
        self._encoding, self._last = Encoding(partition), None

    def __len__(self) -> int:
        return self._rows

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows, in any order."""
        before = len(self._waiting)
        self._waiting += rows
        self._rows += len(self._waiting) - before
        if len(self._waiting) >= AT_ONCE:
            self._pack()
            if sum(packed.num_rows for packed in self._packed) >= 2 * ROWS_TOGETHER:
                self._encode(ROWS_TOGETHER)

    def content(self) -> bytes:
        """The file of all rows, in the table's order; nothing is gathered any more then."""
        self._pack()
        self._encode(self._rows)
        content = self._encoding.content()
        if not self._is_late:
            return content
        table, whole = self.partition.table, Encoding(self.partition)
        stored = pq.read_table(pa.BufferReader(content)).sort_by([(self._by, "ascending")])
        for name, value in zip(table.partition, self.partition.values, strict=True):
            stored = stored.append_column(name, pa.array([value] * stored.num_rows, table.schema.field(name).type))
        whole.add(stored)
        return whole.content()

    def _pack(self) -> None:
        if self._waiting:
            self._packed.append(self.partition.table.arrow(self._waiting).combine_chunks())
        self._waiting = []

    def _encode(self, count: int) -> None:
        """Encodes the first `count` of the rows that are packed."""
        if not self._packed:
            return
        rows = pa.concat_tables(self._packed)
        order = rows[self._by]
        if pc.any(pc.less(order[1:], order[:-1])).as_py():
            rows = rows.sort_by([(self._by, "ascending")])
        first, rest = rows[:count], rows[count:]
        self._is_late |= self._last is not None and first[self._by][0].as_py() < self._last
        self._last = max(self._last or 0, first[self._by][-1].as_py())
        self._encoding.add(first)
        self._packed = [rest.combine_chunks()] if rest.num_rows else []
