"""The tables of a warehouse as DuckDB relations, also those that have not been written yet."""

from collections.abc import Callable, Collection, Iterable
from glob import escape
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.table import Table
from schemas.tables import OBSERVED_TABLES, TABLES
from transforms.warehouse.manifest import RUNS_FOLDER
from transforms.warehouse.partition import FILE_NAME
from transforms.warehouse.visible import VisibleFile, run_of, visible_files


def duckdb_type(kind: pa.DataType) -> str:
    """The DuckDB name of an Arrow type that the schemas use.

    Raises:
        TypeError: the schemas use a type that is not known here.
    """
    if pa.types.is_list(kind):
        return f"{duckdb_type(kind.value_type)}[]"
    names = {"string": "VARCHAR", "bool": "BOOLEAN", "int64": "BIGINT", "double": "DOUBLE", "date32[day]": "DATE"}
    if pa.types.is_timestamp(kind):
        return "TIMESTAMPTZ" if kind.tz else "TIMESTAMP"
    if str(kind) not in names:
        raise TypeError(f"no DuckDB type is known for the Arrow type {kind}; add it to sql/warehouse.py")
    return names[str(kind)]


def table_sql(warehouse: Path, table: Table, as_of: int | None = None) -> str:
    """A SELECT over a table's visible files; over no rows, with the same columns and types, where there is no file."""
    return _select(table, _files(warehouse, table, as_of))


def files_sql(table: Table, files: Iterable[VisibleFile]) -> str:
    """A SELECT over some of a table's files; as `table_sql` where there are none."""
    return _select(table, [_named(file) for file in files])


def _select(table: Table, files: list[str]) -> str:
    types = {field.name: duckdb_type(field.type) for field in table.schema}
    if not files:
        columns = ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items())
        return f"SELECT {columns} WHERE false"
    return f"SELECT {', '.join(types)} FROM {_parquet(files, table)}"


def newest_sql(warehouse: Path, table: Table) -> str:
    """As `table_sql`, for views that outlast this run: whenever it is read, it finds the newest run's files itself."""
    if run_of(warehouse) is None or table in OBSERVED_TABLES or not _files(warehouse, table, None):
        return table_sql(warehouse, table)
    folder = warehouse.absolute()
    pattern = "/".join([table.name, *(f"{name}=*" for name in table.partition), "*.parquet"])
    columns = ", ".join(field.name for field in table.schema)
    named = f"{quoted(str(folder / table.name))} || '/' || file.folder || '/' || arg_max(file.file, run)"
    return (
        f"SELECT {columns} FROM {_parquet([quoted(f'{escape(str(folder))}/{pattern}')], table, 'filename = true, ')} "
        f"WHERE filename IN (SELECT {named} FROM (SELECT run, unnest(files) AS file FROM "
        f"read_json({quoted(f'{escape(str(folder))}/{RUNS_FOLDER}/*.json')}, columns = {_MANIFEST})) "
        f"WHERE file.\"table\" = '{table.name}' GROUP BY file.folder)"
    )


_MANIFEST = "{run: 'BIGINT', files: 'STRUCT(\"table\" VARCHAR, folder VARCHAR, file VARCHAR)[]'}"


def _parquet(files: list[str], table: Table, options: str = "") -> str:
    kinds = ", ".join(f"{name}: {duckdb_type(table.schema.field(name).type)}" for name in table.partition)
    return f"read_parquet([{', '.join(files)}], {options}hive_partitioning = true, hive_types = {{{kinds}}})"


def _files(warehouse: Path, table: Table, as_of: int | None) -> list[str]:
    if table not in OBSERVED_TABLES:
        return [_named(file) for file in visible_files(warehouse, table, as_of)]
    # There are too many of these for a statement to name each.
    pattern = "/".join([*(f"{name}=*" for name in table.partition), FILE_NAME])
    folder = Path(warehouse.absolute(), table.name)
    return [quoted(f"{escape(str(folder))}/{pattern}")] if next(folder.glob(pattern), None) else []


def _named(file: VisibleFile) -> str:
    return quoted(escape(str(file.path.absolute())))


def create_tables(
    connection: duckdb.DuckDBPyConnection,
    warehouse: str | Path,
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
        ValueError: a table was written by another version of the program, or there is no run `as_of`.
    """
    folder = Path(warehouse)
    if not folder.is_dir():
        raise NotADirectoryError(
            f"there is no warehouse folder {folder}; give the folder that the nightly run writes its tables to"
        )
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    run = run_of(folder, as_of)
    for table in TABLES.values():
        if wanted is not None and table.name not in wanted:
            continue
        if select:
            statement = select(table.name)
        else:
            statement = newest_sql(folder, table) if lasting else table_sql(folder, table, run)
        try:
            connection.execute(f"CREATE OR REPLACE VIEW {schema}.{table.name} AS {statement}")
        except duckdb.BinderException as error:
            raise ValueError(
                f"{folder / table.name}: files of another version of the program, whose columns differ "
                f"({str(error).splitlines()[0]}); run the night again for their dates"
            ) from error


def quoted(text: str) -> str:
    """Text as an SQL literal, for the statements that take no bound values."""
    return "'" + text.replace("'", "''") + "'"
