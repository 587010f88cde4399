"""Removing files of tables that no run to be kept shows."""

import os

from pantau.schemas.tables import COMMITS
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import files_below, remove_listed
from pantau.transforms.tables.copies import copy_path
from pantau.transforms.tables.delta.actions import added_file
from pantau.transforms.tables.delta.commits import (
    Commit,
    ReadableRuns,
    commit_of,
    newest_commit,
    readable_runs,
    write_readable,
)
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, files_of
from pantau.transforms.tables.delta.log import LOG, actions_between, entry_path
from pantau.transforms.tables.transaction import Occupied, draft_of


def prune(warehouse: str | Place, keep: int) -> tuple[int, int]:
    """Removes all files that none of the newest `keep` runs shows; the logs stay, for their chain.

    Gives how many files and bytes were removed, those of killed runs among them; what was seen on recordings stays.

    Raises:
        ValueError: no run would be kept.
        Occupied: a run writes to the warehouse.
    """
    if keep < 1:
        raise ValueError(f"--keep {keep}: keep at least 1 run, the newest, which readers see")
    with draft_of(warehouse) as draft:
        root = draft.parent.parent
        if (newest := newest_commit(root)) is None:
            return 0, 0
        oldest = commit_of(root, max(newest.first, newest.run - keep + 1))
        # Noted first: a run of which files are missing must not be readable, if this is interrupted. In a bucket a run
        # may be under way: if it began before this entry it is not committed, and what it writes later stays.
        began_ns, readable = None, readable_runs(root)
        if oldest.run > readable.oldest:
            readable = ReadableRuns(oldest.run, f"`pantau prune --keep {keep}`")
        elif on_disk(root):
            readable = None
        if readable:
            version = _noted(root, readable)
            began_ns = None if on_disk(root) else entry_path(root, COMMITS.name, version).stat().st_mtime_ns
        wanted = _shown_since(root, oldest)
        removed = [
            (path, stat)
            for path, stat in _files(root)
            if path not in wanted and (began_ns is None or stat.st_mtime_ns < began_ns)
        ]
        remove_listed(removed)
        for path, _ in removed:
            # What this machine had read of it; of a folder that was it.
            copy_path(path).unlink(missing_ok=True)
    return len(removed), sum(stat.st_size for _, stat in removed)


def _noted(root: Place, readable: ReadableRuns) -> int:
    try:
        return write_readable(root, readable)
    except FileExistsError as error:
        raise Occupied(f"{root}: a run was committed just now, and nothing is pruned; prune again") from error


def _shown_since(root: Place, oldest: Commit) -> set[Place]:
    """The files that a run or any after it shows."""
    newest, wanted = newest_commit(root), set()
    for table in DELTA_TABLES:
        shown = list(files_of(root, oldest, table.name).values())
        first, last = (one.tables[table.name].version if table.name in one.tables else -1 for one in (oldest, newest))
        later = actions_between(root, table.name, first, last)
        shown += [added_file(table.name, action) for action in later if "add" in action]
        wanted |= {root / table.name / file.name for file in shown}
    return wanted


def _files(root: Place) -> list[tuple[Place, os.stat_result]]:
    return [
        file
        for table in DELTA_TABLES
        for file in files_below(root / table.name, ".parquet")
        if LOG not in file[0].parts
    ]
