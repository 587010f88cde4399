"""The table `commits`: a run is what its entry here says, which is written last and names a version of each table.

Each entry has the SHA-256 of the one before it, and of those of the tables that it names. Entries without versions are
no runs: that of `pantau prune` says which runs can be read, and what others wrote is passed over.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.tables import COMMITS
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta.actions import PROTOCOL, Action, add, definition_of, metadata
from pantau.transforms.tables.delta.log import (
    create_entry,
    entry_path,
    info_of,
    last_version,
    parsed,
    read_entry,
    read_path,
    set_torn_aside,
    versions,
)
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.table_file import TableFile, name_by

LIST = "_current_files.parquet"
"""The list of current files, see `current_files.py`."""

NOTED = b"pantau"
"""The key under which it notes, in JSON, of which entry it is."""

DAMAGED = (OSError, ValueError, TypeError, KeyError, AttributeError, NotImplementedError, pa.ArrowException)
"""What reading a file of Parquet raises whose bytes are others than were written."""

PRUNING = "VACUUM START"
"""What an entry says of itself by which files go, as Delta Lake has it."""

UNCHAINED = "unchained"
"""What a run of an earlier version notes whose manifest did not follow the one before it."""


@dataclass(frozen=True)
class TableVersion:
    """A version of a Delta table: its number, the SHA-256 of its entry in the log, and what the table is by then."""

    version: int
    entry_sha256: str
    definition: str


@dataclass(frozen=True)
class ReadableRuns:
    """The oldest run that can be read, and what took the files of those before it; "" where nothing did."""

    oldest: int
    rule: str = ""


@dataclass(frozen=True)
class Commit:
    """A run: its number, the version of each table that shows it, and what it noted of itself.

    `version`, `entry_sha256` and `definition` are those of `commits` itself. `token` is what the attempt is known by
    that became the run, `first` is the oldest run and `warehouse_id` its token, `readable` what it was when it was
    committed.
    """

    version: int
    entry_sha256: str
    definition: str
    run: int
    token: str
    first: int
    warehouse_id: str
    readable: ReadableRuns
    tables: Mapping[str, TableVersion] = field(hash=False)
    notes: Mapping = field(hash=False)


def newest_commit(root: Place) -> Commit | None:
    """The newest run, or `None` where there is none.

    A last entry that is torn is none: nobody was told of its run, since then the list of current files would name it.

    Raises:
        ValueError: the newest entry is damaged, or gone.
    """
    return _known(root)[1]


def _known(root: Place) -> tuple[list[int], Commit | None]:
    """The entries that there are, and the newest run."""
    # The list first: a run that is committed meanwhile writes its entry before it. A bucket keeps what it has, and
    # tears nothing: there it is looked at once a run, by `whole_commits`.
    listed = _listed_version(root) if on_disk(root) else -1
    known = versions(root, COMMITS.name)
    return known, _newest(root, known, listed)


def _newest(root: Place, known: Sequence[int], listed: int) -> Commit | None:
    if listed > max(known, default=-1):
        raise ValueError(
            f"{entry_path(root, COMMITS.name, listed)}: is not there, and {LIST} is of it: entries were removed, or an "
            f"older state came back from a backup; bring them back, or, if the older state shall hold, remove {LIST}"
        )
    for version in reversed(known):
        try:
            if commit := _commit_at(root, version):
                return commit
        except ValueError:
            if version < known[-1] or version <= listed:
                raise
    return None


def whole_commits(root: Place) -> Commit | None:
    """As `newest_commit`, once a last entry that is torn is set aside."""
    listed, known = _listed_version(root), versions(root, COMMITS.name)
    if on_disk(root) and known and known[-1] > listed:
        set_torn_aside(root, COMMITS.name, known[-1] - 1)
        known = versions(root, COMMITS.name)
    return _newest(root, known, listed)


def _listed_version(root: Place) -> int:
    """The entry of which the list of current files is; -1 where there is none that can be read."""
    try:
        if on_disk(root):
            return _known_version_in(root / LIST, (root / LIST).stat().st_mtime_ns)
        return _version_in(root / LIST)
    except DAMAGED:
        return -1


@lru_cache(maxsize=8)
def _known_version_in(path: Place, _: int) -> int:
    return _version_in(path)


def _version_in(path: Place) -> int:
    return json.loads(pq.read_schema(atomic_files.opened(path)).metadata[NOTED])["commit_version"]


def runs_of(root: Place) -> list[int]:
    """The numbers of a warehouse's runs, in order; none where nothing was ever committed."""
    newest = newest_commit(root)
    return list(range(newest.first, newest.run + 1)) if newest else []


