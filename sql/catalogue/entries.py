"""What there is to ask: every table, view and question, with its columns, what it is made of, and what is checked."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import APPENDED_TABLES, OBSERVED_TABLES, TABLES
from pantau.schemas.view_columns import ADDED_COLUMNS
from pantau.sql.checking import Check, checks
from pantau.sql.listing import LISTS
from pantau.sql.output.language import indonesian
from pantau.sql.output.rendering import header
from pantau.sql.parameter import Parameter
from pantau.sql.question import Question, questions
from pantau.sql.view import relations_named, view_files


class CatalogueColumn(NamedTuple):
    """A column: its type as DuckDB has it, and what it means in two languages; of questions, its headings."""

    name: str
    kind: str
    english: str
    indonesian: str
    unit: str


@dataclass(frozen=True)
class Entry:
    """A table, view or question. `made_of` is what it selects from, `checks` the titles of those that read it."""

    kind: str
    name: str
    english: str
    indonesian: str
    grain: str
    notes: tuple[str, ...]
    columns: tuple[CatalogueColumn, ...]
    parameters: tuple[Parameter, ...]
    made_of: tuple[str, ...]
    checks: tuple[str, ...]
    sql: str | None


def entries(connection: duckdb.DuckDBPyConnection) -> list[Entry]:
    """All of them, tables first, then views and questions; a connection of `connect` says which columns there are."""
    tables = (*TABLES.values(), *APPENDED_TABLES)
    rules = checks()
    return [
        *(_of_table(connection, table, rules) for table in tables),
        *(_of_view(connection, name, text, rules) for name, text in view_files().items()),
        *(_of_question(connection, question) for question in questions()),
    ]


def read_by(found: Iterable[Entry]) -> Mapping[str, list[Entry]]:
    """Which views and questions are made of each table and view."""
    readers: dict[str, list[Entry]] = {}
    for entry in found:
        for name in entry.made_of:
            readers.setdefault(name, []).append(entry)
    return readers


def newest_rows(entry: Entry) -> str | None:
    """A SELECT of a few rows of a table or view, of its newest dates where it has any; None of single frames, and where
    rows name people of the office."""
    if entry.kind == "question" or entry.name in _OF_FRAMES or not _OF_FRAMES.isdisjoint(entry.made_of):
        return None
    if not _OF_PEOPLE.isdisjoint(column.name for column in entry.columns):
        return None
    dated = any(column.name == "service_date" for column in entry.columns)
    return f"SELECT * FROM {entry.name} {'ORDER BY service_date DESC NULLS LAST ' * dated}LIMIT {SHOWN}"


SHOWN = 5
"""Rows that a page shows of what is there now."""

_OF_PEOPLE = frozenset({"reviewer", "account", "tried_account"})
"""Columns that name who reviews, looks at footage or signs in: pages are handed on."""

_OF_FRAMES = {table.name for table in OBSERVED_TABLES}


def _of_table(connection: duckdb.DuckDBPyConnection, table: Table, rules: Iterable[Check]) -> Entry:
    key = f"key: {', '.join(table.key)}" if table.key else ""
    parts = f"partitions: {', '.join(table.partition)}" if table.partition else ""
    notes = tuple(note for note in (key, parts) if note)
    columns, titles = _columns(connection, table.name), _read_in(rules, table.name)
    return Entry("table", table.name, table.grain, table.indonesian, table.grain, notes, columns, (), (), titles, None)


def _of_view(connection: duckdb.DuckDBPyConnection, name: str, text: str, rules: Iterable[Check]) -> Entry:
    english, said, grain, *rest = text.splitlines()
    notes = " ".join(line[3:] for line in rest if line.startswith("-- "))
    return Entry(
        "view",
        name,
        english.removeprefix("-- "),
        said.removeprefix("-- "),
        grain.removeprefix("-- grain: "),
        (notes,) if notes else (),
        _columns(connection, name),
        (),
        _made_of(text),
        _read_in(rules, name),
        text,
    )


def _of_question(connection: duckdb.DuckDBPyConnection, question: Question) -> Entry:
    values = {parameter.name: parameter.read(None) for parameter in question.parameters}
    answer = connection.sql(f"SELECT * FROM (\n{question.sql}\n) LIMIT 0", params=values)
    kinds = dict(zip(answer.columns, map(str, answer.types), strict=True))
    schema = answer.to_arrow_table().schema
    columns = tuple(
        CatalogueColumn(
            field.name,
            kinds[field.name],
            header(field.name, field.type),
            header(field.name, field.type, indonesian()),
            "s" if field.name.endswith("_s") else "share" if field.name.endswith("_share") else "",
        )
        for field in schema
    )
    listed = ("a list: its first rows come at once",) if question.name in LISTS else ()
    return Entry(
        "question",
        question.name,
        question.title,
        question.indonesian,
        question.grain,
        (question.notes, *listed) if question.notes else listed,
        columns,
        question.parameters,
        _made_of(question.sql),
        (),
        question.sql,
    )


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[CatalogueColumn, ...]:
    relation = connection.table(name)
    found = []
    for column, kind in zip(relation.columns, relation.types, strict=True):
        known = ADDED_COLUMNS.get(column) or COLUMNS[column]
        found.append(CatalogueColumn(column, str(kind), known.english, known.indonesian, known.unit or ""))
    return tuple(found)


def _made_of(text: str) -> tuple[str, ...]:
    known = {*TABLES, *(table.name for table in APPENDED_TABLES), *view_files(), "committed_runs", "restated_events"}
    parts = set(re.findall(r"^(\w+) AS (?:MATERIALIZED )?\($", text.replace("WITH ", "", 1), re.MULTILINE))
    return tuple(sorted((relations_named(text) & known) - parts))


def _read_in(rules: Iterable[Check], name: str) -> tuple[str, ...]:
    return tuple(rule.title for rule in rules if re.search(rf"\b(?:FROM|JOIN)\s+{name}\b", rule.sql))
