"""Adding rows to tables of which none is ever changed or taken out."""

from collections.abc import Iterable, Mapping
from typing import Any

from pantau.schemas.table import Table
from pantau.schemas.tables import GROWING_TABLES
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import read_table, write_partition


def add_rows(draft: str | Place, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds rows to what stands in their partitions; readers see them once the draft is committed.

    Raises:
        ValueError: the table is none to which rows are added, or a row has the key of one that stands.
        WarehouseError: a file cannot be written.
    """
    if table not in GROWING_TABLES:
        raise ValueError(f"{table.name}: its rows are written by date; write its partition")
    added: dict[Partition, list[Mapping[str, Any]]] = {}
    for row in rows:
        added.setdefault(Partition(table, tuple(row[name] for name in table.partition)), []).append(row)
    for partition, new in added.items():
        where = dict(zip(table.partition, partition.values, strict=True))
        standing = read_table(draft, table, **where).to_pylist()
        known = {_key(table, row) for row in standing}
        for row in new:
            if _key(table, row) in known:
                raise ValueError(f"{table.name}: has a row of {_key(table, row)} already, and none is ever changed")
            known.add(_key(table, row))
        write_partition(draft, partition, table.arrow([*standing, *new]))


def _key(table: Table, row: Mapping[str, Any]) -> tuple:
    return tuple(row[name] for name in table.key)