def commit_of(root: Place, run: int) -> Commit:
    """A run by its number.

    Raises:
        ValueError: there is none of that number, or an entry is damaged.
    """
    return _commit_of(root, run, newest_commit(root))


def _commit_of(root: Place, run: int, newest: Commit | None) -> Commit:
    if newest is None or not newest.first <= run <= newest.run:
        known = f"its runs are {newest.first} to {newest.run}" if newest else "no run was committed to it yet"
        raise ValueError(f"{root}: there is no run {run}; {known}")
    # Each run has one entry, and entries that are no runs lie between some.
    version, commit = newest.version, newest
    while commit is None or commit.run != run:
        version -= commit.run - run if commit else 1
        commit = _commit_at(root, version)
    return commit


def commits_between(root: Place, after: int | None, last: int) -> Iterator[Commit]:
    """The runs after one (all, if it is `None`) up to another, newest first; see `read_entry`."""
    commit = commit_of(root, last)
    oldest = commit.first if after is None else after + 1
    version = commit.version
    while commit is None or commit.run >= oldest:
        if commit:
            yield commit
        version -= 1
        if version < 0:
            return
        commit = _commit_at(root, version)


def readable_runs(root: Place) -> ReadableRuns:
    """Which runs can be read now."""
    return _readable(root, *_known(root))


def readable_commit(root: Place, run: int) -> Commit:
    """A run by its number, if it can be read.

    Raises:
        ValueError: as `commit_of`, or files of it were pruned.
    """
    known, newest = _known(root)
    commit, readable = _commit_of(root, run, newest), _readable(root, known, newest)
    if run < readable.oldest:
        raise ValueError(
            f"{root}: run {run} was pruned, by {readable.rule}; its runs from {readable.oldest} on can be read"
        )
    return commit


def _readable(root: Place, known: Sequence[int], newest: Commit | None) -> ReadableRuns:
    for version in reversed(known):
        if newest and version == newest.version:
            break
        info = info_of(parsed(read_path(root, COMMITS.name, version).read_bytes()) or [])
        if "readable" in info:
            return ReadableRuns(**info["readable"])
    return newest.readable if newest else ReadableRuns(0)


def write_readable(root: Place, readable: ReadableRuns, operation: str = PRUNING) -> int:
    """Notes which runs can be read, before files of others go; gives the version of the entry."""
    version = last_version(root, COMMITS.name) + 1
    create_entry(root, COMMITS.name, version, {"operation": operation, "readable": asdict(readable)}, [])
    return version


