"""A run as a transaction: drafted where no reader looks, made visible at once, one at a time."""

import fcntl
import getpass
import logging
import os
import socket
import time
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq

from pantau.schemas.table import layout_of
from pantau.schemas.tables import COMMITS, EVENT_TABLES, TABLES
from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.looks import look_again, one_look
from pantau.transforms.storage.place import Place, on_disk, place_of
from pantau.transforms.tables.atomic_files import discard, files_below, names_in, opened, sha256_of
from pantau.transforms.tables.delta.apart import newest_apart
from pantau.transforms.tables.delta.commit import Held, Occupied, mend, refuse_unfit, settle, write_run
from pantau.transforms.tables.delta.commits import Commit, commits_between, newest_commit
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, files_of, listing, with_changes, write_list
from pantau.transforms.tables.delta.log import last_version
from pantau.transforms.tables.drafts import ASKED, BASE, PLAN, base_of, note_base, noted_files, seen_by
from pantau.transforms.tables.former_manifests import refuse_former
from pantau.transforms.tables.partition import DRAFTS
from pantau.transforms.tables.partition_files import WarehouseError
from pantau.transforms.tables.table_file import Files, TableFile
from pantau.transforms.tables.visible_files import MIXED, OBSERVED, OBSERVED_LAYOUT, visible_files

LOCK = "lock"
POLL_S = 0.2

ABANDONED_S = 7 * 86_400.0
"""A draft in a bucket that was begun so long ago is of a killed run: as Delta Lake's vacuum holds of files that no
version names (`delta.deletedFileRetentionDuration`)."""

log = logging.getLogger(__name__)

_held: set[Path] = set()


@contextmanager
def draft_of(
    warehouse: str | Place, wait_s: float = 0.0, begin: Callable[[Place], Commit | None] | None = None
) -> Iterator[Place]:
    """A draft of the next run, to be given to whatever reads or writes the warehouse meanwhile.

    It reads what is visible now and what it has written itself; nobody else sees that before `commit_draft`. `begin`
    gives the run that it builds upon: by default the newest one, once what a killed run left is mended. Tables of a
    warehouse from before there were runs are adopted first, as run 0. A killed run's draft is removed; its workers, if
    they still write, write files that nothing names. In a bucket several may draft at once, and one of them commits.

    Raises:
        Occupied: another process has been writing to the folder for `wait_s` seconds more.
        ValueError: an earlier version wrote the warehouse, and it is to be upgraded; or a log is damaged.
        CloudError: it is in a bucket that cannot be reached.
    """
    root = place_of(warehouse).absolute()
    with alone(root, wait_s):
        draft = _begin(root, begin or begun)
        try:
            yield draft
        finally:
            # What cannot be removed now, a later run removes.
            with suppress(CloudError):
                discard(draft)


def begin_draft(warehouse: str | Place) -> Place:
    """As `draft_of`, of a warehouse in a bucket, for who leaves before the run ends: that removes its draft itself.

    Raises:
        ValueError, CloudError: as there.
    """
    return _begin(place_of(warehouse), begun)


def _begin(root: Place, begin: Callable[[Place], Commit | None]) -> Place:
    for left in _abandoned(root):
        discard(left)
    with one_look():
        base = begin(root)
        draft = root / DRAFTS / uuid.uuid4().hex
        note_base(draft, base, last_version(root, COMMITS.name))
        # From now on known to this process.
        base_of(draft)
    return draft


def _abandoned(root: Place) -> list[Place]:
    """The drafts of killed runs: in a folder, of which this process holds the lock, all but an engine's."""
    oldest_ns = time.time_ns() - int(ABANDONED_S * 1e9)
    kept = [one for name in (BASE, ASKED) for one in files_below(root / DRAFTS, name)]
    old = [path.parent for path, stat in kept if stat.st_mtime_ns < oldest_ns]
    if on_disk(root):
        folders = [path for path in (root / DRAFTS).iterdir() if path.is_dir()]
        mine = [path for path in folders if not any((path / name).exists() for name in (PLAN, ASKED))]
        return [*mine, *(path for path in old if path not in mine)]
    return old


def refuse_older(draft: Place) -> None:
    """Refuses what `commit_draft` would, before work is done: tables of which files are of another version.

    Raises:
        ValueError: as there.
    """
    root, base = draft.parent.parent, base_of(draft)
    for table in DELTA_TABLES if base else ():
        refuse_unfit(root, table, files_of(root, base, table.name).values())


