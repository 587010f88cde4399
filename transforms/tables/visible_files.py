"""Which files of a table readers see: the only answer to that question, for Python, SQL and whatever is derived."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from pantau.schemas.table import Table
from pantau.schemas.tables import DELETIONS, OBSERVED_TABLES, TABLES
from pantau.transforms.tables.delta.commits import commit_of, newest_commit, readable_runs
from pantau.transforms.tables.delta.current_files import files_of
from pantau.transforms.tables.former_manifests import former_files, refuse_former, shows_former_run
from pantau.transforms.tables.partition import FILE_NAME, Partition, Value, partition_of, root_of, word
from pantau.transforms.tables.table_file import TableFile

BASE = "base.json"
"""What a draft notes: the run that it builds upon."""

OBSERVED = "observed_layout"
"""What a run notes: the layouts of all that was seen on recordings, or that files of another version are among it."""
OBSERVED_LAYOUT = "-".join(table.layout for table in OBSERVED_TABLES)
MIXED = "mixed"


@dataclass(frozen=True)
class VisibleFile:
    """One Parquet file of a partition.

    `identity` changes whenever what the file holds may have changed; `layout` is that of its columns (`Table.layout`),
    empty where nobody noted it.
    """

    partition: Partition
    path: Path
    identity: str
    layout: str = ""


def visible_files(
    warehouse: str | Path, table: Table, /, as_of: int | None = None, **where: Value
) -> list[VisibleFile]:
    """The files of a table whose partition columns equal `where`, in the order of their folders.

    Those of the newest run, or of the run `as_of`; in a draft, of the run it builds upon and of the draft itself. What
    was seen on recordings (`OBSERVED_TABLES`) is a store of its own, in which each recording's files appear as they
    are finished, and so is a folder to which no run was ever committed. Where an earlier version noted runs that are
    not taken over yet, its newest one is visible.

    Raises:
        ValueError: the table is not partitioned by a column of `where`, or there is no run `as_of`, or some of what was
            seen by then was deleted.
    """
    whole = set(table.partition)
    unknown = where.keys() - whole
    if unknown:
        raise ValueError(f"{table.name} is not partitioned by {sorted(unknown)}")
    root, seen = root_of(warehouse), table in OBSERVED_TABLES
    run = None if seen and as_of is None else run_of(warehouse, as_of)
    if seen and run is not None and (said := deleted_since(root, run)):
        raise ValueError(said)
    pattern = "/".join(f"{name}={escape(word(where[name])) if name in where else '*'}" for name in table.partition)
    former = run is None and not seen and shows_former_run(root)
    if not former and (seen or run is None):
        # The file of one recording is asked for often, and among those of years.
        if where.keys() == whole:
            paths = [Partition(table, tuple(where[name] for name in table.partition)).path(root)]
        else:
            paths = sorted((root / table.name).glob(f"{pattern}/{FILE_NAME}"))
        found = {file.partition.folder: file for file in _standing(root / table.name, table, paths)}
    else:
        files = former_files(root).get(table.name, {}) if former else files_of(root, commit_of(root, run), table.name)
        if where.keys() == whole:
            # A day's partition is asked for often, and among those of years.
            folder = Partition(table, tuple(where[name] for name in table.partition)).folder
            files = {folder: files[folder]} if folder in files else {}
        elif where:
            files = {folder: file for folder, file in files.items() if fnmatchcase(folder, pattern)}
        found = {folder: visible(root, file) for folder, file in files.items()}
    if Path(warehouse) != root:
        found |= {file.folder: visible(root, file) for file in drafted(Path(warehouse), table, pattern)}
    return [found[folder] for folder in sorted(found)]


def run_of(warehouse: str | Path, as_of: int | None = None) -> int | None:
    """The run whose files are visible; `None` where nothing was ever committed, but by an earlier version.

    Raises:
        ValueError: there is no run `as_of`, or its files were pruned; or an earlier version noted it.
    """
    root = root_of(warehouse)
    if Path(warehouse) != root:
        return json.loads(Path(warehouse, BASE).read_bytes())["run"]
    former = shows_former_run(root)
    if as_of is None:
        newest = None if former else newest_commit(root)
        return newest.run if newest else None
    if former:
        refuse_former(root)
    commit, readable = commit_of(root, as_of), readable_runs(root)
    if commit.run < readable.oldest:
        raise ValueError(
            f"{warehouse}: run {as_of} was pruned, by {readable.rule}; its runs from {readable.oldest} on can be read"
        )
    return as_of


def deleted_since(root: Path, run: int) -> str | None:
    """Why what was seen on recordings cannot be read as it was after a run, in a sentence; `None` where it can."""
    newest = newest_commit(root)
    if newest is None or newest.run == run:
        return None
    then, now = (files_of(root, commit, DELETIONS.name).values() for commit in (commit_of(root, run), newest))
    if sum(file.rows for file in then) == sum(file.rows for file in now):
        return None
    return (
        f"{root}: of what was seen on recordings, some was deleted after run {run}, by the retention of their cameras; "
        "the table deletions says which, when and by which rule; leave --as-of out to read what is left"
    )


def is_mixed(warehouse: str | Path, run: int | None) -> bool:
    """Whether files of another version of the program are, or may be, among what was seen on recordings."""
    return run is None or commit_of(root_of(warehouse), run).notes.get(OBSERVED) != OBSERVED_LAYOUT


def drafted(draft: Path, table: Table, pattern: str) -> Iterator[TableFile]:
    """The files that a draft has written for a table, in folders that match a pattern."""
    for path in draft.glob(f"{table.name}/{pattern}/entry.json"):
        yield TableFile(**json.loads(path.read_bytes()))


def visible(root: Path, file: TableFile) -> VisibleFile:
    """A file of a table, as readers see it."""
    path = Path(f"{root}/{file.table}/{file.folder}/{file.file}")
    return VisibleFile(partition_of(TABLES[file.table], file.folder), path, file.sha256, file.layout)


def _standing(folder: Path, table: Table, paths: Iterable[Path]) -> Iterator[VisibleFile]:
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            stat = path.stat()
            partition = partition_of(table, path.parent.relative_to(folder).as_posix())
            yield VisibleFile(partition, path, f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}")
