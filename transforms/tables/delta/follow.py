"""Bringing the Delta tables to the newest run: each log gets what it lacks of what is wanted, then `commits` says so.

The manifest of a run decides whether there is one, and this follows it, whoever does it and however often: after a
commit, and before the next run for one that was killed. So no Delta table shows what no run committed, and `commits`
names versions of which all show the same run.
"""

import logging
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import COMMITS, OBSERVED_TABLES, TABLES
from pantau.transforms.tables.delta.actions import PROTOCOL, Action, add, definition_of, metadata, name_of, remove
from pantau.transforms.tables.delta.checkpoint import CHECKPOINT_EVERY, write_checkpoint
from pantau.transforms.tables.delta.commits import Commit, TableVersion, newest_commit, whole_commits, write_commit
from pantau.transforms.tables.delta.current_files import LIST, read_current, write_current
from pantau.transforms.tables.delta.log import (
    LOG,
    NOTHING,
    LogState,
    create_entry,
    entry_path,
    now_ms,
    replay,
    set_torn_aside,
    versions,
)
from pantau.transforms.tables.lease import Occupied
from pantau.transforms.tables.manifest import Entry, files_of, manifest_path, read_manifest, runs_of, sha256_of
from pantau.transforms.tables.warehouse_mirror import bring_below, refresh

DELTA_TABLES = tuple(table for table in TABLES.values() if table not in OBSERVED_TABLES)
"""In the order in which they are brought to a run. What was seen on recordings is a store of its own."""

TRIES = 4
"""Of an entry whose version somebody else takes meanwhile: chosen; each time what they wrote is read first."""

log = logging.getLogger(__name__)


def follow(root: Path) -> dict[str, int]:
    """As `bring`, but where it fails it warns: runs and readers of `pantau` go by manifests, and the next run tries."""
    try:
        return bring(root)
    except (OSError, ValueError) as error:
        log.warning(
            "%s: other engines still read the tables of an earlier run (%s); the next run brings them this one",
            root,
            error,
        )
        return {}


def unseen_elsewhere(root: Path) -> str | None:
    """What of the newest run other engines do not see, and what to do about it, in a sentence; `None` if they see all.

    It goes by what `commits` says; whether the logs are so is for `pantau check`.
    """
    if not (runs := runs_of(root)):
        return None
    try:
        commit = newest_commit(root)
    except (OSError, ValueError) as error:
        return f"Other engines may not see run {runs[-1]}: {error}"
    if commit is None or commit.run != runs[-1]:
        return f"Other engines do not see run {runs[-1]} yet: its Delta tables could not be written; the next run tries"
    if held := [table.name for table in DELTA_TABLES if table.name not in commit.tables]:
        return (
            f"Other engines do not see run {commit.run} in {', '.join(held)}, which have files of another version of "
            "the program; run `pantau upgrade` once"
        )
    return None


def bring(root: Path) -> dict[str, int]:
    """Brings the Delta tables, `commits` and the list of current files to the newest run, if they are not there yet.

    Gives the tables that are held back, with how many of their files are of a version of the program that named or
    stored columns otherwise, so that other engines would read nulls: these stay at the run before, and `commits` does
    not name them, until `pantau upgrade`.

    Raises:
        Occupied: a later run was committed meanwhile, or another program writes to the logs.
        ValueError: an entry of a log that was told of is damaged.
        OSError: an entry or the list cannot be written.
    """
    bring_below(root, [*(f"{table.name}/{LOG}/" for table in (*DELTA_TABLES, COMMITS)), LIST])
    # After the logs: whose entries of a later run are there, that run is known too.
    refresh(root)
    if not (runs := runs_of(root)):
        return {}
    commit, next_commit, listed = whole_commits(root), _last(root, COMMITS.name) + 1, read_current(root)
    goal = _Goal(root, runs[-1], sha256_of(manifest_path(root, runs[-1])), sha256_of(manifest_path(root, runs[0])))
    known = dict(commit.tables) if commit else {}
    base = listed if listed and listed.is_of(commit) else None
    followed = base is not None and commit is not None and commit.token == goal.token
    if followed and all(_last(root, name) == one.version for name, one in known.items()):
        return {}
    files, held, reached = files_of(root, goal.run), {}, {}
    for table in DELTA_TABLES:
        last = known.get(table.name)
        set_torn_aside(root, table.name, last.version if last else -1)
        wanted = list(files.get(table.name, {}).values())
        if older := _unfit(root, table, wanted):
            held[table.name] = older
            continue
        state = NOTHING
        if base and last and _last(root, table.name) >= last.version:
            state = LogState(last.version, base.names(table.name), last.definition)
        reached[table.name] = _bring_table(goal, table, wanted, state)
    goal.refuse_overtaken()
    if not commit or (commit.token, known) != (goal.token, reached):
        commit = _commit(goal, next_commit, reached, commit)
    write_current(root, commit, files)
    return held


