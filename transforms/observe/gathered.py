"""Rows gathered over a whole recording: kept as Arrow, since a dictionary for each takes ten times as much memory."""

from collections.abc import Iterable

import pyarrow as pa

from schemas.table import Table
from transforms.observe.rows import Row

AT_ONCE = 4096
"""So many rows wait as dictionaries."""


class Gathered:
    """Rows of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._waiting: list[Row] = []
        self._batches: list[pa.Table] = []

    def __len__(self) -> int:
        return len(self._waiting) + sum(map(len, self._batches))

    def add(self, rows: Iterable[Row]) -> None:
        """Adds rows, in any order."""
        self._waiting += rows
        if len(self._waiting) >= AT_ONCE:
            self._pack()

    def arrow(self) -> pa.Table:
        """All rows, as `Table.arrow` gives them."""
        self._pack()
        whole = pa.concat_tables(self._batches)
        return whole.sort_by([(name, "ascending") for name in self.table.order]).combine_chunks()

    def _pack(self) -> None:
        self._batches.append(self.table.arrow(self._waiting))
        self._waiting = []
