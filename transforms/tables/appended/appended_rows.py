"""Rows added to a table one by one, each of which is on the disk before it is answered for."""

import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pantau.schemas.table import Table
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import replace
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.partition import Partition, root_of
from pantau.transforms.tables.partition_files import WarehouseError

MOST_ROWS = 256
"""Of one file, which is written anew for each row: chosen, some milliseconds, and one file for a morning of looking."""


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class AppendedRows:
    """Adds rows to one of `APPENDED_TABLES`, from any number of threads and processes.

    Each has a file of its own, which is replaced as a whole: readers see every row of which `add` has returned, and
    never a part of one, wherever the process is killed. No lock of the warehouse is taken.
    """

    def __init__(self, warehouse: str | Place, table: Table, now: Callable[[], datetime] = utc_now) -> None:
        self._table, self._folder, self._now = table, root_of(warehouse) / table.name, now
        self._turn = threading.Lock()
        self._rows: list[Mapping[str, Any]] = []
        self._file = ""

    def add(self, row: Mapping[str, Any]) -> None:
        """Adds a row.

        Raises:
            ValueError: it is no row of the table.
            WarehouseError: it cannot be written; the rows before it are as they were.
        """
        with self._turn:
            if not self._file or len(self._rows) >= MOST_ROWS:
                self._rows = []
                self._file = f"part-{self._now():%Y%m%dT%H%M%SZ}-{secrets.token_hex(8)}.parquet"
            encoding = Encoding(Partition(self._table, ()))
            encoding.add(self._table.arrow([*self._rows, row]))
            path, file, self._file = self._folder / self._file, self._file, ""
            try:
                replace(path, encoding.content())
            except OSError as error:
                # What the file holds now is not known, so it is never written again.
                raise WarehouseError(f"{path}: cannot be written ({error.strerror or error})") from error
            self._file = file
            self._rows.append(row)
