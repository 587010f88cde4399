"""A file of a table, as the logs, the list of current files and drafts name it."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"part-([0-9a-f]{16})\.parquet")


@dataclass(frozen=True)
class TableFile:
    """A file that a run makes visible: of which table and folder, its name, rows, SHA-256 and layout (`Table.layout`).

    The layout is empty where nobody noted it.
    """

    table: str
    folder: str
    file: str
    rows: int
    sha256: str
    layout: str = ""

    @property
    def name(self) -> str:
        """Its path in the folder of its table."""
        return f"{self.folder}/{self.file}" if self.folder else self.file


Files = dict[str, TableFile]
"""The files of a table, by folder."""


def name_by(sha256: str) -> str:
    """The name of a file with that hash."""
    return f"part-{sha256[:16]}.parquet"


def sha256_in(name: str) -> str:
    """What the hash of a file begins with, by its name; empty where that tells nothing, as of versions before runs."""
    found = _NAMED.fullmatch(name)
    return found[1] if found else ""
