"""Which files of a table readers see: the only answer to that question, for Python, SQL and whatever is derived."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa

from schemas.table import Table
from transforms.warehouse.partition import FILE_NAME, HIVE_NULL, Partition, Value, word


@dataclass(frozen=True)
class VisibleFile:
    """One Parquet file of a partition. `identity` changes whenever what the file holds may have changed."""

    partition: Partition
    path: Path
    identity: str


def visible_files(warehouse: str | Path, table: Table, **where: Value) -> list[VisibleFile]:
    """The files of a table whose partition columns equal `where`, in the order of their folders.

    Raises:
        ValueError: the table is not partitioned by a column of `where`.
    """
    unknown = where.keys() - set(table.partition)
    if unknown:
        raise ValueError(f"{table.name} is not partitioned by {sorted(unknown)}")
    return list(_found(Path(warehouse, table.name), table, where))


def _found(root: Path, table: Table, where: dict[str, Value]) -> Iterator[VisibleFile]:
    pattern = "/".join(f"{name}={word(where[name]) if name in where else '*'}" for name in table.partition)
    for path in sorted(root.glob(f"{pattern}/{FILE_NAME}")):
        words = dict(folder.split("=", 1) for folder in path.relative_to(root).parts[:-1])
        partition = Partition(table, tuple(_value(table, name, words[name]) for name in table.partition))
        stat = path.stat()
        yield VisibleFile(partition, path, f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}")


def _value(table: Table, name: str, text: str) -> Value:
    if text == HIVE_NULL:
        return None
    return date.fromisoformat(text) if pa.types.is_date(table.schema.field(name).type) else text
