"""What a draft notes of itself: the run that it builds upon, and the files that were written for it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import lru_cache

from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import create, put, stats_in
from pantau.transforms.tables.delta.commits import Commit, commit_of
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.table_file import Files, TableFile

BASE, PLAN, ASKED = "base.json", "plan.json", "asked_to_end"
"""What a draft notes of itself; what the run of an engine is about; and that somebody has asked it for no further run,
which lies in a folder of its own beside the drafts."""

_FILES = "_files"


def note_base(draft: Place, base: Commit | None, seen: int) -> None:
    """Begins a draft: the run that it builds upon, and the last entry of `commits` by then."""
    create(draft / BASE, json.dumps({"run": base.run if base else None, "seen": seen}).encode())


def base_of(draft: Place) -> Commit | None:
    """The run that a draft builds upon, which stays so."""
    return _begun(draft)[0]


def seen_by(draft: Place) -> int:
    """The last entry of `commits` when a draft was begun; -1 where there was none."""
    return _begun(draft)[1]


@lru_cache(maxsize=64)
def _begun(draft: Place) -> tuple[Commit | None, int]:
    try:
        noted = json.loads((draft / BASE).read_bytes())
    except FileNotFoundError as error:
        raise FileNotFoundError(
            error.errno, "is gone: its run has ended, or was begun more than a week ago; begin a new one", str(draft)
        ) from error
    return None if noted["run"] is None else commit_of(root_of(draft), noted["run"]), noted["seen"]


def note_files(draft: Place, files: Sequence[TableFile]) -> None:
    """Notes files that were written for a draft; those of the same partitions again take their place."""
    places = "\n".join(f"{file.table}/{file.folder}" for file in files)
    name = f"{hashlib.sha256(places.encode()).hexdigest()[:16]}.json"
    put(draft / _FILES / name, json.dumps([asdict(file) for file in files]).encode())


def noted_files(draft: Place) -> dict[str, Files]:
    """The files that were noted, by table."""
    noted: dict[str, Files] = {}
    for path, stat in stats_in(draft / _FILES, "*.json"):
        for file in _noted(path, stat.st_mtime_ns, stat.st_ino):
            noted.setdefault(file.table, {})[file.folder] = file
    return noted


# Asked for by each table that is read of a draft, and written anew with another time or as another inode.
@lru_cache(maxsize=64)
def _noted(path: Place, _: int, __: int) -> tuple[TableFile, ...]:
    return tuple(TableFile(**one) for one in json.loads(path.read_bytes()))
