"""The table `commits`: which version of each Delta table shows a run, written when all of them do, and chained."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pantau.schemas.tables import COMMITS
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta.actions import PROTOCOL, add, definition_of, metadata
from pantau.transforms.tables.delta.log import (
    create_entry,
    entry_path,
    info_of,
    now_ms,
    read_entry,
    set_torn_aside,
    versions,
)
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.manifest import Entry, sha256_of
from pantau.transforms.tables.partition import Partition


@dataclass(frozen=True)
class TableVersion:
    """A version of a Delta table: its number, the SHA-256 of its entry in the log, and what the table is by then."""

    version: int
    entry_sha256: str
    definition: str


@dataclass(frozen=True)
class Commit:
    """What the newest entry of `commits` says: of which run it is, and the version of each table that shows it.

    `version`, `entry_sha256` and `definition` are those of `commits` itself.
    """

    version: int
    entry_sha256: str
    definition: str
    run: int
    token: str
    tables: Mapping[str, TableVersion]


def newest_commit(root: Path) -> Commit | None:
    """The newest commit, or `None` where there is none; entries that others have made are passed over.

    Raises:
        ValueError: the newest entry is damaged.
    """
    for version in reversed(versions(root, COMMITS.name)):
        info = info_of(read_entry(root, COMMITS.name, version))
        if "tables" in info:
            tables = {name: TableVersion(**known) for name, known in info["tables"].items()}
            sha256 = sha256_of(entry_path(root, COMMITS.name, version))
            return Commit(version, sha256, info["definition"], info["run"], info["token"], tables)
    return None


def whole_commits(root: Path) -> Commit | None:
    """As `newest_commit`, once the last entry is set aside if it is torn: what it was to say is said again."""
    last = versions(root, COMMITS.name)[-1:]
    set_torn_aside(root, COMMITS.name, last[0] - 1 if last else -1)
    return newest_commit(root)


def write_commit(
    root: Path,
    version: int,
    warehouse_id: str,
    run: int,
    token: str,
    command: str,
    tables: dict[str, TableVersion],
    known: Commit | None,
) -> Commit:
    """Adds the rows of a run as a version of `commits` that has no entry yet, and gives the commit.

    `known` is the newest one before it.

    Raises:
        FileExistsError: somebody else has written that version meanwhile.
    """
    now = now_ms()
    rows = [
        {
            "run": run,
            "committed_at": datetime.fromtimestamp(now / 1000, UTC),
            "command": command,
            "commit_token": token,
            "table_name": name,
            "table_version": one.version,
            "entry_sha256": one.entry_sha256,
        }
        for name, one in tables.items()
    ]
    file, actions = _write_rows(root, rows), []
    table = metadata(COMMITS, warehouse_id)
    if known is None or known.definition != definition_of(table):
        actions = [*([] if version else [PROTOCOL]), table]
    info = {
        "run": run,
        "token": token,
        "tables": {name: asdict(one) for name, one in tables.items()},
        "definition": definition_of(table),
    }
    sha256 = create_entry(root, COMMITS.name, version, info, [*actions, add(root, COMMITS, file)])
    return Commit(version, sha256, definition_of(table), run, token, tables)


def _write_rows(root: Path, rows: list[dict]) -> Entry:
    encoding = Encoding(Partition(COMMITS, ()))
    encoding.add(COMMITS.arrow(rows))
    content = encoding.content()
    digest = hashlib.sha256(content).hexdigest()
    entry = Entry(COMMITS.name, "", f"part-{digest[:16]}.parquet", len(rows), digest, COMMITS.layout)
    with suppress(FileExistsError):
        atomic_files.create(root / COMMITS.name / entry.file, content)
    return entry
