"""The derived views: their texts, and which relations a statement selects from."""

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

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


def _named(statement: str) -> set[str]:
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", statement))
