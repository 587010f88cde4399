"""Rewriting what earlier versions of the program wrote, so that all files have the tables' present columns."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from pantau.schemas.table import Table, layout_of
from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.tables.manifest import files_of, runs_of
from pantau.transforms.tables.partition_files import list_in_draft, read_file, read_notes, write_partition
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


def older_files(warehouse: str | Path) -> Iterator[Older]:
    """The visible files of another layout than their tables have now, those that nobody noted a layout of included."""
    mixed = is_mixed(warehouse, run_of(warehouse))
    for table in TABLES.values():
        if table in OBSERVED_TABLES and not mixed:
            continue
        for file in visible_files(warehouse, table):
            if file.layout != table.layout:
                schema = pq.read_schema(file.path)
                if layout_of(schema) != table.layout:
                    rows = pq.read_metadata(file.path).num_rows
                    yield Older(file, rows, *_differences(table, set(schema.names)))


def upgrade(warehouse: str | Path, wait_s: float = 0.0) -> list[Older]:
    """Rewrites all files of another layout, as a run, and gives what they were; none, and no run, where all are well.

    A column that a file lacks is taken from where it stood under a former name, else null. Every row is there after it,
    or it raises and readers see what they saw. Broken off, it is run again.

    Raises:
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
        RuntimeError: a file has other rows after it was rewritten.
    """
    with draft_of(warehouse, wait_s) as draft:
        root, older = draft.parent.parent, list(older_files(draft))
        for one in older:
            _rewrite(draft, one)
        unnoted = _list_unnoted(root, draft, {one.file.path for one in older})
        known = run_of(root)
        if older or unnoted or (known is not None and is_mixed(root, known)):
            notes = {"command": "upgrade", "rewritten": len(older), "rows": sum(one.rows for one in older)}
            commit_draft(draft, {**notes, OBSERVED: OBSERVED_LAYOUT})
    return older


def _rewrite(draft: Path, one: Older) -> None:
    partition, rows = one.file.partition, read_file(one.file)
    nulls = [name for name in one.lacking if rows[name].null_count]
    written = write_partition(draft, partition, rows, read_notes(one.file.path), nulls)
    if (now := pq.read_metadata(written).num_rows) != one.rows:
        raise RuntimeError(f"{written}: has {now} rows and should have {one.rows}; the upgrade is not committed")


def _list_unnoted(root: Path, draft: Path, rewritten: set[Path]) -> int:
    """Lists the files again, as they are, whose layout is the present one and was never noted."""
    count, runs = 0, runs_of(root)
    for folders in files_of(root, runs[-1]).values() if runs else ():
        for entry in folders.values():
            if not entry.layout and root / entry.table / entry.folder / entry.file not in rewritten:
                list_in_draft(draft, replace(entry, layout=TABLES[entry.table].layout))
                count += 1
    return count


def _differences(table: Table, held: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    asked = set(table.file_schema.names)
    return tuple(sorted(asked - held)), tuple(sorted(held - asked))
