"""The tables of a warehouse as DuckDB relations, also those that have not been written yet."""

import errno
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from glob import escape

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table, layout_of
from pantau.schemas.tables import APPENDED_TABLES, OBSERVED_TABLES, TABLES
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.copies import brought_files, brought_folder
from pantau.transforms.tables.delta.current_files import LIST
from pantau.transforms.tables.delta.log import layouts_of
from pantau.transforms.tables.partition import APPENDED_NAMES, FILE_NAME
from pantau.transforms.tables.visible_files import (
    VisibleFile,
    deleted_since,
    is_mixed,
    run_of,
    visible_files,
    warehouse_at,
)


def duckdb_type(kind: pa.DataType) -> str:
    """The DuckDB name of an Arrow type that the schemas use.

    Raises:
        TypeError: the schemas use a type that is not known here.
    """
    if pa.types.is_list(kind):
        return f"{duckdb_type(kind.value_type)}[]"
    names = {
        "string": "VARCHAR",
        "binary": "BLOB",
        "bool": "BOOLEAN",
        "int64": "BIGINT",
        "double": "DOUBLE",
        "date32[day]": "DATE",
    }
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    if str(kind) not in names:
        raise TypeError(f"no DuckDB type is known for the Arrow type {kind}; add it to sql/warehouse.py")
    return names[str(kind)]


def table_sql(warehouse: Place, table: Table, as_of: int | None = None) -> str:
    """A SELECT over a table's visible files; over no rows, with the same columns and types, where there is no file.

    Of files of another version of the program, columns that they lack are null.
    """
    if table in OBSERVED_TABLES:
        return _observed_sql(warehouse, table, run_of(warehouse, as_of))
    if table in APPENDED_TABLES:
        return _appended_sql(warehouse, table)
    return files_sql(table, visible_files(warehouse, table, as_of))


def files_sql(table: Table, files: Iterable[VisibleFile]) -> str:
    """A SELECT over some of a table's files; as `table_sql` where there are none."""
    present, older = [], []
    for file in on_this_machine(files):
        (present if file.layout == table.layout else older).append(file)
    if older and not any(file.layout for file in older) and all(_is_present(one) for one in (older[0], older[-1])):
        # Nobody noted the layout, as in a folder to which no run was ever committed, and to open all files would take
        # long. Where one between these two differs, reading it is an error.
        present, older = present + older, []
    parts = [_of_files(table, map(_named, present))] if present else []
    parts += [_by_name(table, map(_named, older))] if older else []
    return " UNION ALL ".join(parts) or _nothing(table)


def on_this_machine(files: Iterable[VisibleFile]) -> list[VisibleFile]:
    """Files as DuckDB reads them: of those in a bucket, copies, which are fetched if need be.

    Raises:
        FileNotFoundError: one is not there.
    """
    found = list(files)
    if all(on_disk(file.path) for file in found):
        return found
    copies = brought_files((file.path, file.identity) for file in found)
    for file, copy in zip(found, copies, strict=True):
        if copy is None:
            raise FileNotFoundError(errno.ENOENT, "is not there; see `pantau check`", str(file.path))
    return [replace(file, path=copy) for file, copy in zip(found, copies, strict=True)]


def versions_sql(table: Table, layouts: Mapping[str, str]) -> str:
    """A SELECT over some of a table's files, given as paths with their layouts, and each row's path as `filename`."""
    files, options = [quoted(escape(path)) for path in layouts], "filename = true, "
    if any(layout != table.layout for layout in layouts.values()):
        return _by_name(table, files, options, ", filename")
    return f"SELECT {', '.join(table.columns)}, filename FROM {_parquet(files, table, options)}"


def _observed_sql(warehouse: Place, table: Table, run: int | None) -> str:
    # There are too many of these for a statement to name each.
    folder = brought_folder(warehouse.absolute() / table.name)
    pattern = "/".join([*(f"{name}=*" for name in table.partition), FILE_NAME])
    if (one := next(folder.glob(pattern), None)) is None:
        return _nothing(table)
    older = layout_of(pq.read_schema(one)) != table.layout if run is None else is_mixed(warehouse, run)
    return (_by_name if older else _of_files)(table, [quoted(f"{escape(str(folder))}/{pattern}")])


def _appended_sql(warehouse: Place, table: Table) -> str:
    folder = brought_folder(warehouse.absolute() / table.name)
    if next(folder.glob(APPENDED_NAMES), None) is None:
        return _nothing(table)
    return _by_name(table, [quoted(f"{escape(str(folder))}/{APPENDED_NAMES}")])


def _is_present(file: VisibleFile) -> bool:
    return layout_of(pq.read_schema(file.path)) == file.partition.table.layout


def _of_files(table: Table, files: Iterable[str]) -> str:
    return f"SELECT {', '.join(table.columns)} FROM {_parquet(files, table)}"


