"""How a partition is written and read."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.table import Table
from transforms.warehouse.partition import Partition, Value
from transforms.warehouse.visible import VisibleFile, visible_files


class WarehouseError(OSError):
    """The warehouse cannot be written; no input is to blame, so it ends a run and rejects nothing."""


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
    parts = [_read(file) for file in visible_files(warehouse, table, **where)]
    return pa.concat_tables([table.schema.empty_table(), *parts])


def partitions_of(warehouse: str | Path, table: Table, **where: Value) -> list[Partition]:
    """The partitions of a table that have been written, in the order of their folders."""
    return [file.partition for file in visible_files(warehouse, table, **where)]


def _read(file: VisibleFile) -> pa.Table:
    table, stored = file.partition.table, pq.ParquetFile(file.path).read()
    for name, value in zip(table.partition, file.partition.values, strict=True):
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
