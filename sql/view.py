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

OF_MACROS = {"camera_of": "camera_agencies", "candidate_of": "camera_agencies"}
"""The view that a macro of `camera_macros.sql` selects from, by the name of the macro."""


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
    nodes = list(_nodes(_parsed(statement)))
    called = {OF_MACROS[name] for node in nodes if (name := node.get("function_name")) in OF_MACROS}
    return frozenset(called.union(node["table_name"] for node in nodes if node["type"] == "BASE_TABLE"))


def refuse_beyond_tables(statement: str) -> None:
    """Raises ValueError where a SELECT is more than one, writes, or reads what is no table, view or part of it.

    To DuckDB `WITH a AS (COPY …)` is a SELECT, and a file or an address may stand wherever a table does.
    """
    tree = _parsed(statement)
    if len(tree["statements"]) > 1:
        raise ValueError(f"has {len(tree['statements'])} statements; a SELECT is asked, and one alone")
    for node in _nodes(tree):
        kind = node["type"]
        name = node["function"]["function_name"] if kind == "TABLE_FUNCTION" else node.get("table_name", "")
        if (kind.endswith("_NODE") and kind not in _SELECTS) or kind == "SHOW_REF":
            raise ValueError(f"{kind.partition('_')[0]}: is no SELECT, and nothing else is asked")
        is_other = kind == "TABLE_FUNCTION" and name not in _OF_NO_FILE
        if is_other or (kind == "BASE_TABLE" and not _NAME.fullmatch(name)):
            raise ValueError(
                f"{name}: is no table of the warehouse; `pantau sql` is DuckDB's own shell, which reads files too"
            )


_SELECTS = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_OF_NO_FILE = frozenset({"range", "generate_series", "unnest", "kaplan_meier", "share_of_dates"})
_NAME = re.compile(r"[\w ]+")


def _parsed(statement: str) -> dict:
    with duckdb.connect() as connection:
        tree = json.loads(connection.execute("SELECT json_serialize_sql($1)", [statement]).fetchall()[0][0])
    if tree["error"]:
        line = statement.count("\n", 0, int(tree.get("position", 0))) + 1
        raise ValueError(f"line {line}: {tree['error_message']}")
    return tree


def _nodes(node: object) -> Iterator[dict]:
    """All parts of a statement that have a type."""
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield node
        node = list(node.values())
    for part in node if isinstance(node, list) else ():
        yield from _nodes(part)


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
    called = {view for macro, view in OF_MACROS.items() if f"{macro}(" in statement}
    return called.union(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", statement))