def write_commit(
    root: Place,
    known: Commit | None,
    run: int,
    token: str,
    notes: Mapping,
    tables: Mapping[str, TableVersion],
    seen: int | None = None,
) -> Commit:
    """Commits a run, by the next entry; `known` is the run before it, `seen` the last entry when this one began.

    Of what it notes, `committed_at` is aware, in ISO format.

    Raises:
        FileExistsError: somebody else has committed a run meanwhile, or pruned, and with it perhaps files of this one.
        OSError: it cannot be written; then there is no such run.
    """
    version, at = last_version(root, COMMITS.name) + 1, datetime.fromisoformat(notes["committed_at"])
    # Behind the number, so that whoever commits after this look has taken it.
    if newest_commit(root) != known:
        raise FileExistsError(f"{root / COMMITS.name}: another run was committed meanwhile")
    since = range(version if seen is None else seen + 1, version)
    if any(info_of(read_entry(root, COMMITS.name, one)).get("operation") == PRUNING for one in since):
        raise FileExistsError(f"{root / COMMITS.name}: files were pruned meanwhile")
    rows = [
        {
            "run": run,
            "committed_at": at,
            "command": str(notes.get("command", "")),
            "commit_token": token,
            "table_name": name,
            "table_version": one.version,
            "entry_sha256": one.entry_sha256,
        }
        for name, one in tables.items()
    ]
    warehouse_id, readable = id_of(root, known, token), readable_runs(root) if known else ReadableRuns(run)
    actions: list[Action] = []
    table = metadata(COMMITS, warehouse_id)
    if known is None or known.definition != definition_of(table):
        actions = [*([] if version else [PROTOCOL]), table]
    info = {
        "run": run,
        "token": token,
        "first": known.first if known else run,
        "warehouse_id": warehouse_id,
        "readable": asdict(readable),
        "tables": {name: asdict(one) for name, one in tables.items()},
        "definition": definition_of(table),
        "notes": dict(notes),
    }
    file = _write_rows(root, rows)
    sha256 = create_entry(root, COMMITS.name, version, info, [*actions, add(root, COMMITS, file)])
    return Commit(
        version, sha256, definition_of(table), run, token, info["first"], warehouse_id, readable, tables, notes
    )


def claim(root: Place) -> None:
    """Begins `commits`, if nobody has, with an entry that is no run: the first runs of several machines share its id.

    What is there later without it was lost, and is not the rest of a first run that was killed.
    """
    token = uuid.uuid4().hex
    with suppress(FileExistsError):
        begun = {"operation": "CREATE TABLE", "token": token}
        create_entry(root, COMMITS.name, 0, begun, [PROTOCOL, metadata(COMMITS, token)])


def id_of(root: Place, known: Commit | None, token: str) -> str:
    """The id of a warehouse: that of the run before, or of who claimed it, or the token of its first run."""
    if known:
        return known.warehouse_id
    begun = versions(root, COMMITS.name)
    return info_of(read_entry(root, COMMITS.name, 0)).get("token", token) if begun else token


def _commit_at(root: Place, version: int) -> Commit | None:
    """The run of an entry; `None` where it is that of none."""
    if version < 0:
        raise ValueError(f"{root / COMMITS.name}: lacks entries of runs; bring them back from a backup")
    try:
        changed = read_path(root, COMMITS.name, version).stat().st_mtime_ns
    except FileNotFoundError:
        changed = 0
    return _read_commit(root, version, changed)


@lru_cache(maxsize=64)
def _read_commit(root: Place, version: int, _: int) -> Commit | None:
    info = info_of(read_entry(root, COMMITS.name, version))
    return _commit_in(version, info, atomic_files.sha256_of(read_path(root, COMMITS.name, version)))


def _commit_in(version: int, info: Mapping, sha256: str) -> Commit | None:
    """The run of an entry that says so of itself, and has that SHA-256; `None` where it is that of none."""
    if "notes" not in info:
        return None
    return Commit(
        version,
        sha256,
        info["definition"],
        info["run"],
        info["token"],
        info["first"],
        info["warehouse_id"],
        ReadableRuns(**info["readable"]),
        {name: TableVersion(**known) for name, known in info["tables"].items()},
        info["notes"],
    )


def _write_rows(root: Place, rows: list[dict]) -> TableFile:
    encoding = Encoding(Partition(COMMITS, ()))
    encoding.add(COMMITS.arrow(rows))
    content = encoding.content()
    digest = hashlib.sha256(content).hexdigest()
    file = TableFile(COMMITS.name, "", name_by(digest), len(rows), digest, COMMITS.layout)
    with suppress(FileExistsError):
        atomic_files.create(root / COMMITS.name / file.file, content)
    return file
