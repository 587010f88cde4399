"""Where a partition of a table lives."""

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.transforms.storage.place import Place, place_of

HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"
FILE_NAME = "part-0.parquet"
APPENDED_NAMES = "part-*.parquet"
"""Of the files of a table to which rows are added; each begins with the time of its first row."""
DRAFTS = "_drafts"
FORMER_RUNS = "_runs"
"""Where versions before Delta Lake noted their runs; see `former_manifests.py`."""

Value = str | date | None


@dataclass(frozen=True)
class Partition:
    """One folder of a table; `values` are those of the table's partition columns, in their order."""

    table: Table
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.table.partition):
            raise ValueError(f"{self.table.name} is partitioned by {self.table.partition}, not by {self.values}")
        for value in self.values:
            if isinstance(value, str) and not _is_folder(value):
                raise ValueError(f"{self.table.name}: {value!r} cannot be the name of a folder")

    @property
    def folder(self) -> str:
        """The partition's folder in that of its table."""
        return "/".join(f"{name}={word(value)}" for name, value in zip(self.table.partition, self.values, strict=True))

    def path(self, warehouse: str | Place) -> Place:
        """The partition's file where it has one name for good: what was seen on a recording, and plain folders."""
        return root_of(warehouse) / self.table.name / self.folder / FILE_NAME


def _is_folder(value: str) -> bool:
    # Readers of hive-style folders take % and two digits for another character, and ? for the end of a path.
    return value.isprintable() and set(value).isdisjoint("/\\=%?") and value[:1] not in ("", ".")


def partition_of(table: Table, folder: str) -> Partition:
    """The partition that has a folder."""
    words = dict(part.split("=", 1) for part in folder.split("/"))
    return Partition(table, tuple(_value(name, words[name]) for name in table.partition))


def root_of(warehouse: str | Place) -> Place:
    """The place of the tables: of a draft, the warehouse that it is drafted for."""
    folder = place_of(warehouse)
    return folder.parent.parent if folder.parent.name == DRAFTS else folder


def _value(name: str, text: str) -> Value:
    if text == HIVE_NULL:
        return None
    return date.fromisoformat(text) if pa.types.is_date(COLUMNS[name].type) else text


def word(value: Value) -> str:
    """A value as it stands in the name of a folder."""
    return HIVE_NULL if value is None else value.isoformat() if isinstance(value, date) else value