@dataclass(frozen=True)
class _Goal:
    """The run that the tables are brought to, with the SHA-256 of its manifest, and of the warehouse's oldest one.

    That one stays, and says who wrote it when, which tells the warehouse from others.
    """

    root: Path
    run: int
    token: str
    warehouse_id: str

    def refuse_overtaken(self) -> None:
        if runs_of(self.root)[-1] != self.run:
            raise _occupied(self.root)


def _commit(goal: _Goal, version: int, reached: dict[str, TableVersion], known: Commit | None) -> Commit:
    root, command = goal.root, str(read_manifest(goal.root, goal.run).get("command", ""))
    try:
        commit = write_commit(root, version, goal.warehouse_id, goal.run, goal.token, command, reached, known)
        _sum_up(root, COMMITS.name, version)
        return commit
    except FileExistsError as error:
        bring_below(root, [f"{COMMITS.name}/{LOG}/"])
        theirs = newest_commit(root)
        if theirs is None or theirs.token != goal.token:
            raise _occupied(root) from error
        return theirs


def _bring_table(goal: _Goal, table: Table, wanted: list[Entry], base: LogState) -> TableVersion:
    root, defined = goal.root, metadata(table, goal.warehouse_id)
    for _ in range(TRIES):
        state = replay(root, table.name, base)
        goal.refuse_overtaken()
        actions = _lacking(root, table, defined, wanted, state)
        if not actions:
            return TableVersion(state.version, sha256_of(entry_path(root, table.name, state.version)), state.definition)
        noted = {"run": goal.run, "token": goal.token}
        try:
            sha256 = create_entry(root, table.name, state.version + 1, noted, actions)
        except FileExistsError:
            bring_below(root, [f"{table.name}/{LOG}/"])
            refresh(root)
            continue
        _sum_up(root, table.name, state.version + 1)
        return TableVersion(state.version + 1, sha256, definition_of(defined))
    raise _occupied(root)


def _sum_up(root: Path, table: str, version: int) -> None:
    if version and version % CHECKPOINT_EVERY == 0:
        try:
            write_checkpoint(root, table, version)
        except (OSError, ValueError) as error:
            log.warning("%s: no checkpoint of %s, so other engines open it slower: %s", root, table, error)


def _lacking(root: Path, table: Table, defined: Action, wanted: list[Entry], state: LogState) -> list[Action]:
    """What an entry has to say so that those files stand which are wanted; nothing where they do."""
    entries, actions = {name_of(entry): entry for entry in wanted}, []
    if state.definition != definition_of(defined):
        actions = [*([] if state.definition else [PROTOCOL]), defined]
    actions += [add(root, table, entries[name]) for name in sorted(entries.keys() - state.names)]
    now = now_ms()
    return actions + [remove(name, now) for name in sorted(state.names - entries.keys())]


def _unfit(root: Path, table: Table, wanted: list[Entry]) -> int:
    """How many files have columns that no engine would find: they stand in folders, or have another name or type.

    One of each layout is looked at. A column that a file merely lacks is null, as it is for our readers.
    """
    others: dict[str, list[Entry]] = {}
    for entry in wanted:
        if entry.layout != table.layout:
            others.setdefault(entry.layout, []).append(entry)
    return sum(
        len(entries)
        for layout, entries in others.items()
        if not layout or not _fits(table, pq.read_schema(root / table.name / name_of(entries[0])))
    )


def _fits(table: Table, held: pa.Schema) -> bool:
    names = set(held.names)
    if not set(table.partition) <= names:
        return False
    for field in table.file_schema:
        if field.name in names and held.field(field.name).type != field.type:
            return False
        if field.name not in names and not names.isdisjoint(COLUMNS[field.name].formerly):
            return False
    return True


def _occupied(root: Path) -> Occupied:
    return Occupied(f"{root}: another run was committed meanwhile, or another program writes to the Delta tables")


def _last(root: Path, table: str) -> int:
    return (versions(root, table) or [-1])[-1]
