"""The catalogue as HTML pages, one for each table, view and question; they open anywhere, without a server."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pantau.sql.catalogue.entries import Entry, entries, newest_rows, read_by
from pantau.sql.output.rendering import cell

HERE = Path(__file__).parent
STYLE = HERE.parent / "report" / "style.css"
INDEX = "index.html"


def catalogue_pages(connection: duckdb.DuckDBPyConnection) -> Mapping[str, str]:
    """The pages by their file names, `index.html` and one for each entry; a connection of `connect`.

    Questions show the parameters that they take, tables and views a few rows of what is there now.
    """
    templates = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found = entries(connection)
    readers, kinds = read_by(found), {entry.name: entry.kind for entry in found if entry.kind != "question"}
    style = STYLE.read_text(encoding="utf-8")
    shared = {"style": style, "kinds": kinds, "file_of": file_of}
    pages = {INDEX: templates.get_template(INDEX).render(entries=found, **shared)}
    for entry in found:
        pages[file_of(entry.name, entry.kind)] = templates.get_template("entry.html").render(
            entry=entry,
            readers=[] if entry.kind == "question" else readers.get(entry.name, []),
            rows=_rows(connection, entry),
            **shared,
        )
    return pages


def file_of(name: str, kind: str) -> str:
    """The name of an entry's page: a question may be called as a view is."""
    return f"{kind}_{name}.html"


def _rows(connection: duckdb.DuckDBPyConnection, entry: Entry) -> list[list[str]]:
    statement = newest_rows(entry)
    if statement is None:
        return []
    rows = connection.sql(statement).to_arrow_table().to_pylist()
    return [[cell(name, value) for name, value in row.items()] for row in rows]
