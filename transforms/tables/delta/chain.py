"""Whether a warehouse is what runs wrote: entries name the one before, `commits` those of a run, they its files."""

import hashlib
from collections.abc import Iterator
from functools import cache

from pantau.schemas.tables import COMMITS
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import contents_of, sha256_of
from pantau.transforms.tables.copies import REMEDY, keep_copy
from pantau.transforms.tables.delta.checkpoint import (
    actions_at,
    checkpoint_path,
    checkpoints,
    files_at,
    read_checkpoint,
)
from pantau.transforms.tables.delta.commits import UNCHAINED, Commit, commits_between, newest_commit
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, LIST, is_listed, listing, with_changes
from pantau.transforms.tables.delta.log import entry_path, info_of, read_entry, read_path, replay, versions


def changes(root: Place) -> Iterator[str]:
    """What was changed after it was committed, one sentence each: entries first, then files.

    Files of a bucket are fetched to be looked at, and this machine's copies of them, if they are others, made anew.

    Raises:
        ValueError: an entry is damaged.
    """
    for table in (*DELTA_TABLES, COMMITS):
        yield from _unchained(root, table.name)
        yield from _unlike_summed(root, table.name)
    if newest := newest_commit(root):
        yield from _unlike_named(root, newest)
        yield from _unlike_shown(root, newest)


def _unchained(root: Place, table: str) -> Iterator[str]:
    previous, expected = "", 0
    for version in versions(root, table):
        path = entry_path(root, table, version)
        if version != expected or info_of(read_entry(root, table, version)).get("previous") != previous:
            yield f"{path}: does not follow the entry before it, which was changed, or either was put in by others"
        previous, expected = sha256_of(read_path(root, table, version)), version + 1


def _unlike_summed(root: Place, table: str) -> Iterator[str]:
    for version in checkpoints(root, table)[-1:]:
        if read_checkpoint(root, table, version) != actions_at(root, table, version, from_entries=True):
            yield f"{checkpoint_path(root, table, version)}: does not sum up the entries before it; remove it"


def _unlike_named(root: Place, newest: Commit) -> Iterator[str]:
    digest, told = cache(sha256_of), set()
    for commit in sorted(commits_between(root, None, newest.run), key=lambda one: one.run):
        if commit.notes.get(UNCHAINED):
            path = entry_path(root, COMMITS.name, commit.version)
            yield f"{path}: run {commit.run} is of an earlier version; the run before it was changed, or is gone"
        for name, named in commit.tables.items():
            path = read_path(root, name, named.version)
            if path not in told and not (path.is_file() and digest(path) == named.entry_sha256):
                told.add(path)
                yield f"{entry_path(root, name, named.version)}: is not what the commit of run {commit.run} names"


def _unlike_shown(root: Place, newest: Commit) -> Iterator[str]:
    """The list and the files that readers see."""
    if not is_listed(root, newest):
        yield f"{root / LIST}: is not that of run {newest.run}; the next run writes it"
    shown = {}
    for table, known in newest.tables.items():
        try:
            shown[table] = files_at(root, table, known.version)
        except ValueError:
            # Told of above.
            continue
        if replay(root, table).names != {file.name for file in shown[table].values()}:
            yield f"{root / table}: other engines do not see what run {newest.run} shows; the next run mends it"
    files = [file for found in shown.values() for file in found.values()]
    if is_listed(root, newest) and len(shown) == len(newest.tables):
        listed = listing(root, newest)
        if not listed.equals(with_changes(listed.slice(0, 0), files)):
            yield f"{root / LIST}: does not list the files that run {newest.run} shows; remove it"
    files.sort(key=lambda file: (file.table, file.folder))
    paths = [root / file.table / file.name for file in files]
    for file, path, content in zip(files, paths, contents_of(paths), strict=True):
        if content is None:
            yield f"{path}: is missing; {REMEDY}"
        elif hashlib.sha256(content).hexdigest() != file.sha256:
            yield f"{path}: is not what was committed; {REMEDY}"
        else:
            keep_copy(path, content, file.sha256)