def commit_draft(draft: Place, notes: dict, rests_on: Collection[date] | None = None) -> int:
    """Makes what a draft has written visible, with what the run notes of itself, and gives the run's number.

    Its entry in `commits` decides, which is written last. Called again it finds that, and gives the same number.
    `rests_on` are the dates of which the run has read anything, if they are known: it is then committed upon another
    that was faster, as from a machine that shares no lock, if that changed none of them and no partition of this one.

    Raises:
        Occupied: another run was faster and changed what this one rests on, or files were pruned.
        WarehouseError: there is no room for an entry, or it cannot be written; readers see what they saw.
        ValueError: files of another version would stand beside those of the draft, and are to be upgraded first.
        CloudError: the warehouse is in a bucket that cannot be reached.
    """
    root, base = draft.parent.parent, base_of(draft)
    # All is decided by one look: what others have written since, the next entry finds in its place.
    with one_look():
        if (done := _committed(root, base, draft.name)) is not None:
            return done
        by_table = noted_files(draft)
        files = [file for table in DELTA_TABLES for _, file in sorted(by_table.get(table.name, {}).items())]
        while True:
            upon = newest_apart(root, base, files, rests_on)
            try:
                return _commit(root, upon, draft, notes, files)
            except (Occupied, CloudError):
                look_again()
                if (done := _committed(root, base, draft.name)) is not None:
                    return done
                if newest_apart(root, base, files, rests_on) != upon:
                    continue
                # Entries of this run may lie over those of the one that was faster: other engines would read them.
                with suppress(OSError):
                    settle(root, newest_commit(root))
                raise


def _commit(root: Place, base: Commit | None, draft: Place, notes: dict, files: Sequence[TableFile]) -> int:
    known = OBSERVED_LAYOUT if base is None else base.notes.get(OBSERVED, MIXED)
    noted = {
        OBSERVED: OBSERVED_LAYOUT if known == OBSERVED_LAYOUT else MIXED,
        **notes,
        "who": _who(),
        "committed_at": _now(),
    }
    run = 1 if base is None else base.run + 1
    try:
        return commit_files(root, base, run, draft.name, noted, files, seen=seen_by(draft)).run
    except (Occupied, CloudError):
        # Not the file of these is to blame.
        raise
    except FileNotFoundError as error:
        raise WarehouseError(
            f"{error.filename}: is not there, so the run is not committed and readers see what they saw; run it again"
        ) from error
    except OSError as error:
        raise WarehouseError(
            f"{error.filename or root}: cannot be written ({error.strerror or error}), so the run is not committed and "
            "readers see what they saw; make room, and run it again"
        ) from error


def _committed(root: Place, base: Commit | None, token: str) -> int | None:
    """The run that a draft has become already, if it has."""
    newest = newest_commit(root)
    if newest is None or newest == base:
        return None
    later = commits_between(root, base.run if base else None, newest.run)
    return next((commit.run for commit in later if commit.token == token), None)


def commit_files(
    root: Place,
    base: Commit | None,
    run: int,
    token: str,
    notes: dict,
    files: Sequence[TableFile],
    held: Held | None = None,
    seen: int | None = None,
) -> Commit:
    """Commits a run of such files, and writes the list of current files; see `write_run`."""
    notes = notes | {"event_rows": event_rows(files)}
    listed = with_changes(listing(root, base), files)

    def standing(table: str) -> Files:
        return files_of(root, base, table) if base else {}

    commit = write_run(root, base, run, token, notes, files, standing, held, seen)
    try:
        write_list(root, commit, listed)
    except OSError as error:
        log.warning("%s: no list of current files, so readers open it slower until the next run: %s", root, error)
    return commit


def event_rows(files: Sequence[TableFile]) -> int:
    """How many rows of events a run has written."""
    return sum(file.rows for file in files if TABLES[file.table] in EVENT_TABLES)


def begun(root: Place) -> Commit | None:
    """The run that a new one builds upon, once what a killed run left is mended; see `draft_of`, also for errors."""
    refuse_former(root)
    return mend(root) or adopt(root)


def adopt(root: Place, held: Held | None = None) -> Commit | None:
    """Makes run 0 of what lies in the folders of a warehouse from before there were runs, if anything does.

    `held` gives the columns of a table of which files have others than it has now; without it they are refused.
    """
    there = names_in(root)
    files = [
        TableFile(
            table.name,
            file.partition.folder,
            file.path.name,
            pq.read_metadata(opened(file.path)).num_rows,
            sha256_of(file.path),
            layout_of(pq.read_schema(opened(file.path))),
        )
        for table in DELTA_TABLES
        if table.name in there
        for file in visible_files(root, table)
    ]
    if not files:
        return None
    notes = {"command": "adopted", OBSERVED: MIXED, "who": _who(), "committed_at": _now()}
    return commit_files(root, None, 0, uuid.uuid4().hex, notes, files, held)


@contextmanager
def alone(root: Place, wait_s: float) -> Iterator[None]:
    """Holds the lock of a folder; who commits to a bucket is decided by the entries, each of which is created once.

    Raises:
        Occupied: another process has been writing to the folder for `wait_s` seconds more.
    """
    if not on_disk(root):
        yield
        return
    path = root / DRAFTS / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + wait_s
    # A record lock ends with the process, however that ends, and children do not have it.
    if root in _held:
        raise Occupied(f"{root}: this process already writes to it")
    with path.open("a+") as file:
        while True:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except (BlockingIOError, PermissionError):
                if time.monotonic() >= until:
                    file.seek(0)
                    raise Occupied(
                        f"{root}: {file.read() or 'another run'} writes to it; wait until it has ended, or give --wait "
                        "SECONDS"
                    ) from None
                time.sleep(POLL_S)
        _held.add(root)
        try:
            file.truncate(0)
            file.write(_holder())
            file.flush()
            yield
        finally:
            _held.discard(root)


def _holder() -> str:
    return f"{_who()}, process {os.getpid()} on {socket.gethostname()}, since {_now()},"


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
