"""The list of current files: which files each table has after the newest run, in one Parquet file, replaced whole.

It is what says so to whoever opens no log, and spares our own commits to read one from its beginning.
"""

import io
import json
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta.commits import Commit
from pantau.transforms.tables.manifest import Entry, Files

LIST = "_current_files.parquet"

_NOTED = b"pantau"
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


@dataclass(frozen=True)
class CurrentFiles:
    """The list: the run it is of, and the commit that named its versions, by number and SHA-256."""

    run: int
    commit_version: int
    commit_sha256: str
    content: bytes

    def is_of(self, commit: Commit | None) -> bool:
        """Whether it says what the tables were at a commit."""
        return commit is not None and (self.commit_version, self.commit_sha256) == (commit.version, commit.entry_sha256)

    def names(self, table: str) -> frozenset[str]:
        """The paths of a table's files, in its folder."""
        rows = [("table_name", "=", table)]
        some = pq.read_table(io.BytesIO(self.content), columns=["folder", "file"], filters=rows)
        return frozenset(pc.binary_join_element_wise(some["folder"], some["file"], "/").to_pylist())


def read_current(root: Path) -> CurrentFiles | None:
    """The list, or `None` where there is none that can be read; it is then made again from the manifests."""
    try:
        content = (root / LIST).read_bytes()
        noted = json.loads(pq.read_schema(io.BytesIO(content)).metadata[_NOTED])
    except (OSError, ValueError, TypeError, KeyError):
        # pyarrow's errors of damaged files are among these.
        return None
    return CurrentFiles(noted["run"], noted["commit_version"], noted["commit_sha256"], content)


def write_current(root: Path, commit: Commit, files: Files) -> None:
    """Replaces the list by that of a run's files: readers see the old one or the new one."""
    entries = [files[table][folder] for table in sorted(files) for folder in sorted(files[table])]
    noted = {"run": commit.run, "commit_version": commit.version, "commit_sha256": commit.entry_sha256}
    atomic_files.replace(root / LIST, _encoded(entries, noted))


def _encoded(entries: list[Entry], noted: dict) -> bytes:
    columns = [
        [entry.table for entry in entries],
        *([getattr(entry, name) for entry in entries] for name in ("folder", "file", "rows", "sha256", "layout")),
    ]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, _SCHEMA, strict=True)]
    listed = pa.Table.from_arrays(arrays, schema=_SCHEMA.with_metadata({_NOTED: json.dumps(noted)}))
    sink = io.BytesIO()
    pq.write_table(listed, sink, compression="zstd", use_dictionary=["table_name", "folder", "rows", "layout"])
    return sink.getvalue()