def _by_name(table: Table, files: Iterable[str], options: str = "", more: str = "") -> str:
    """A SELECT over files that may have other columns: what they hold under a former name is found, else null."""
    columns = []
    for field in table.schema:
        names = [field.name, *COLUMNS[field.name].formerly]
        held = f"COALESCE({', '.join(names)})" if len(names) > 1 else field.name
        columns.append(f"CAST({held} AS {duckdb_type(field.type)}) AS {field.name}")
    source = _parquet(files, table, f"{options}union_by_name = true, ")
    return (
        f"SELECT {', '.join(columns)}{more} FROM "
        f"(SELECT * FROM {source} UNION ALL BY NAME {_nothing(table, former=True)})"
    )


def _refused(table: Table, why: str) -> str:
    """A SELECT with the columns of a table that fails, and says why, whatever is asked of it."""
    error = f"error({quoted(why)})"
    columns = ", ".join(f"CAST({error} AS {duckdb_type(field.type)}) AS {field.name}" for field in table.schema)
    return f"SELECT {columns} WHERE {error}"


def _nothing(table: Table, former: bool = False) -> str:
    """A SELECT of no rows with the columns of a table, and those they were in `former` times."""
    names = [(field, name) for field in table.schema for name in (field.name, *COLUMNS[field.name].formerly * former)]
    columns = ", ".join(f"CAST(NULL AS {duckdb_type(field.type)}) AS {name}" for field, name in names)
    return f"SELECT {columns} WHERE false"


def newest_sql(warehouse: Place, table: Table) -> str:
    """As `table_sql`, for views that outlast this run: whenever it is read, it finds the newest run's files itself."""
    newest = on_disk(warehouse) and run_of(warehouse) is not None
    if not newest or table in (*OBSERVED_TABLES, *APPENDED_TABLES) or not visible_files(warehouse, table):
        return table_sql(warehouse, table)
    folder = warehouse.absolute()
    pattern = "/".join([table.name, *(f"{name}=*" for name in table.partition), "*.parquet"])
    files, columns = [quoted(f"{escape(str(folder))}/{pattern}")], ", ".join(table.columns)
    source = _parquet(files, table, "filename = true, ")
    if any(layout != table.layout for layout in layouts_of(warehouse, table.name)):
        source = f"({_by_name(table, files, 'filename = true, ', ', filename')})"
    named = f"{quoted(str(folder / table.name))} || '/' || folder || '/' || file"
    listed = f"read_parquet({quoted(escape(str(folder / LIST)))})"
    return (
        f"SELECT {columns} FROM {source} "
        f"WHERE filename IN (SELECT {named} FROM {listed} WHERE table_name = {quoted(table.name)})"
    )


def _parquet(files: Iterable[str], table: Table, options: str = "") -> str:
    if not table.partition:
        return f"read_parquet([{', '.join(files)}], {options}hive_partitioning = false)"
    kinds = ", ".join(f"{name}: {duckdb_type(table.schema.field(name).type)}" for name in table.partition)
    return f"read_parquet([{', '.join(files)}], {options}hive_partitioning = true, hive_types = {{{kinds}}})"


def _named(file: VisibleFile) -> str:
    return quoted(escape(str(file.path.absolute())))


def create_tables(
    connection: duckdb.DuckDBPyConnection,
    warehouse: str | Place,
    schema: str = "main",
    wanted: Collection[str] | None = None,
    as_of: int | None = None,
    lasting: bool = False,
    select: Callable[[str], str] | None = None,
) -> None:
    """Makes one view per table of the warehouse (or per `wanted` table) in a schema of the connection's database.

    The views show the newest run, all of them the same one however long the connection is open, or the run `as_of`.
    `lasting` views show the run that is the newest whenever they are read. `select` gives the SELECT over a
    table by its name where that is not the one over all its files.

    Raises:
        NotADirectoryError: there is no such folder.
        ValueError: there is no run `as_of`.
    """
    folder = warehouse_at(warehouse)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    run = run_of(folder, as_of)
    for table in (*TABLES.values(), *APPENDED_TABLES):
        if wanted is not None and table.name not in wanted:
            continue
        if select and table.name in TABLES:
            statement = select(table.name)
        else:
            statement = newest_sql(folder, table) if lasting else table_sql(folder, table, run)
        if as_of is not None and table in OBSERVED_TABLES and (said := deleted_since(folder, as_of)):
            # Told to who reads it: all else is as it was.
            statement = _refused(table, said)
        connection.execute(f"CREATE OR REPLACE VIEW {schema}.{table.name} AS {statement}")


def quoted(text: str) -> str:
    """Text as an SQL literal, for the statements that take no bound values."""
    return "'" + text.replace("'", "''") + "'"
