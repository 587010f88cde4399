"""Committing a run: an entry in the log of each table that it changes, then that of `commits`, by which it is one.

Whoever is killed before that leaves entries that no run names; `mend` takes back what they say, before the next run.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import COMMITS
from pantau.transforms.storage.looks import look_again
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import names_in, opened, sha256_of
from pantau.transforms.tables.delta.actions import PROTOCOL, Action, add, definition_of, metadata, remove
from pantau.transforms.tables.delta.checkpoint import CHECKPOINT_EVERY, write_checkpoint
from pantau.transforms.tables.delta.commits import (
    Commit,
    TableVersion,
    claim,
    id_of,
    newest_commit,
    whole_commits,
    write_commit,
)
from pantau.transforms.tables.delta.current_files import DELTA_TABLES, files_of, keep_listed
from pantau.transforms.tables.delta.log import (
    NOTHING,
    LogState,
    create_entry,
    entry_path,
    last_version,
    now_ms,
    read_path,
    replay,
    set_log_aside,
    set_torn_aside,
)
from pantau.transforms.tables.table_file import Files, TableFile

Held = Callable[[Table, Iterable[TableFile]], pa.Schema | None]
"""The columns that a table's files have, where they are others than it has now."""

TRIES = 4
"""Of an entry whose version somebody else takes meanwhile: chosen; each time what they wrote is read first."""

log = logging.getLogger(__name__)


class Occupied(OSError):
    """Another run writes to the warehouse, or has committed meanwhile."""


def write_run(
    root: Place,
    base: Commit | None,
    run: int,
    token: str,
    notes: Mapping,
    files: Iterable[TableFile],
    standing: Callable[[str], Files],
    held: Held | None = None,
    seen: int | None = None,
) -> Commit:
    """Commits a run of files, which take the places of those of their folders; `standing` gives a table's before it.

    `seen` is the last entry of `commits` when the run began. `held` gives the columns of a table where its files have
    others than it has now.

    Raises:
        Occupied: another run was committed meanwhile, or another program writes to the logs.
        ValueError: files would stand that other engines cannot read rightly; or an entry is damaged.
        OSError: an entry cannot be written; then there is no such run.
    """
    if newest_commit(root) != base:
        raise _occupied(root)
    reached, changed, warehouse_id = {}, defaultdict(dict), id_of(root, base, token)
    for file in files:
        changed[file.table][file.folder] = file
    for table in DELTA_TABLES:
        known, mine = base.tables.get(table.name) if base else None, changed[table.name]
        if known and _last(root, table.name, known, base) == known.version and not mine:
            reached[table.name] = known
            continue
        before = standing(table.name)
        wanted = {**before, **mine}
        if held is None:
            refuse_unfit(root, table, (file for file in wanted.values() if mine))
        defined = metadata(table, warehouse_id, held(table, wanted.values()) if held else None)
        state = _state(known, before)
        goal = {file.name: file for file in wanted.values()}
        noted = {"run": run, "token": token}
        reached[table.name] = _bring(root, base, table, goal, state, noted, defined, held is not None)
    try:
        commit = write_commit(root, base, run, token, notes, reached, seen)
    except FileExistsError as error:
        raise _occupied(root) from error
    _sum_up(root, COMMITS.name, commit.version)
    return commit


def mend(root: Place) -> Commit | None:
    """Brings the logs and the list back to the newest run, where a killed run or somebody else wrote; gives that run.

    In a bucket others may be writing just now: what a killed run left there is taken back by the next one's entries.

    Raises:
        ValueError: an entry of a log that a run names is damaged, or not there.
        OSError: an entry or the list cannot be written.
    """
    commit = whole_commits(root)
    if not on_disk(root):
        return commit or _claimed(root)
    if commit is None:
        _refuse_orphans(root)
        set_log_aside(root, COMMITS.name)
    for table in DELTA_TABLES:
        known = commit.tables.get(table.name) if commit else None
        if known is None:
            # Nobody was told of what a killed first run wrote.
            set_log_aside(root, table.name)
            continue
        set_torn_aside(root, table.name, known.version)
    settle(root, commit)
    return commit


def settle(root: Place, commit: Commit | None) -> None:
    """Brings the logs, whose entries are all whole, and the list to what a run says, if that is the newest.

    Raises:
        Occupied: it is not, or another program writes to the logs.
        ValueError: an entry that it names is not there.
        OSError: an entry or the list cannot be written.
    """
    for table in DELTA_TABLES:
        known = commit.tables.get(table.name) if commit else None
        if known and _last(root, table.name, known, commit) > known.version:
            before = files_of(root, commit, table.name)
            goal = {file.name: file for file in before.values()}
            _bring(root, commit, table, goal, _state(known, before), {"run": commit.run, "token": commit.token})
    keep_listed(root)


