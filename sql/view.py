"""The derived views: their texts, and which relations a statement selects from."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from pantau.schemas.tables import TABLES

FOLDER = Path(__file__).parent / "views"


@cache
def view_files() -> dict[str, str]:
    """The derived views by name, each after those it selects from."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.sql")}
    needs = {name: (_named(text) & texts.keys()) - {name} for name, text in texts.items()}
    return {name: texts[name] for name in TopologicalSorter(dict(sorted(needs.items()))).static_order()}


def sources(statement: str) -> set[str]:
    """The tables and views that a shipped statement selects from, also by way of other views."""
    found, unread = set(), _named(statement)
    while unread:
        found |= unread
        unread = {name for view in unread & view_files().keys() for name in _named(view_files()[view])} - found
    return found


@cache
def relations_named(statement: str) -> frozenset[str]:
    """The tables, views and parts of itself that any SELECT names, as DuckDB reads it.

    Raises:
        ValueError: it is no SELECT; the message says where.
    """
    with duckdb.connect() as connection:
        tree = json.loads(connection.execute("SELECT json_serialize_sql($1)", [statement]).fetchall()[0][0])
    if tree["error"]:
        line = statement.count("\n", 0, int(tree.get("position", 0))) + 1
        raise ValueError(f"line {line}: {tree['error_message']}")
    return frozenset(_base_tables(tree))


def _base_tables(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("type") == "BASE_TABLE":
            yield node["table_name"]
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _base_tables(part)


def narrowed(statement: str, condition: str) -> str:
    """A shipped statement over those rows alone, of each table and view that it names, for which the condition is true.

    A condition on its result would be applied after all rows were read, where it names a part of itself twice.
    """
    return narrowed_each(statement, dict.fromkeys(_relations(statement), condition))


def narrowed_each(statement: str, conditions: Mapping[str, str]) -> str:
    """A statement over those rows of some tables and views that meet a condition of each."""
    parts = [f"{name} AS (SELECT * FROM main.{name} WHERE {one})" for name, one in sorted(conditions.items())]
    return f"WITH {', '.join(parts)} SELECT * FROM (\n{statement}\n)"


def _relations(statement: str) -> set[str]:
    return _named(statement) & {*view_files(), *TABLES}


def _named(statement: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", statement))
