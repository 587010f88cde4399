"""What a table is: columns, a key, a partitioning and an order of rows."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import pyarrow as pa

from pantau.schemas.columns import COLUMNS


@dataclass(frozen=True)
class Table:
    """One Parquet table of the warehouse.

    `key` identifies a row; rows are stored in the order of `order`, so equal inputs give equal bytes. `partition` lists
    the columns of which a file has one value each, which name its folder (hive style). `optional` columns may be null
    here though they may not elsewhere.
    """

    name: str
    grain: str
    indonesian: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    partition: tuple[str, ...]
    order: tuple[str, ...]
    optional: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if undeclared := [name for name in self.columns if name not in COLUMNS]:
            raise ValueError(f"table {self.name}: {undeclared} are not declared in schemas/columns.py")
        if len(set(self.columns)) < len(self.columns):
            raise ValueError(f"table {self.name}: lists a column twice")
        unknown = (set(self.key) | set(self.partition) | set(self.order) | self.optional) - set(self.columns)
        if unknown:
            raise ValueError(f"table {self.name}: {sorted(unknown)} are not among its columns")

    def __reduce__(self) -> tuple:
        """As it was declared: what was worked out of it is large, and whoever takes it out can do so again."""
        return Table, tuple(getattr(self, field.name) for field in fields(self))

    @cached_property
    def schema(self) -> pa.Schema:
        """All columns, partition columns included, with descriptions as field metadata."""
        return pa.schema([COLUMNS[name].field(self.nullable(name)) for name in self.columns])

    @property
    def in_folders(self) -> tuple[str, ...]:
        """The columns that stand in folder names alone: those of a recording's files, of which there are millions.

        The files of all other tables hold every column, and their Delta tables have no partition columns. A Delta file
        has one value of each partition column, so files of days could never be joined to one of a month; and polars
        refuses a path that names a column, as `service_date=…` does, which is none of them. Engines leave files out by
        the least and greatest values in the log instead. A file that is handed on says itself of what date it is.
        """
        return self.partition if "recording_id" in self.partition else ()

    @cached_property
    def file_schema(self) -> pa.Schema:
        """The columns stored in a file: those that the folder names do not already say."""
        return pa.schema([field for field in self.schema if field.name not in self.in_folders])

    @cached_property
    def layout(self) -> str:
        """Which columns of which types a file has, as 8 hex digits; files of another layout are of another version."""
        return layout_of(self.file_schema)

    def nullable(self, column: str) -> bool:
        """Whether the column may be null in this table."""
        return COLUMNS[column].nullable or column in self.optional

    def arrow(self, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
        """Rows as an Arrow table in the table's order.

        Raises:
            ValueError: a row lacks a column, has one too many, or holds what its column may not (see `Column.check`).
        """
        rows, known = list(rows), set(self.columns)
        for row in rows:
            if row.keys() != known:
                missing, extra = known - row.keys(), row.keys() - known
                raise ValueError(f"table {self.name}: a row lacks {sorted(missing)} and has unknown {sorted(extra)}")
        columns = [[row[name] for row in rows] for name in self.columns]
        try:
            for name, values in zip(self.columns, columns, strict=True):
                COLUMNS[name].check(values, self.nullable(name))
            table = pa.Table.from_arrays(
                [pa.array(values, field.type) for values, field in zip(columns, self.schema, strict=True)],
                schema=self.schema,
            )
        except (ValueError, TypeError) as error:
            raise ValueError(f"table {self.name}: {error}") from error
        return table.sort_by([(name, "ascending") for name in self.order])


def layout_of(schema: pa.Schema) -> str:
    """The layout of a file, by its schema; the order of columns does not count, nor whether they may be null."""
    columns = sorted(f"{field.name} {_kind(field.type)}" for field in schema)
    return hashlib.sha256("\n".join(columns).encode()).hexdigest()[:8]


def _kind(kind: pa.DataType) -> str:
    # What Parquet calls the items of a list differs by who has written the file.
    return f"list of {_kind(kind.value_type)}" if pa.types.is_list(kind) else str(kind)
