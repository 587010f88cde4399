"""Removing files of tables that no run to be kept shows."""

from pathlib import Path

from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.tables.atomic_files import files_below, remove
from pantau.transforms.tables.delta.log import LOG
from pantau.transforms.tables.manifest import files_of, keep_from, read_manifest, runs_of
from pantau.transforms.tables.transaction import draft_of


def prune(warehouse: str | Path, keep: int) -> tuple[int, int]:
    """Removes all files that none of the newest `keep` runs shows; manifests stay, for their chain.

    Gives how many files and bytes were removed, those of killed runs among them; what was seen on recordings stays.

    Raises:
        ValueError: no run would be kept.
        Occupied: a run writes to the warehouse.
    """
    if keep < 1:
        raise ValueError(f"--keep {keep}: keep at least 1 run, the newest, which readers see")
    with draft_of(warehouse) as draft:
        root = draft.parent.parent
        if not (kept := runs_of(root)[-keep:]):
            return 0, 0
        shown = [entry for folders in files_of(root, kept[0]).values() for entry in folders.values()]
        shown += [entry for run in kept[1:] for entry in read_manifest(root, run)["files"]]
        wanted = {root / entry.table / entry.folder / entry.file for entry in shown}
        # Noted first: a run of which files are missing must not be readable, if this is interrupted.
        keep_from(root, kept[0])
        removed = [(path, size) for path, size in _files(root) if path not in wanted]
        for path, _ in removed:
            remove(path)
    return len(removed), sum(size for _, size in removed)


def _files(root: Path) -> list[tuple[Path, int]]:
    return [
        file
        for table in TABLES.values()
        if table not in OBSERVED_TABLES
        for file in files_below(root / table.name, ".parquet")
        if LOG not in file[0].parts
    ]
