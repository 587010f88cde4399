"""Where a partition lives, and how it is written and read."""

import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import Table

HIVE_NULL = "__HIVE_DEFAULT_PARTITION__"
FILE_NAME = "part-0.parquet"

Value = str | date | None


class WarehouseError(OSError):
    """The warehouse cannot be written; no input is to blame, so it ends a run and rejects nothing."""


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
        folders = (f"{name}={_word(value)}" for name, value in zip(self.table.partition, self.values, strict=True))
        return Path(warehouse, self.table.name, *folders, FILE_NAME)


def write_partition(
    warehouse: str | Path, partition: Partition, rows: pa.Table, notes: Mapping[str, str] | None = None
) -> Path:
    """Replaces a partition by `rows` (the table's columns, in the table's order of rows) in one step.

    A reader sees the old file or the new one, never part of one: the new one is written beside it, synced and moved
    over it. The same rows give the same bytes. `notes` are kept in the file's metadata.

    Raises:
        ValueError: a row belongs to another partition.
        WarehouseError: the file cannot be written; the old one is then still there.
    """
    _refuse_strangers(partition, rows)
    stored = rows.select(partition.table.file_schema.names).cast(partition.table.file_schema)
    if notes:
        stored = stored.replace_schema_metadata({**(stored.schema.metadata or {}), **notes})
    target = partition.path(warehouse)
    try:
        _replace(target, stored)
    except OSError as error:
        raise WarehouseError(
            f"{target}: cannot be written ({error.strerror or error}); what it held before is still there"
        ) from error
    return target


def _replace(target: Path, stored: pa.Table) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".writing-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            pq.write_table(stored, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def read_notes(path: str | Path) -> dict[str, str] | None:
    """What `write_partition` noted in a file, or `None` where there is no readable file."""
    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return None
    return {key.decode(): value.decode() for key, value in metadata.items() if not key.startswith(b"ARROW")}


def read_table(warehouse: str | Path, table: Table, **where: Value) -> pa.Table:
    """All rows of a table whose partition columns equal `where`; none where nothing has been written yet."""
    unknown = where.keys() - set(table.partition)
    if unknown:
        raise ValueError(f"{table.name} is not partitioned by {sorted(unknown)}")
    parts = [_read(table, path, values) for path, values in _files(Path(warehouse, table.name), table, where)]
    return pa.concat_tables([table.schema.empty_table(), *parts])


def partitions_of(warehouse: str | Path, table: Table, **where: Value) -> list[Partition]:
    """The partitions of a table that have been written, in the order of their folders."""
    return [
        Partition(table, tuple(values[name] for name in table.partition))
        for _, values in _files(Path(warehouse, table.name), table, where)
    ]


def _word(value: Value) -> str:
    return HIVE_NULL if value is None else value.isoformat() if isinstance(value, date) else value


def _files(root: Path, table: Table, where: Mapping[str, Value]) -> Iterator[tuple[Path, dict[str, Value]]]:
    pattern = "/".join(f"{name}={_word(where[name]) if name in where else '*'}" for name in table.partition)
    for path in sorted(root.glob(f"{pattern}/{FILE_NAME}")):
        words = dict(folder.split("=", 1) for folder in path.relative_to(root).parts[:-1])
        yield path, {name: _value(table, name, word) for name, word in words.items()}


def _value(table: Table, name: str, word: str) -> Value:
    if word == HIVE_NULL:
        return None
    return date.fromisoformat(word) if pa.types.is_date(table.schema.field(name).type) else word


def _read(table: Table, path: Path, values: Mapping[str, Value]) -> pa.Table:
    stored = pq.ParquetFile(path).read()
    for name, value in values.items():
        kind = table.schema.field(name).type
        stored = stored.append_column(name, pa.array([value] * stored.num_rows, type=kind))
    return stored.select(table.schema.names).cast(table.schema)


def _refuse_strangers(partition: Partition, rows: pa.Table) -> None:
    for name, value in zip(partition.table.partition, partition.values, strict=True):
        strangers = set(rows.column(name).unique().to_pylist()) - {value}
        if strangers:
            raise ValueError(
                f"{partition.table.name}: rows with {name}={strangers.pop()} in the partition {name}={value}"
            )


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
