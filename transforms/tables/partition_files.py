"""How a partition is written and read."""

import errno
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import APPENDED_TABLES, OBSERVED_TABLES
from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.place import Place, on_disk, place_of
from pantau.transforms.tables.atomic_files import contents_of, create, opened, put, replace
from pantau.transforms.tables.copies import brought_files
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.drafts import note_files
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.partition import FILE_NAME, Partition, Value, root_of
from pantau.transforms.tables.table_file import TableFile, name_by
from pantau.transforms.tables.visible_files import VisibleFile, standing_files, visible_files


class WarehouseError(OSError):
    """The warehouse cannot be written; no input is to blame, so it ends a run and rejects nothing."""


def write_partition(
    warehouse: str | Place,
    partition: Partition,
    rows: pa.Table,
    notes: Mapping[str, str] | None = None,
    lacking: Collection[str] = (),
) -> Place:
    """Writes a partition's rows (the table's columns, in the table's order of rows) in one step, and names the file.

    In a draft, a new file whose name comes from its content; it replaces the old one when the draft is committed.
    Elsewhere, and for what is seen on recordings, the file itself is replaced: a reader sees the old one or the new
    one. The same rows give the same bytes. `notes` are kept in the file's metadata. Columns that are `lacking`, since
    the rows were written before there were such, may be null though the table says otherwise.

    Raises:
        ValueError: a row belongs to another partition, or the warehouse is written by runs alone.
        WarehouseError: the file cannot be written; the old one is then still there.
    """
    encoding = Encoding(partition, notes, lacking)
    encoding.add(rows)
    return write_encoded(warehouse, encoding)


def write_encoded(warehouse: str | Place, encoding: Encoding) -> Place:
    """As `write_partition`, of rows that came in pieces.

    Raises:
        ValueError: the warehouse is written by runs alone.
        WarehouseError: the file cannot be written; the old one is then still there.
    """
    file = _write(warehouse, encoding)
    place, root = place_of(warehouse), root_of(warehouse)
    path = root / file.table / file.name
    if place != root and encoding.partition.table not in OBSERVED_TABLES:
        with _explained(path):
            note_files(place, [file])
    return path


def write_file(warehouse: str | Place, partition: Partition, rows: pa.Table) -> TableFile:
    """As `write_partition`, and gives the file, which no draft notes: whoever gathers them does, by `note_files`."""
    encoding = Encoding(partition)
    encoding.add(rows)
    return _write(warehouse, encoding)


def _write(warehouse: str | Place, encoding: Encoding) -> TableFile:
    partition, content = encoding.partition, encoding.content()
    table, place, root = partition.table, place_of(warehouse), root_of(warehouse)
    drafted, digest = place != root, hashlib.sha256(content).hexdigest()
    named = drafted and table not in OBSERVED_TABLES
    name = name_by(digest) if named else FILE_NAME
    file = TableFile(table.name, partition.folder, name, encoding.rows, digest, table.layout)
    path = root / table.name / file.name
    with _explained(path):
        if named:
            _put(place, partition, path, content)
        elif table not in OBSERVED_TABLES and newest_commit(root) is not None:
            raise ValueError(f"{root}: its tables are written by runs; write {table.name} into a draft")
        else:
            replace(path, content)
    return file


@contextmanager
def _explained(path: Place) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WarehouseError(
            f"{path}: cannot be written ({error.strerror or error}); what it held before is still there"
        ) from error


def _put(draft: Place, partition: Partition, path: Place, content: bytes) -> None:
    """Sees that there is a file with that content, by which it is named; one that was damaged is replaced."""
    if on_disk(path):
        try:
            create(path, content)
        except FileExistsError:
            if path.read_bytes() != content:
                replace(path, content)
        return
    where = dict(zip(partition.table.partition, partition.values, strict=True))
    standing = {file.path for file in standing_files(draft, partition.table, **where)}
    if path not in standing or not path.bucket.holds(path.key, content):
        # Also where it is: whoever prunes meanwhile leaves what was written since.
        put(path, content)


def read_notes(path: Place) -> dict[str, str] | None:
    """What `write_partition` noted in a file, or `None` where there is no readable file."""
    return _opened_notes(path)[0]


def read_noted(
    warehouse: str | Place, partition: Partition, columns: Sequence[str] | None = None
) -> tuple[dict[str, str] | None, pa.Table]:
    """What `read_notes` and `read_table` give of the file that a recording has in a table, of one look at it."""
    notes, source = _opened_notes(partition.path(warehouse))
    if source is None:
        return None, partition.table.schema.empty_table().select(columns or partition.table.columns)
    return notes, _read(partition, source, columns)


