"""Which files of a table readers see: the only answer to that question, for Python, SQL and whatever is derived."""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from pantau.schemas.table import Table
from pantau.schemas.tables import OBSERVED_TABLES
from pantau.transforms.tables.manifest import Entry, files_of, kept_from, read_manifest, runs_of
from pantau.transforms.tables.partition import FILE_NAME, Partition, Value, partition_of, root_of, word

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
    are finished, and so is a folder to which no run was ever committed.

    Raises:
        ValueError: the table is not partitioned by a column of `where`, or there is no run `as_of`.
    """
    whole = set(table.partition)
    unknown = where.keys() - whole
    if unknown:
        raise ValueError(f"{table.name} is not partitioned by {sorted(unknown)}")
    root, seen = root_of(warehouse), table in OBSERVED_TABLES
    run = None if seen and as_of is None else run_of(warehouse, as_of)
    pattern = "/".join(f"{name}={escape(word(where[name])) if name in where else '*'}" for name in table.partition)
    if run is None or seen:
        # The file of one recording is asked for often, and among those of years.
        if where.keys() == whole:
            paths = [Partition(table, tuple(where[name] for name in table.partition)).path(root)]
        else:
            paths = sorted((root / table.name).glob(f"{pattern}/{FILE_NAME}"))
        found = {file.partition.folder: file for file in _standing(root / table.name, table, paths)}
    else:
        entries = files_of(root, run).get(table.name, {})
        if where.keys() == whole:
            # A day's partition is asked for often, and among those of years.
            folder = Partition(table, tuple(where[name] for name in table.partition)).folder
            entries = {folder: entries[folder]} if folder in entries else {}
        elif where:
            entries = {folder: entry for folder, entry in entries.items() if fnmatchcase(folder, pattern)}
        found = {folder: _visible(root, table, entry) for folder, entry in entries.items()}
    if Path(warehouse) != root:
        found |= {entry.folder: _visible(root, table, entry) for entry in drafted(Path(warehouse), table, pattern)}
    return [found[folder] for folder in sorted(found)]


def run_of(warehouse: str | Path, as_of: int | None = None) -> int | None:
    """The run whose files are visible; `None` where nothing was ever committed.

    Raises:
        ValueError: there is no run `as_of`, or its files were pruned.
    """
    if Path(warehouse) != root_of(warehouse):
        return json.loads(Path(warehouse, BASE).read_bytes())["run"]
    runs = runs_of(root_of(warehouse))
    if as_of is not None and as_of not in runs:
        known = f"its runs are {runs[0]} to {runs[-1]}" if runs else "no run was committed to it yet"
        raise ValueError(f"{warehouse}: there is no run {as_of}; {known}")
    if as_of is not None and as_of < (oldest := kept_from(root_of(warehouse))):
        raise ValueError(f"{warehouse}: run {as_of} was pruned; its runs from {oldest} on can be read")
    return as_of if as_of is not None else runs[-1] if runs else None


def is_mixed(warehouse: str | Path, run: int | None) -> bool:
    """Whether files of another version of the program are, or may be, among what was seen on recordings."""
    return run is None or read_manifest(root_of(warehouse), run).get(OBSERVED) != OBSERVED_LAYOUT


def drafted(draft: Path, table: Table, pattern: str) -> Iterator[Entry]:
    """The files that a draft has written for a table, in folders that match a pattern."""
    for path in draft.glob(f"{table.name}/{pattern}/entry.json"):
        yield Entry(**json.loads(path.read_bytes()))


def _visible(root: Path, table: Table, entry: Entry) -> VisibleFile:
    path = Path(f"{root}/{table.name}/{entry.folder}/{entry.file}")
    return VisibleFile(partition_of(table, entry.folder), path, entry.sha256, entry.layout)


def _standing(folder: Path, table: Table, paths: Iterable[Path]) -> Iterator[VisibleFile]:
    for path in paths:
        with suppress(FileNotFoundError, NotADirectoryError):
            stat = path.stat()
            partition = partition_of(table, path.parent.relative_to(folder).as_posix())
            yield VisibleFile(partition, path, f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}")
