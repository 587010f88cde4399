"""A file of a table, as the logs, the list of current files and drafts name it."""

from dataclasses import dataclass


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