@lru_cache(maxsize=4096)
def has_nothing_in(file: VisibleFile, column: str) -> bool:
    """Whether all rows of a file are null in a column, as its statistics say, or it has no such column or no rows.

    False where nobody can tell: the file is damaged, gone, or was written without statistics.
    """
    try:
        found = pq.read_metadata(opened(file.path))
    except CloudError:
        raise
    except (OSError, pa.ArrowInvalid):
        return False
    paths = [found.schema.column(number).path for number in range(found.num_columns)]
    if column not in paths:
        # A column of lists has a longer path, and its statistics are of what is in them.
        return not any(path.startswith(f"{column}.") for path in paths)
    groups = [found.row_group(number).column(paths.index(column)) for number in range(found.num_row_groups)]
    return all(one.statistics is not None and one.statistics.null_count == one.num_values for one in groups)


def _opened_notes(path: Place) -> tuple[dict[str, str] | None, Path | pa.BufferReader | None]:
    try:
        source = opened(path)
        metadata = pq.read_schema(source).metadata or {}
    except CloudError:
        raise
    except (OSError, pa.ArrowInvalid):
        return None, None
    notes = {key.decode(): value.decode() for key, value in metadata.items() if not key.startswith(b"ARROW")}
    return notes, source


def read_table(
    warehouse: str | Place,
    table: Table,
    columns: Sequence[str] | None = None,
    *,
    as_of: int | None = None,
    **where: Value,
) -> pa.Table:
    """All rows of a table whose partition columns equal `where`; none where nothing has been written yet.

    With `columns`, these alone; with `as_of`, as they were after that run.

    Files of another version of the program are read as far as they go: a column has the values that stand under one of
    its former names, or is null, also where the table says it may not be.
    """
    return read_files(table, visible_files(warehouse, table, as_of=as_of, **where), columns)


def read_files(table: Table, files: Sequence[VisibleFile], columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of some of a table's files, as `read_table`."""
    parts = [_read(file.partition, source, columns) for file, source in zip(files, _sources(files), strict=True)]
    nothing = table.schema.empty_table().select(columns or table.columns)
    return pa.concat_tables([nothing, *parts], promote_options="default")


def count_rows(warehouse: str | Place, table: Table, **where: Value) -> int:
    """How many rows `read_table` would give."""
    return sum(pq.read_metadata(source).num_rows for source in _sources(visible_files(warehouse, table, **where)))


def partitions_of(warehouse: str | Place, table: Table, **where: Value) -> list[Partition]:
    """The partitions of a table that have been written, in the order of their folders."""
    return [file.partition for file in visible_files(warehouse, table, **where)]


def read_file(file: VisibleFile, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of one file, as `read_table`."""
    return _read(file.partition, next(_sources([file])), columns)


def _read(partition: Partition, source: Path | pa.BufferReader, columns: Sequence[str] | None) -> pa.Table:
    table = partition.table
    fields = [table.schema.field(name) for name in columns or table.columns]
    names = [held for field in fields for held in _names(field)]
    stored = pq.ParquetFile(source).read(names if columns else None)
    for name, value in zip(table.partition, partition.values, strict=True):
        if name in names and name not in stored.column_names:
            field = table.schema.field(name)
            stored = stored.append_column(field, pa.repeat(pa.scalar(value, field.type), stored.num_rows))
    if set(stored.column_names) != {field.name for field in fields}:
        stored = _adapted(stored, fields)
    # What was upgraded holds nulls where there was no such column yet, and its file says so.
    fields = [field.with_nullable(field.nullable or stored.field(field.name).nullable) for field in fields]
    return stored.select([field.name for field in fields]).cast(pa.schema(fields))


def _sources(files: Sequence[VisibleFile]) -> Iterator[Path | pa.BufferReader]:
    """Files of a table as pyarrow reads them: of those in a bucket, what a run wrote is fetched once.

    Raises:
        FileNotFoundError: one is not there.
    """
    if all(on_disk(file.path) for file in files):
        found = [file.path for file in files]
    elif files[0].partition.table in (*OBSERVED_TABLES, *APPENDED_TABLES):
        found = (content and pa.BufferReader(content) for content in contents_of([file.path for file in files]))
    else:
        found = brought_files((file.path, file.identity) for file in files)
    for file, source in zip(files, found, strict=True):
        if source is None:
            raise FileNotFoundError(errno.ENOENT, "is not there; see `pantau check`", str(file.path))
        yield source


def _names(field: pa.Field) -> tuple[str, ...]:
    """What a column is called, and was."""
    return (field.name, *COLUMNS[field.name].formerly)


def _adapted(stored: pa.Table, wanted: Sequence[pa.Field]) -> pa.Table:
    """The columns that are wanted from a file that has others."""
    fields, columns = [], []
    for field in wanted:
        held = [name for name in _names(field) if name in stored.column_names]
        fields.append(stored.field(held[0]).with_name(field.name) if held else field.with_nullable(True))
        columns.append(stored[held[0]] if held else pa.nulls(stored.num_rows, field.type))
    return pa.table(columns, schema=pa.schema(fields))
