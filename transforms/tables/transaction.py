"""A run as a transaction: drafted where no reader looks, made visible at once, one at a time."""

import fcntl
import getpass
import json
import logging
import os
import shutil
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq

from pantau.schemas.table import layout_of
from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.tables.atomic_files import create
from pantau.transforms.tables.delta.follow import follow, unseen_elsewhere
from pantau.transforms.tables.lease import Occupied, lease
from pantau.transforms.tables.manifest import Entry, commit, read_manifest, runs_of, sha256_of
from pantau.transforms.tables.partition import DRAFTS
from pantau.transforms.tables.visible_files import BASE, MIXED, OBSERVED, OBSERVED_LAYOUT, drafted, visible_files
from pantau.transforms.tables.warehouse_mirror import folder_of, refresh, refuse_missing

LOCK = "lock"
POLL_S = 0.2

log = logging.getLogger(__name__)

_held: set[Path] = set()


@contextmanager
def draft_of(warehouse: str | Path, wait_s: float = 0.0) -> Iterator[Path]:
    """A draft of the next run, to be given to whatever reads or writes the warehouse meanwhile.

    It reads what is visible now and what it has written itself; nobody else sees that before `commit_draft`. Tables of
    a warehouse from before there were manifests are adopted first, as run 0. What is left of a killed run's draft is
    removed; its workers, if they still write, write files that nothing names. Delta tables that a killed run left
    behind are brought to the newest run.

    Raises:
        Occupied: another process has been writing to the warehouse for `wait_s` seconds more.
        CloudError: it mirrors a bucket that cannot be reached.
    """
    root = folder_of(warehouse, may_be_new=True).absolute()
    with _alone(root, wait_s), lease(root, _holder(), wait_s):
        refresh(root)
        for left in (path for path in (root / DRAFTS).iterdir() if path.is_dir()):
            shutil.rmtree(left, ignore_errors=True)
        _adopt(root)
        follow(root)
        runs = runs_of(root)
        draft = root / DRAFTS / uuid.uuid4().hex
        create(draft / BASE, json.dumps({"run": runs[-1] if runs else None}).encode())
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def commit_draft(draft: Path, notes: dict) -> int:
    """Makes what a draft has written visible, with what the run notes of itself, and gives the run's number.

    The manifest decides. The Delta tables that other engines read follow it at once, or, if they cannot, by the next
    run.

    Raises:
        Occupied: another process has committed since the draft was begun, as from a machine that shares no lock.
        CloudError: the warehouse is in a bucket that cannot be reached, or lacks a file of the draft.
    """
    root, base = draft.parent.parent, json.loads((draft / BASE).read_bytes())["run"]
    files = [
        entry for table in TABLES.values() for entry in drafted(draft, table, "/".join("*" for _ in table.partition))
    ]
    run = 1 if base is None else base + 1
    refuse_missing(root, files)
    try:
        commit(root, run, {OBSERVED: _observed(root, base), **notes, "who": _who(), "committed_at": _now()}, files)
    except FileExistsError as error:
        raise Occupied(
            f"{root}: another run was committed while this one worked; nothing of this one is visible, run it again"
        ) from error
    if follow(root) and (said := unseen_elsewhere(root)):
        log.warning("%s: %s", root, said)
    return run


def _observed(root: Path, base: int | None) -> str:
    """The layout of what was seen on recordings, after a run: this program's, if there never was another's."""
    known = OBSERVED_LAYOUT if base is None else read_manifest(root, base).get(OBSERVED, MIXED)
    return OBSERVED_LAYOUT if known == OBSERVED_LAYOUT else MIXED


def _adopt(root: Path) -> None:
    if runs_of(root):
        return
    files = [
        Entry(
            table.name,
            file.partition.folder,
            file.path.name,
            pq.read_metadata(file.path).num_rows,
            sha256_of(file.path),
            layout_of(pq.read_schema(file.path)),
        )
        for table in TABLES.values()
        if table not in OBSERVED_TABLES
        for file in visible_files(root, table)
    ]
    if files:
        commit(root, 0, {"command": "adopted", OBSERVED: MIXED, "who": _who(), "committed_at": _now()}, files)


@contextmanager
def _alone(root: Path, wait_s: float) -> Iterator[None]:
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