def _last(root: Place, table: str, known: TableVersion, commit: Commit) -> int:
    """The newest version of a table, which a run names one of."""
    last = last_version(root, table)
    if last < known.version:
        raise ValueError(
            f"{entry_path(root, table, known.version)}: is not there, and run {commit.run} is known by it; bring it "
            "back from a backup"
        )
    return last


def _claimed(root: Place) -> None:
    """Sees that `commits` of a bucket is begun."""
    if last_version(root, COMMITS.name) < 0:
        _refuse_orphans(root, allowed=-1)
        claim(root)


def _refuse_orphans(root: Place, allowed: int = 0) -> None:
    """Raises ValueError where `commits` is gone, and tables have other versions than a killed first run leaves."""
    there = names_in(root)
    for table in DELTA_TABLES:
        if table.name in there and last_version(root, table.name) > allowed:
            raise ValueError(
                f"{root / COMMITS.name}: is not there, and {table.name} has had runs; bring it back from a backup"
            )


def refuse_unfit(root: Place, table: Table, files: Iterable[TableFile]) -> None:
    """Raises ValueError where files have columns that no engine would find: in folders' names, or otherwise named.

    One of each layout is looked at. A column that a file merely lacks is null, as it is for our readers.
    """
    others = {file.layout: file for file in files if file.layout != table.layout}
    for file in others.values():
        if not fits(table, pq.read_schema(opened(root / table.name / file.name))):
            raise ValueError(
                f"{root / table.name / file.name}: is of another version of the program, which named or stored columns "
                "otherwise; run `pantau upgrade` once, then this again"
            )


def fits(table: Table, held: pa.Schema) -> bool:
    """Whether other engines find all that a file of a table has by the columns that the table has now."""
    names = set(held.names)
    if not set(table.partition) <= names:
        return False
    for field in table.file_schema:
        if field.name in names and held.field(field.name).type != field.type:
            return False
        if field.name not in names and not names.isdisjoint(COLUMNS[field.name].formerly):
            return False
    return True


def _state(known: TableVersion | None, files: Files) -> LogState:
    if known is None:
        return NOTHING
    return LogState(known.version, frozenset(file.name for file in files.values()), known.definition)


def _bring(
    root: Place,
    base: Commit | None,
    table: Table,
    wanted: Mapping[str, TableFile],
    state: LogState,
    noted: dict,
    defined: Action | None = None,
    may_be_gone: bool = False,
) -> TableVersion:
    """Gives a log the entry that it lacks, so that those files stand that are wanted, by name."""
    for attempt in range(TRIES):
        state = replay(root, table.name, state)
        if attempt and newest_commit(root) != base:
            break
        actions = _lacking(root, table, defined, wanted, state, may_be_gone)
        if not actions:
            return TableVersion(state.version, sha256_of(read_path(root, table.name, state.version)), state.definition)
        version, definition = state.version + 1, definition_of(defined) if defined else state.definition
        try:
            sha256 = create_entry(root, table.name, version, noted, actions)
        except FileExistsError:
            look_again()
            continue
        _sum_up(root, table.name, version)
        return TableVersion(version, sha256, definition)
    raise _occupied(root)


def _lacking(
    root: Place,
    table: Table,
    defined: Action | None,
    wanted: Mapping[str, TableFile],
    state: LogState,
    may_be_gone: bool,
) -> list[Action]:
    """What an entry has to say so that those files stand which are wanted; nothing where they do."""
    actions = []
    if defined and state.definition != definition_of(defined):
        actions = [*([] if state.definition else [PROTOCOL]), defined]
    actions += [add(root, table, wanted[name], may_be_gone) for name in sorted(wanted.keys() - state.names)]
    now = now_ms()
    return actions + [remove(name, now) for name in sorted(state.names - wanted.keys())]


def _sum_up(root: Place, table: str, version: int) -> None:
    if version and version % CHECKPOINT_EVERY == 0:
        try:
            write_checkpoint(root, table, version)
        except (OSError, ValueError) as error:
            log.warning("%s: no checkpoint of %s, so its earlier versions open slower: %s", root, table, error)


def _occupied(root: Place) -> Occupied:
    return Occupied(
        f"{root}: another run was committed while this one worked, or files were pruned, or another program writes to "
        "its tables; nothing of this one is visible, run it again"
    )
