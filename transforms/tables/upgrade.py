"""Rewriting what earlier versions of the program wrote, so that all files have the tables' present columns."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pantau.schemas.table import Table, layout_of
from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.tables.former_runs import former_files, take_over
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.partition_files import read_file, read_notes, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.visible_files import (
    OBSERVED,
    OBSERVED_LAYOUT,
    VisibleFile,
    has_former_runs,
    is_mixed,
    run_of,
    visible,
    visible_files,
)
from pantau.transforms.tables.warehouse_mirror import bring_missing


@dataclass(frozen=True)
class Older:
    """A file of another layout: its rows, the columns of its table that it lacks, and those that the table lacks.

    A column that has another type now is among neither.
    """

    file: VisibleFile
    rows: int
    lacking: tuple[str, ...]
    dropped: tuple[str, ...]


def older_files(warehouse: str | Path) -> Iterator[Older]:
    """The visible files of another layout than their tables have now, those that nobody noted a layout of included.

    Raises:
        ValueError: a run of an earlier version cannot be read.
    """
    root, former = root_of(warehouse), None
    if has_former_runs(root):
        former, observed = former_files(root)
        bring_missing(root, (file for files in former.values() for file in files.values()))
        mixed = observed != OBSERVED_LAYOUT
    else:
        mixed = is_mixed(warehouse, run_of(warehouse))
    for table in TABLES.values():
        if table in OBSERVED_TABLES and not mixed:
            continue
        if former is None or table in OBSERVED_TABLES:
            files = visible_files(warehouse, table)
        else:
            files = [visible(root, file) for file in former[table.name].values()]
        for file in files:
            if file.layout != table.layout:
                schema = pq.read_schema(file.path)
                if layout_of(schema) != table.layout:
                    rows = pq.read_metadata(file.path).num_rows
                    yield Older(file, rows, *_differences(table, set(schema.names)))


def upgrade(warehouse: str | Path, wait_s: float = 0.0) -> list[Older]:
    """Takes over the runs of an earlier version, and rewrites all files of another layout, as a run.

    Gives what these were; none, and no run, where all are well. A column that a file lacks is taken from where it stood
    under a former name, else null. Every row is there after it, or it raises and readers see what they saw. Broken off,
    it is run again.

    Raises:
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
        RuntimeError: a file has other rows after it was rewritten.
    """
    with draft_of(warehouse, wait_s, take_over) as draft:
        known, older = run_of(draft), list(older_files(draft))
        for one in older:
            _rewrite(draft, one)
        if older or (known is not None and is_mixed(draft, known)):
            notes = {"command": "upgrade", "rewritten": len(older), "rows": sum(one.rows for one in older)}
            commit_draft(draft, {**notes, OBSERVED: OBSERVED_LAYOUT})
    return older


def _rewrite(draft: Path, one: Older) -> None:
    partition, rows = one.file.partition, read_file(one.file)
    nulls = [name for name in one.lacking if rows[name].null_count]
    written = write_partition(draft, partition, rows, read_notes(one.file.path), nulls)
    if (now := pq.read_metadata(written).num_rows) != one.rows:
        raise RuntimeError(f"{written}: has {now} rows and should have {one.rows}; the upgrade is not committed")


def _differences(table: Table, held: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asked = set(table.file_schema.names)
    return tuple(sorted(asked - held)), tuple(sorted(held - asked))
