"""The derived views: their texts, and which relations a statement selects from."""

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

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


def narrowed(statement: str, condition: str) -> str:
    """A shipped statement over those rows alone, of each table and view that it names, for which the condition is true.

    A condition on its result would be applied after all rows were read, where it names a part of itself twice.
    """
    parts = [f"{name} AS (SELECT * FROM main.{name} WHERE {condition})" for name in sorted(_relations(statement))]
    return f"WITH {', '.join(parts)} SELECT * FROM ({statement})"


def _relations(statement: str) -> set[str]:
    return _named(statement) & {*view_files(), *TABLES}


def _named(statement: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", statement))
