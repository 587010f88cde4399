"""Whether a run may be committed upon others that were faster: as if it had been begun after them."""

from collections.abc import Collection, Iterable
from datetime import date

from pantau.schemas.tables import BASELINES, REVIEWS, TABLES
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.delta.commits import Commit, newest_commit
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.delta.log import changed_between
from pantau.transforms.tables.partition import partition_of
from pantau.transforms.tables.table_file import TableFile


def newest_apart(
    root: Place, base: Commit | None, files: Iterable[TableFile], rests_on: Collection[date] | None
) -> Commit | None:
    """The newest run, if those since `base` changed nothing of the dates that a run rests on, nor what its `files` are
    of; else `base`, also where it is not known what the run rests on.

    What they have written of a partition with the very content of the run's own file is no change.

    Raises:
        ValueError: an entry of a log is damaged.
    """
    newest = newest_commit(root)
    if rests_on is None or newest is None or newest == base:
        return base
    mine = {(file.table, file.folder): file.file for file in files}
    for table, folder, name in _changed(root, base, newest):
        if (table, folder) in mine:
            if mine[table, folder] != name:
                return base
        elif _rests_on(table, partition_of(TABLES[table], folder).values[0], rests_on):
            return base
    return newest


def _rests_on(table: str, day: date | None, rests_on: Collection[date]) -> bool:
    """Whether a run reads what changed: a baseline holds from its date on, and no run reads what people decide."""
    if table == BASELINES.name:
        return day is not None and any(day <= one for one in rests_on)
    return table != REVIEWS.name and day in rests_on


def _changed(root: Place, base: Commit | None, newest: Commit) -> Iterable[tuple[str, str, str]]:
    """Table, folder and name of each file that came since `base`; the name is empty where one only went."""
    for table in DELTA_TABLES:
        before, now = (one.tables.get(table.name) if one else None for one in (base, newest))
        if now and now != before:
            added, removed = changed_between(root, table.name, before.version if before else -1, now.version)
            yield from ((table.name, file.folder, file.file) for file in added)
            gone = {name.rpartition("/")[0] for name in removed} - {file.folder for file in added}
            yield from ((table.name, folder, "") for folder in gone)
