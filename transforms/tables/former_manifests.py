"""Manifests, in which versions before Delta Lake noted runs: read until `pantau upgrade` has taken the runs over.

A manifest was a JSON file per run, with what the run noted and the files that it made visible.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import names_in
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.partition import FORMER_RUNS
from pantau.transforms.tables.table_file import Files, TableFile


@dataclass(frozen=True)
class FormerRun:
    """What a former run noted, the files that it made visible, and the SHA-256 of its manifest.

    `follows` says whether it named the manifest before it.
    """

    run: int
    notes: dict
    files: list[TableFile]
    sha256: str
    follows: bool


def has_former_runs(root: Place) -> bool:
    """Whether an earlier version of the program noted runs here that `pantau upgrade` has yet to take over."""
    return bool(_names(root))


def shows_former_run(root: Place) -> bool:
    """Whether the newest run is one of these: from when its entry in `commits` stands, that is the run."""
    if not (names := _names(root)):
        return False
    newest = newest_commit(root)
    return newest is None or newest.run < int(Path(names[-1]).stem)


def refuse_former(root: Place) -> None:
    """Raises ValueError where there are such."""
    if has_former_runs(root):
        raise ValueError(
            f"{root}: an earlier version of the program wrote this warehouse; run `pantau upgrade --warehouse {root}` "
            "once, which loses no row and no run; until then its newest run can be read, and nothing written"
        )


def former_runs(root: Place) -> Iterator[FormerRun]:
    """All of them, the oldest first.

    Raises:
        ValueError: a manifest is damaged.
    """
    previous = ""
    for name in _names(root):
        content = (root / FORMER_RUNS / name).read_bytes()
        try:
            notes = json.loads(content)
            run, files = notes.pop("run"), [TableFile(**file) for file in notes.pop("files")]
            follows = notes.pop("previous") == previous
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{root / FORMER_RUNS / name}: is no manifest ({error}); bring it back from a backup"
            ) from error
        previous = hashlib.sha256(content).hexdigest()
        yield FormerRun(run, notes, files, previous, follows)


def former_files(root: Place) -> dict[str, Files]:
    """The files that the newest of the former runs shows, by table. Raises as `former_runs`."""
    return _shown(root, _names(root))


def put(shown: dict[str, Files], files: Iterable[TableFile]) -> None:
    """Files take the places of those of their folders."""
    for file in files:
        shown[file.table][file.folder] = file


def _names(root: Place) -> tuple[str, ...]:
    # Nothing notes runs so any more: who has found none in a bucket need not ask again.
    if root in _without:
        return ()
    names = tuple(name for name in names_in(root / FORMER_RUNS) if name.endswith(".json"))
    if not names and not on_disk(root):
        _without.add(root)
    return names


_without: set[Place] = set()


# Each table of each date is asked for by itself; runs are never written to, and here none is added.
@lru_cache(maxsize=4)
def _shown(root: Place, _: tuple[str, ...]) -> dict[str, Files]:
    shown: dict[str, Files] = defaultdict(dict)
    for one in former_runs(root):
        put(shown, one.files)
    return shown
