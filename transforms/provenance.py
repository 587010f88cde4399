"""Hashes of the program, the configuration and the inputs, by which a row says what it was made from."""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from pantau.schemas.site import Site

_PACKAGES = ("schemas", "transforms", "pipelines", "sql")


def short_hash(*parts: object) -> str:
    """16 hex digits of the SHA-256 of the parts' texts."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


@cache
def code_hash() -> str:
    """Hash of the program's own source: every .py and .sql file of its four packages."""
    root = Path(__file__).resolve().parent.parent
    files = sorted(path for package in _PACKAGES for kind in ("*.py", "*.sql") for path in (root / package).rglob(kind))
    return short_hash(*(f"{path.relative_to(root).as_posix()}:{path.read_text(encoding='utf-8')}" for path in files))


def config_hash(site: Site) -> str:
    """Hash of what the site file says; comments, the order of fields and whom it has notified do not count."""
    return short_hash(site.model_dump_json(exclude={"notifications"}))


def run_id(site: Site, day: date, inputs: Iterable[tuple[str, int]]) -> str:
    """Identity of a run over a service date: program, configuration and the (path, bytes) of its recordings."""
    return short_hash(site.id, day, code_hash(), config_hash(site), *sorted(inputs))
