"""Removing files of tables that no run to be kept shows."""

from pathlib import Path

from pantau.transforms.tables.atomic_files import files_below, remove
from pantau.transforms.tables.delta.actions import added_file
from pantau.transforms.tables.delta.commits import ReadableRuns, commit_of, newest_commit, readable_runs, write_readable
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, files_of
from pantau.transforms.tables.delta.log import LOG, actions_between
from pantau.transforms.tables.transaction import draft_of


def prune(warehouse: str | Path, keep: int) -> tuple[int, int]:
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
        wanted = set()
        for table in DELTA_TABLES:
            shown = list(files_of(root, oldest, table.name).values())
            first, last = (
                one.tables[table.name].version if table.name in one.tables else -1 for one in (oldest, newest)
            )
            later = actions_between(root, table.name, first, last)
            shown += [added_file(table.name, action) for action in later if "add" in action]
            wanted |= {root / table.name / file.name for file in shown}
        # Noted first: a run of which files are missing must not be readable, if this is interrupted.
        if oldest.run > readable_runs(root).oldest:
            write_readable(root, ReadableRuns(oldest.run, f"`pantau prune --keep {keep}`"))
        removed = [(path, size) for path, size in _files(root) if path not in wanted]
        for path, _ in removed:
            remove(path)
    return len(removed), sum(size for _, size in removed)


def _files(root: Path) -> list[tuple[Path, int]]:
    return [
        file
        for table in DELTA_TABLES
        for file in files_below(root / table.name, ".parquet")
        if LOG not in file[0].parts
    ]
