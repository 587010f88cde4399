"""What tables, views and their columns mean, where any client of a database shows it: in its comments."""

from collections.abc import Iterator

import duckdb

from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import APPENDED_TABLES, TABLES
from pantau.schemas.view_columns import ADDED_COLUMNS
from pantau.sql.view import view_files
from pantau.sql.warehouse import quoted


def add_comments(connection: duckdb.DuckDBPyConnection) -> None:
    """Says of each table and view, and of each of their columns, what it is: English · Indonesian, and the unit."""
    meanings = dict(_meanings())
    kinds = "SELECT table_name, table_type = 'VIEW' FROM information_schema.tables ORDER BY ALL"
    statements = [
        f"COMMENT ON {'VIEW' if is_view else 'TABLE'} {name} IS {quoted(meanings[name])}"
        for name, is_view in connection.execute(kinds).fetchall()
    ]
    columns = "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    statements += [
        f"COMMENT ON COLUMN {name}.{column} IS {quoted(column_comment(column))}"
        for name, column in connection.execute(columns).fetchall()
    ]
    connection.execute(";".join(statements))


def column_comment(name: str) -> str:
    """What a column of a table or view means."""
    column = ADDED_COLUMNS[name] if name in ADDED_COLUMNS else COLUMNS[name]
    unit = {None: "", "": "", "1": " [count]"}.get(column.unit, f" [{column.unit}]")
    return f"{column.english}{unit} · {column.indonesian}"


def _meanings() -> Iterator[tuple[str, str]]:
    for table in (*TABLES.values(), *APPENDED_TABLES):
        yield table.name, f"{table.grain} · {table.indonesian}"
    for name, text in view_files().items():
        title, indonesian, grain = (line.removeprefix("-- ") for line in text.splitlines()[:3])
        yield name, f"{title}; {grain.removeprefix('grain: ')} · {indonesian}"
