"""Runs that versions before Delta Lake noted in manifests, taken over as versions of the logs: what `upgrade` needs."""

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.table import Table, layout_of
from pantau.schemas.tables import COMMITS
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import names_in, opened, remove
from pantau.transforms.tables.delta.commit import Held, fits, mend, write_run
from pantau.transforms.tables.delta.commits import UNCHAINED, Commit, ReadableRuns, write_readable
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.delta.log import info_of, last_version, read_entry, set_aside, set_log_aside
from pantau.transforms.tables.former_manifests import former_runs, has_former_runs, put
from pantau.transforms.tables.partition import FORMER_RUNS
from pantau.transforms.tables.table_file import Files, TableFile
from pantau.transforms.tables.transaction import adopt, event_rows

KEPT_FROM = "kept_from"
"""Where the oldest run that can be read was noted."""

TAKEN_OVER = "TAKEN OVER"
"""What an entry of `commits` says when all former runs are there, and their manifests may go."""


def take_over(root: Place) -> Commit | None:
    """Makes all former runs, if there are any, versions of the logs, and gives the newest run.

    Their manifests are set aside last: broken off, they are taken over anew. Each is a version as it was: other engines
    read it with the columns of then.

    Raises:
        ValueError: a manifest is damaged.
        OSError: an entry cannot be written.
    """
    if has_former_runs(root):
        if not _taken_over(root):
            _make_versions(root)
        for folder in (root / FORMER_RUNS / "checkpoints", root / FORMER_RUNS):
            for path in (folder / name for name in names_in(folder)):
                # The summaries say nothing that the manifests do not.
                set_aside(root, path) if folder.name == FORMER_RUNS else remove(path)
            if on_disk(folder):
                with suppress(OSError):
                    folder.rmdir()
    return mend(root) or adopt(root, held_columns(root))


def held_columns(root: Place) -> Held:
    """Which columns files have, where other engines would not find those of now; nothing where they do."""
    known: dict[tuple[str, str], pa.Schema] = {}

    def schema_of(table: Table, file: TableFile) -> pa.Schema:
        key = table.name, file.layout or file.name
        # Of what was pruned nobody knows the columns any more.
        if file.layout == table.layout:
            return table.file_schema
        if key not in known and (path := root / table.name / file.name).exists():
            known[key] = pq.read_schema(opened(path))
        return known.get(key, pa.schema([]))

    def held(table: Table, files: Iterable[TableFile]) -> pa.Schema | None:
        schemas = {file.layout or file.name: schema_of(table, file) for file in files}
        if all(not schema.names or fits(table, schema) for schema in schemas.values()):
            return None
        fields = {field.name: field for schema in schemas.values() for field in schema}
        return pa.schema(list(fields.values()))

    return held


def _make_versions(root: Place) -> None:
    for table in (*DELTA_TABLES, COMMITS):
        set_log_aside(root, table.name)
    oldest = int((root / FORMER_RUNS / KEPT_FROM).read_bytes() if (root / FORMER_RUNS / KEPT_FROM).exists() else 0)
    shown: dict[str, Files] = defaultdict(dict)
    held, commit = held_columns(root), None
    for one in former_runs(root):
        files = [_with_layout(root, file) for file in one.files]
        notes = one.notes | {"event_rows": event_rows(files)} | ({} if one.follows else {UNCHAINED: True})
        commit = write_run(root, commit, one.run, one.sha256, notes, files, lambda name: shown[name], held)
        put(shown, files)
    write_readable(root, ReadableRuns(oldest, "`pantau prune` of an earlier version"), TAKEN_OVER)


def _taken_over(root: Place) -> bool:
    last = last_version(root, COMMITS.name)
    try:
        return last >= 0 and info_of(read_entry(root, COMMITS.name, last)).get("operation") == TAKEN_OVER
    except ValueError:
        # Broken off while it was written: all are taken over anew.
        return False


def _with_layout(root: Place, file: TableFile) -> TableFile:
    """A file with its layout, which the first manifests did not note."""
    path = root / file.table / file.name
    return replace(file, layout=layout_of(pq.read_schema(opened(path)))) if not file.layout and path.exists() else file
