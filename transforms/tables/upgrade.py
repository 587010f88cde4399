"""Rewriting what earlier versions of the program wrote, so that all files have the tables' present columns."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq

from pantau.schemas.table import Table, layout_of
from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import opened
from pantau.transforms.tables.former_manifests import former_runs
from pantau.transforms.tables.former_runs import take_over
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.partition_files import read_file, read_notes, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.visible_files import (
    OBSERVED,
    OBSERVED_LAYOUT,
    VisibleFile,
    is_mixed,
    run_of,
    visible_files,
)


@dataclass(frozen=True)
class Older:
    """A file of another layout: its rows, the columns of its table that it lacks, and those that the table lacks.

    A column that has another type now is among neither.
    """

    file: VisibleFile
    rows: int
    lacking: tuple[str, ...]
    dropped: tuple[str, ...]


def older_files(warehouse: str | Place) -> Iterator[Older]:
    """The visible files of another layout than their tables have now, those that nobody noted a layout of included.

    Raises:
        ValueError: a run of an earlier version cannot be read.
    """
    former = [*former_runs(root_of(warehouse))]
    observed = former[-1].notes.get(OBSERVED) if former else None
    mixed = observed != OBSERVED_LAYOUT if former else is_mixed(warehouse, run_of(warehouse))
    for table in TABLES.values():
        if table in OBSERVED_TABLES and not mixed:
            continue
        for file in visible_files(warehouse, table):
            if file.layout != table.layout:
                schema = pq.read_schema(opened(file.path))
                if layout_of(schema) != table.layout:
                    rows = pq.read_metadata(opened(file.path)).num_rows
                    yield Older(file, rows, *_differences(table, set(schema.names)))


def upgrade(warehouse: str | Place, wait_s: float = 0.0) -> list[Older]:
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


def _rewrite(draft: Place, one: Older) -> None:
    partition, rows = one.file.partition, read_file(one.file)
    nulls = [name for name in one.lacking if rows[name].null_count]
    written = write_partition(draft, partition, rows, read_notes(one.file.path), nulls)
    if (now := pq.read_metadata(opened(written)).num_rows) != one.rows:
        raise RuntimeError(f"{written}: has {now} rows and should have {one.rows}; the upgrade is not committed")


def _differences(table: Table, held: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asked = set(table.file_schema.names)
    return tuple(sorted(asked - held)), tuple(sorted(held - asked))
