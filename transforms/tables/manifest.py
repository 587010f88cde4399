"""The manifests of a warehouse: one small file a run, written last, by which all tables of a run appear together.

Each names the files that the run made visible and the SHA-256 of the manifest before it, so that a later change of
either shows. A partition's newest file is the visible one.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from pantau.transforms.tables.atomic_files import create, names_in, remove, replace

RUNS_FOLDER = "_runs"
KEPT_FROM = "kept_from"
CHECKPOINT_EVERY = 32
"""Manifests between two summaries of all visible files, which keep opening a warehouse of years quick."""


@dataclass(frozen=True)
class Entry:
    """A file that a run made visible: of which table and folder, its name, rows, SHA-256 and layout (`Table.layout`).

    The layout is empty where a run did not note it.
    """

    table: str
    folder: str
    file: str
    rows: int
    sha256: str
    layout: str = ""


Files = dict[str, dict[str, Entry]]
"""Entries by table and folder."""


def runs_of(root: Path) -> list[int]:
    """The numbers of a warehouse's runs, in order; none where nothing was ever committed."""
    return [int(name[:8]) for name in names_in(root / RUNS_FOLDER) if len(name) == 13 and name.endswith(".json")]


def manifest_path(root: Path, run: int) -> Path:
    """The file of a run's manifest."""
    return root / RUNS_FOLDER / f"{run:08d}.json"


def read_manifest(root: Path, run: int) -> dict:
    """What a run noted, with `files` as entries.

    Raises:
        ValueError: the file is damaged.
    """
    path = manifest_path(root, run)
    return parse_manifest(path.read_bytes(), path)


def parse_manifest(content: bytes, path: Path) -> dict:
    """The same of a manifest's content. Raises ValueError, naming `path`, where it is damaged."""
    try:
        manifest = json.loads(content)
        return {**manifest, "files": [Entry(**file) for file in manifest["files"]]}
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: is no manifest ({error}); bring it back from a backup") from error


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, as hex digits; that of nothing where there is none."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def commit(root: Path, run: int, notes: dict, files: Iterable[Entry]) -> None:
    """Makes files visible, all at once, as run number `run`.

    Raises:
        FileExistsError: another process has committed a run of that number.
    """
    earlier = [n for n in runs_of(root) if n < run]
    previous = sha256_of(manifest_path(root, earlier[-1])) if earlier else ""
    listed = sorted(files, key=lambda entry: (entry.table, entry.folder))
    manifest = {"run": run, "previous": previous, **notes, "files": [asdict(entry) for entry in listed]}
    create(manifest_path(root, run), json.dumps(manifest, indent=1).encode())
    if run and run % CHECKPOINT_EVERY == 0:
        _write_checkpoint(root, run)


def files_of(root: Path, run: int) -> Files:
    """The files that were visible after a run."""
    return _files_of(root, run, manifest_path(root, run).stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _files_of(root: Path, run: int, _: int) -> Files:
    runs = [n for n in runs_of(root) if n <= run]
    found: Files = {}
    summed = [n for n in _checkpoints(root) if n <= run]
    if summed:
        runs = [n for n in runs if n > summed[-1]]
        stored = json.loads(_checkpoint_path(root, summed[-1]).read_bytes())
        found = {
            table: {folder: Entry(table, folder, *rest) for folder, rest in folders.items()}
            for table, folders in stored.items()
        }
    for n in runs:
        for entry in read_manifest(root, n)["files"]:
            found.setdefault(entry.table, {})[entry.folder] = entry
    return found


def layouts_of(root: Path, table: str) -> set[str]:
    """The layouts of all files that a run ever made visible for a table."""
    return {
        entry.layout for run in runs_of(root) for entry in read_manifest(root, run)["files"] if entry.table == table
    }


def kept_from(root: Path) -> int:
    """The oldest run whose files are all still there, as far as was noted."""
    path = root / RUNS_FOLDER / KEPT_FROM
    return int(path.read_bytes()) if path.exists() else 0


def keep_from(root: Path, run: int) -> None:
    """Notes that runs before `run` cannot be read any more."""
    replace(root / RUNS_FOLDER / KEPT_FROM, str(max(run, kept_from(root))).encode())


def _write_checkpoint(root: Path, run: int) -> None:
    content = {
        table: {
            folder: (entry.file, entry.rows, entry.sha256, entry.layout) for folder, entry in sorted(folders.items())
        }
        for table, folders in sorted(files_of(root, run).items())
    }
    replace(_checkpoint_path(root, run), json.dumps(content).encode())
    # A reader may have begun with the one before.
    for older in _checkpoints(root)[:-2]:
        remove(_checkpoint_path(root, older))


def _checkpoint_path(root: Path, run: int) -> Path:
    return root / RUNS_FOLDER / "checkpoints" / f"{run:08d}.json"


def _checkpoints(root: Path) -> list[int]:
    return [int(name[:8]) for name in names_in(root / RUNS_FOLDER / "checkpoints") if name.endswith(".json")]


def changes(root: Path) -> Iterator[str]:
    """What was changed after it was committed, one sentence each: manifests first, then visible files, oldest first."""
    runs, previous = runs_of(root), ""
    for run in runs:
        path = manifest_path(root, run)
        if read_manifest(root, run)["previous"] != previous:
            yield f"{path}: does not follow the manifest before it, which was changed, removed or put in later"
        previous = sha256_of(path)
    for n in _checkpoints(root):
        if n not in runs:
            yield f"{_checkpoint_path(root, n)}: sums up a run that is not there"
    if runs:
        for table, folders in sorted(_replayed(root, runs).items()):
            if files_of(root, runs[-1]).get(table) != folders:
                yield f"{root / RUNS_FOLDER / 'checkpoints'}: does not sum up the manifests of {table}; remove it"
            for entry in folders.values():
                path = root / table / entry.folder / entry.file
                if not path.is_file():
                    yield f"{path}: is missing"
                elif sha256_of(path) != entry.sha256:
                    yield f"{path}: is not what was committed"


def _replayed(root: Path, runs: list[int]) -> Files:
    found: Files = {}
    for run in runs:
        for entry in read_manifest(root, run)["files"]:
            found.setdefault(entry.table, {})[entry.folder] = entry
    return found
