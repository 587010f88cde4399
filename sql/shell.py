"""A small DuckDB shell over the views."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import duckdb

from pantau.sql.connection import Zone, connect
from pantau.sql.output.rendering import write_table

PROMPT, CONTINUED = "pantau> ", "   ...> "
WELCOME = "Statements end with ;  SHOW TABLES lists the views, DESCRIBE NAME their columns; .quit or Ctrl-D leaves."


def open_shell(
    warehouse: str | Path,
    zone: Zone | None = None,
    source: TextIO | None = None,
    out: TextIO | None = None,
    as_of: int | None = None,
) -> int:
    """A DuckDB shell on a warehouse, interactive on a terminal, else the statements read from `source`; as of a run.

    Reads standard input and writes standard output unless told otherwise. Returns the exit status: 1 where a statement
    that was not typed by hand failed (those after it are not run), else 0. Raises as `connect`.
    """
    source, out = source or sys.stdin, out or sys.stdout
    with connect(warehouse, zone, as_of) as connection:
        if source.isatty():
            _converse(connection, out)
            return 0
        return 0 if _run(connection, source.read(), out) else 1


def _converse(connection: duckdb.DuckDBPyConnection, out: TextIO) -> None:
    with suppress(ImportError):  # importing it gives input() history and editing; some platforms lack it
        import readline  # noqa: F401
    print(WELCOME, file=out)
    typed = ""
    while True:
        try:
            line = input(CONTINUED if typed else PROMPT)
        except KeyboardInterrupt:
            print(file=out)
            typed = ""
            continue
        except EOFError:
            print(file=out)
            return
        if not typed and line.strip() in (".quit", ".exit"):
            return
        typed += line + "\n"
        if line.rstrip().endswith(";"):
            _run(connection, typed, out)
            typed = ""
        elif not typed.strip():
            typed = ""


def _run(connection: duckdb.DuckDBPyConnection, text: str, out: TextIO) -> bool:
    try:
        for statement in connection.extract_statements(text):
            relation = connection.sql(statement)
            if relation is not None:
                write_table(relation.to_arrow_table(), out, heading=str)
    except (duckdb.Error, KeyboardInterrupt) as error:
        print(str(error) or "interrupted", file=sys.stderr)
        return False
    return True
