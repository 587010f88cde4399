"""Rows gathered over a whole recording: kept as Arrow, since a dictionary for each takes ten times as much memory."""

from collections.abc import Iterable

import pyarrow as pa

from schemas.table import Table
from transforms.observe.rows import Row

AT_ONCE = 1024
"""So many rows wait as dictionaries."""


class Gathered:
    """Rows of a table."""

    def __init__(self, table: Table) -> None:
        self.table, self._rows = table, 0
        self._waiting: list[Row] = []
        self._parts: dict[str, list[pa.Array]] = {name: [] for name in table.schema.names}

    def __len__(self) -> int:
        return self._rows

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows, in any order."""
        before = len(self._waiting)
        self._waiting += rows
        self._rows += len(self._waiting) - before
        if len(self._waiting) >= AT_ONCE:
            self._pack()

    def arrow(self) -> pa.Table:
        """All rows, as `Table.arrow` gives them; nothing is gathered any more then."""
        self._pack()
        # Column by column, so that no more than one of them is there twice.
        whole = pa.table(
            [pa.concat_arrays(self._parts.pop(name)) for name in self.table.schema.names], schema=self.table.schema
        )
        order = whole.select(self.table.order).sort_by([(name, "ascending") for name in self.table.order])
        if order.equals(whole.select(self.table.order)):
            return whole
        return whole.sort_by([(name, "ascending") for name in self.table.order]).combine_chunks()

    def _pack(self) -> None:
        packed = self.table.arrow(self._waiting).combine_chunks()
        for name, parts in self._parts.items():
            parts += packed.column(name).chunks or [pa.array([], self.table.schema.field(name).type)]
        self._waiting = []
