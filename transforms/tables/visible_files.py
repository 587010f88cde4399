"""Which files of a table readers see: the only answer to that question, for Python, SQL and whatever is derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from glob import escape
from pathlib import Path

from pantau.schemas.table import Table
from pantau.schemas.tables import APPENDED_TABLES, DELETIONS, OBSERVED_TABLES, TABLES
from pantau.transforms.storage.place import Place, on_disk, place_of
from pantau.transforms.tables.atomic_files import stats_in, stats_of
from pantau.transforms.tables.delta.commits import Commit, commit_of, newest_commit, readable_commit
from pantau.transforms.tables.delta.current_files import files_of
from pantau.transforms.tables.drafts import base_of, noted_files
from pantau.transforms.tables.former_manifests import former_files, has_former_runs, refuse_former, shows_former_run
from pantau.transforms.tables.partition import APPENDED_NAMES, FILE_NAME, Partition, Value, partition_of, root_of, word
from pantau.transforms.tables.table_file import Files, TableFile

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
    path: Place
    identity: str
    layout: str = ""


def visible_files(
    warehouse: str | Place, table: Table, /, as_of: int | None = None, **where: Value
) -> list[VisibleFile]:
    """The files of a table whose partition columns equal `where`, in the order of their folders.

    Those of the newest run, or of the run `as_of`; in a draft, of the run it builds upon and of the draft itself. What
    was seen on recordings (`OBSERVED_TABLES`) is a store of its own, in which each recording's files appear as they
    are finished, and so is a folder to which no run was ever committed. Where an earlier version noted runs that are
    not taken over yet, its newest one is visible. Of `APPENDED_TABLES` all files are, whichever run is asked for.

    Raises:
        ValueError: the table is not partitioned by a column of `where`, or there is no run `as_of`, or some of what was
            seen by then was deleted.
    """
    pattern, root, seen = _pattern(table, where), root_of(warehouse), table in OBSERVED_TABLES
    draft = None if place_of(warehouse) == root else place_of(warehouse)
    if table in APPENDED_TABLES:
        return _appended(root, table)
    commit = None if seen and as_of is None else base_of(draft) if draft else _shown(root, as_of)
    if seen:
        if commit and (said := deleted_since(root, commit.run)):
            raise ValueError(said)
        return _present(root, table, pattern, where)
    if commit is None and not shows_former_run(root):
        # What lay here before there were runs would be one by now, if this is a draft.
        found = {} if draft else {file.partition.folder: file for file in _present(root, table, pattern, where)}
    else:
        files = files_of(root, commit, table.name) if commit else former_files(root).get(table.name, {})
        found = {folder: visible(root, file) for folder, file in _among(files, table, pattern, where).items()}
    if draft:
        drafted = _among(noted_files(draft).get(table.name, {}), table, pattern, where)
        found |= {folder: visible(root, file) for folder, file in drafted.items()}
    return [found[folder] for folder in sorted(found)]


def standing_files(draft: str | Place, table: Table, /, **where: Value) -> list[VisibleFile]:
    """As `visible_files`, of the run that a draft builds upon; none where nothing was committed before."""
    pattern, root, place = _pattern(table, where), root_of(draft), place_of(draft)
    if (commit := _shown(root, None) if place == root else base_of(place)) is None:
        return []
    files = _among(files_of(root, commit, table.name), table, pattern, where)
    return [visible(root, files[folder]) for folder in sorted(files)]


def _pattern(table: Table, where: Mapping[str, Value]) -> str:
    if unknown := where.keys() - set(table.partition):
        raise ValueError(f"{table.name} is not partitioned by {sorted(unknown)}")
    return "/".join(f"{name}={escape(word(where[name])) if name in where else '*'}" for name in table.partition)


def _among(files: Files, table: Table, pattern: str, where: Mapping[str, Value]) -> Files:
    """Those of a table's files that are asked for."""
    if where.keys() == set(table.partition):
        # A day's partition is asked for often, and among those of years.
        folder = Partition(table, tuple(where[name] for name in table.partition)).folder
        return {folder: files[folder]} if folder in files else {}
    return {folder: file for folder, file in files.items() if fnmatchcase(folder, pattern)} if where else files


def warehouse_at(warehouse: str | Place) -> Place:
    """The place of a warehouse that is there.

    Raises:
        NotADirectoryError: there is no such folder, or in the bucket no run.
    """
    root = place_of(warehouse)
    if on_disk(root):
        if not root.is_dir():
            raise NotADirectoryError(
                f"there is no warehouse folder {root}; give the folder that the nightly run writes its tables to"
            )
    elif newest_commit(root) is None and not has_former_runs(root):
        raise NotADirectoryError(f"{root}: holds no run of a warehouse; name the place that a run filled")
    return root


def run_of(warehouse: str | Place, as_of: int | None = None) -> int | None:
    """The run whose files are visible; `None` where nothing was ever committed, but by an earlier version.

    Raises:
        ValueError: there is no run `as_of`, or its files were pruned; or an earlier version noted it.
    """
    root, place = root_of(warehouse), place_of(warehouse)
    commit = base_of(place) if place != root else _shown(root, as_of)
    return commit.run if commit else None


def _shown(root: Place, as_of: int | None) -> Commit | None:
    """As `run_of`, of a warehouse."""
    former = shows_former_run(root)
    if as_of is None:
        return None if former else newest_commit(root)
    if former:
        refuse_former(root)
    return readable_commit(root, as_of)


def deleted_since(root: Place, run: int) -> str | None:
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


def is_mixed(warehouse: str | Place, run: int | None) -> bool:
    """Whether files of another version of the program are, or may be, among what was seen on recordings."""
    return run is None or commit_of(root_of(warehouse), run).notes.get(OBSERVED) != OBSERVED_LAYOUT


def visible(root: Place, file: TableFile) -> VisibleFile:
    """A file of a table, as readers see it."""
    # In one go, since there are many: a path put together by parts takes longer.
    path = Path(f"{root}/{file.table}/{file.folder}/{file.file}") if on_disk(root) else root / file.table / file.name
    return VisibleFile(partition_of(TABLES[file.table], file.folder), path, file.sha256, file.layout)


def _appended(root: Place, table: Table) -> list[VisibleFile]:
    """The files of a table to which rows are added, the oldest first."""
    return [
        VisibleFile(Partition(table, ()), path, f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}")
        for path, stat in stats_in(root / table.name, APPENDED_NAMES)
    ]


def _present(root: Place, table: Table, pattern: str, where: Mapping[str, Value]) -> list[VisibleFile]:
    """The files that lie in the folders of a table, under the one name that they have there."""
    folder = root / table.name
    # The file of one recording is asked for often, and among those of years.
    if where.keys() == set(table.partition):
        asked = [Partition(table, tuple(where[name] for name in table.partition)).path(root)]
        found = stats_of(asked)
    else:
        found = stats_in(folder, f"{pattern}/{FILE_NAME}")
    files = [
        VisibleFile(
            partition_of(table, path.parent.relative_to(folder).as_posix()),
            path,
            f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}",
        )
        for path, stat in found
    ]
    return sorted(files, key=lambda file: file.partition.folder)
