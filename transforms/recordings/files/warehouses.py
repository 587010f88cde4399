"""Warehouses that lie in an archive: what this program wrote is no recording, and not looked through for one."""

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path

from pantau.schemas.tables import COMMITS, TABLES
from pantau.transforms.tables.partition import DRAFTS, FORMER_RUNS

WAREHOUSE = "a warehouse"

_TRACES = {
    COMMITS.name: re.compile(r"part-[0-9a-f]{16}\.parquet"),
    FORMER_RUNS: re.compile(r"\d{8}\.json"),
    DRAFTS: re.compile("lock"),
}
"""The folders by which a warehouse is known, each with a file that it has."""

_DATE = "service_date="
"""How the folders of a table begin: by these a warehouse from before there were runs is known."""


def holds_warehouse(folder: Path, names: Collection[str]) -> bool:
    """Whether a folder with these names in it is a warehouse, or a table of one from before there were runs."""
    if folder.name in TABLES and any(name.startswith(_DATE) for name in names):
        return True
    return any(
        name in names and not (folder / name).is_symlink() and any(file.fullmatch(one) for one in _names(folder / name))
        for name, file in _TRACES.items()
    )


def warehouses_among(names: Iterable[str]) -> set[tuple[str, ...]]:
    """The folders, in parts, that are warehouses among objects named with `/`; `()` is where the names begin."""
    found = set()
    for name in names:
        parts = name.split("/")
        for place, part in enumerate(parts[:-1]):
            file = _TRACES.get(part)
            if (file and place == len(parts) - 2 and file.fullmatch(parts[-1])) or (
                place and parts[place - 1] in TABLES and part.startswith(_DATE)
            ):
                found.add(tuple(parts[:place]))
    return found


def refuse_warehouse(archive: str | os.PathLike[str], is_one: bool) -> None:
    """Raises ValueError where the archive itself is a warehouse."""
    if is_one:
        raise ValueError(
            f"archive {archive}: is a warehouse; name the folder that holds the recordings, and keep tables in another"
        )


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []
