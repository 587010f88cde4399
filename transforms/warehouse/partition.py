"""Where a partition of a table lives."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schemas.table import Table

HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"
FILE_NAME = "part-0.parquet"

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
            if isinstance(value, str) and (not value or not set(value).isdisjoint("/\\=\0") or value.startswith(".")):
                raise ValueError(f"{self.table.name}: {value!r} cannot be the name of a folder")

    def path(self, warehouse: str | Path) -> Path:
        """The partition's file."""
        folders = (f"{name}={word(value)}" for name, value in zip(self.table.partition, self.values, strict=True))
        return Path(warehouse, self.table.name, *folders, FILE_NAME)


def word(value: Value) -> str:
    """A value as it stands in the name of a folder."""
    return HIVE_NULL if value is None else value.isoformat() if isinstance(value, date) else value
