"""The list of current files: which files each table has after the newest run, in one Parquet file, replaced whole.

It is a cache of what `commits` and the logs say, which spares readers to open these, and by which views in a file of
DuckDB find the newest run. Of another run, damaged or gone, it is made again from the logs.
"""

import io
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pantau.schemas.tables import OBSERVED_TABLES, TABLES
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta.checkpoint import files_at
from pantau.transforms.tables.delta.commits import DAMAGED, LIST, NOTED, Commit, newest_commit
from pantau.transforms.tables.table_file import Files, TableFile

DELTA_TABLES = tuple(table for table in TABLES.values() if table not in OBSERVED_TABLES)
"""In the order in which their entries are written. What was seen on recordings is a store of its own."""

_SCHEMA = pa.schema(
    [
        pa.field("table_name", pa.string(), False),
        pa.field("folder", pa.string(), False),
        pa.field("file", pa.string(), False),
        pa.field("rows", pa.int64(), False),
        pa.field("sha256", pa.string(), False),
        pa.field("layout", pa.string(), False),
    ]
)


def files_of(root: Place, commit: Commit, table: str) -> Files:
    """The files of a table that a run shows: by the list, if that is of the run, else by the log.

    Raises:
        ValueError: an entry of the log is damaged, or not there.
    """
    return _files_of(root, commit, table)


@lru_cache(maxsize=4 * len(DELTA_TABLES))
def _files_of(root: Place, commit: Commit, table: str) -> Files:
    try:
        listed = _read_list(root, commit)
    except LookupError:
        known = commit.tables.get(table)
        return files_at(root, table, known.version) if known else {}
    # Tables follow one another in it.
    names = listed["table_name"].to_pylist()
    first, end = bisect_left(names, table), bisect_right(names, table)
    found = listed.slice(first, end - first).to_pydict()
    return {row[1]: TableFile(*row) for row in zip(*found.values(), strict=True)}


def listing(root: Place, commit: Commit | None) -> pa.Table:
    """The list of a run: a row per file of each table, in the order of tables and folders; see `files_of`."""
    if commit is None:
        return _SCHEMA.empty_table()
    try:
        return _read_list(root, commit)
    except LookupError:
        return _as_list(file for table in DELTA_TABLES for file in files_of(root, commit, table.name).values())


def with_changes(listed: pa.Table, files: Sequence[TableFile]) -> pa.Table:
    """A list in which files take the places of those of their folders."""
    changed = _as_list(files)
    kept = listed.filter(pc.invert(pc.is_in(_places(listed), _places(changed))))
    return pa.concat_tables([kept, changed]).sort_by([("table_name", "ascending"), ("folder", "ascending")])


def is_listed(root: Place, commit: Commit) -> bool:
    """Whether the list is that of a run, and whole."""
    try:
        return _read_list(root, commit) is not None
    except LookupError:
        return False


def keep_listed(root: Place) -> None:
    """Writes the list of the newest run, if that is not what it is; see `files_of`."""
    if (commit := newest_commit(root)) and not is_listed(root, commit):
        write_list(root, commit, listing(root, commit))


def write_list(root: Place, commit: Commit, listed: pa.Table) -> None:
    """Replaces the list by that of a run: readers see the old one or the new one."""
    noted = {
        "run": commit.run,
        "commit_version": commit.version,
        "commit_sha256": commit.entry_sha256,
        "rows": listed.num_rows,
    }
    sink = io.BytesIO()
    content = listed.replace_schema_metadata({NOTED: json.dumps(noted)})
    packed = {"compression": "zstd", "use_dictionary": ["table_name", "folder", "rows", "layout"]}
    # A bit that turns on a disk would hide a table's files, and from then on in each later list.
    pq.write_table(content, sink, **packed, write_page_checksum=True)
    atomic_files.put(root / LIST, sink.getvalue())


def _read_list(root: Place, commit: Commit) -> pa.Table:
    """The list, if it is that of a run; else LookupError."""
    try:
        # In a bucket it is read once for each run: what it says of one stays so.
        changed = (root / LIST).stat().st_mtime_ns if on_disk(root) else 0
    except OSError as error:
        raise LookupError from error
    return _read_whole(root, changed, commit.version, commit.entry_sha256)


# An error is not kept: the list is looked at again.
@lru_cache(maxsize=2)
def _read_whole(root: Place, _: int, version: int, sha256: str) -> pa.Table:
    try:
        found = pq.ParquetFile(atomic_files.opened(root / LIST), page_checksum_verification=True).read()
        noted = json.loads(found.schema.metadata[NOTED])
        of = noted["commit_version"], noted["commit_sha256"], noted["rows"]
        # Lists of before that are without `rows` are made again.
        if of != (version, sha256, found.num_rows) or not found.schema.remove_metadata().equals(_SCHEMA):
            raise LookupError
    except DAMAGED as error:
        raise LookupError from error
    return found.replace_schema_metadata(None)


def _as_list(files: Iterable[TableFile]) -> pa.Table:
    rows = sorted(astuple(file) for file in files)
    columns = zip(*rows, strict=True) if rows else [()] * len(_SCHEMA)
    return pa.Table.from_arrays([pa.array(c, f.type) for c, f in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA)


def _places(listed: pa.Table) -> pa.ChunkedArray:
    return pc.binary_join_element_wise(listed["table_name"], listed["folder"], "/")
