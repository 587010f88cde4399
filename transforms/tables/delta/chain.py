"""Whether the Delta tables are what runs wrote: each entry names the one before it, and `commits` those of each run."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pantau.schemas.tables import COMMITS
from pantau.transforms.tables.delta.actions import name_of
from pantau.transforms.tables.delta.checkpoint import actions_at, checkpoint_path, checkpoints, read_checkpoint
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.delta.current_files import LIST, read_current
from pantau.transforms.tables.delta.follow import DELTA_TABLES, unseen_elsewhere
from pantau.transforms.tables.delta.log import entry_path, info_of, read_entry, replay, versions
from pantau.transforms.tables.manifest import files_of, runs_of, sha256_of


def log_changes(root: Path) -> Iterator[str]:
    """What differs from what runs wrote to the logs, one sentence each; nothing where no run of this version was.

    Raises:
        ValueError: an entry is damaged.
    """
    for table in (*DELTA_TABLES, COMMITS):
        yield from _unchained(root, table.name)
        yield from _unlike_summed(root, table.name)
    yield from _unlike_named(root)
    yield from _behind(root)


def _unchained(root: Path, table: str) -> Iterator[str]:
    previous = ""
    for version in versions(root, table):
        path = entry_path(root, table, version)
        if info_of(read_entry(root, table, version)).get("previous") != previous:
            yield f"{path}: does not follow the entry before it, which was changed, or either was put in by others"
        previous = sha256_of(path)


def _unlike_summed(root: Path, table: str) -> Iterator[str]:
    for version in checkpoints(root, table)[-1:]:
        if read_checkpoint(root, table, version) != actions_at(root, table, version, from_entries=True):
            yield f"{checkpoint_path(root, table, version)}: does not sum up the entries before it; remove it"


def _unlike_named(root: Path) -> Iterator[str]:
    digest, told = cache(sha256_of), set()
    for version in versions(root, COMMITS.name):
        info = info_of(read_entry(root, COMMITS.name, version))
        for name, named in info.get("tables", {}).items():
            path = entry_path(root, name, named["version"])
            if path not in told and not (path.is_file() and digest(path) == named["entry_sha256"]):
                told.add(path)
                yield f"{path}: is not what the commit of run {info['run']} names"


def _behind(root: Path) -> Iterator[str]:
    runs, commit, listed = runs_of(root), newest_commit(root), read_current(root)
    if commit is None or not runs:
        return
    if commit.run != runs[-1]:
        yield f"{root / COMMITS.name}: {unseen_elsewhere(root)}"
        return
    if not listed or not listed.is_of(commit):
        yield f"{root / LIST}: is not that of run {commit.run}; the next run writes it"
        listed = None
    files = files_of(root, commit.run)
    for table in DELTA_TABLES:
        wanted = {name_of(entry) for entry in files.get(table.name, {}).values()}
        if listed and listed.names(table.name) != wanted:
            yield f"{root / LIST}: does not list the files of {table.name} that run {commit.run} shows; remove it"
        if table.name in commit.tables and replay(root, table.name).names != wanted:
            yield f"{root / table.name}: other engines do not see what run {commit.run} shows; the next run mends it"
