"""The data dictionary: every table and column in words; `python -m pantau.schemas.dictionary` writes it."""

from pathlib import Path

import pyarrow as pa

from pantau.schemas.column import TIMESTAMP, Column
from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import APPENDED_TABLES, COMMITS, TABLES
from pantau.schemas.vocabulary import MEANINGS

PATH = Path(__file__).with_name("DICTIONARY.md")

_TABLES = (*TABLES.values(), COMMITS, *APPENDED_TABLES)

_TYPES = {
    TIMESTAMP: "timestamp",
    pa.date32(): "date",
    pa.int64(): "integer",
    pa.float64(): "real",
    pa.bool_(): "true/false",
    pa.string(): "text",
    pa.binary(): "bytes",
    pa.list_(pa.string()): "list of text",
    pa.list_(pa.int64()): "list of integers",
    pa.list_(pa.float64()): "list of reals",
    pa.list_(pa.list_(pa.float64())): "list of pairs of reals",
}

_HEAD = """\
# Data dictionary – Kamus data

Written by `python -m pantau.schemas.dictionary` from [columns.py](columns.py) and [tables.py](tables.py); change
those, never this page. How to read the tables, and what their uncertainty means: [tables.md](../docs/tables.md).

- **null**: `yes` where a value may be missing. Missing means unknown, never zero or absent.
- **share**: a number from 0 to 1. Timestamps are in UTC, to the microsecond; `service_date` is the site's local date.
- ⌂ marks a column that is stored in the name of the folder, not in the file.

*Halaman ini dibuat otomatis. Kolom "null" bertanda `yes` boleh kosong: artinya tidak diketahui, bukan nol dan bukan
tidak ada. "share" adalah bilangan 0 sampai 1. Waktu dalam UTC; `service_date` adalah tanggal setempat. ⌂: tersimpan
pada nama folder.*
"""


def dictionary() -> str:
    """The dictionary of all tables, as Markdown."""
    contents = "\n".join(f"| [{table.name}](#{table.name}) | {table.grain} | {table.indonesian} |" for table in _TABLES)
    used = "\n".join(
        f"| `{column.name}` | {', '.join(_tables_with(column))} |"
        for column in sorted(COLUMNS.values(), key=lambda column: column.name)
    )
    return "\n\n".join(
        [
            f"{_HEAD}\n## Tables – Tabel\n\n| table | one row | satu baris |\n|---|---|---|\n{contents}",
            *(_section(table) for table in _TABLES),
            f"## Words – Arti kata\n\n| column | word | meaning | arti |\n|---|---|---|---|\n{_words()}",
            f"## Columns by name – Indeks kolom\n\n| column | tables |\n|---|---|\n{used}\n",
        ]
    )


def _words() -> str:
    return "\n".join(
        f"| `{column.name}` | `{word}` | {MEANINGS[word][0]} | {MEANINGS[word][1]} |"
        for column in COLUMNS.values()
        for word in column.values
    )


def _section(table: Table) -> str:
    folders = "".join(f"{name}=…/" for name in table.partition)
    rows = "\n".join(_row(table, COLUMNS[name]) for name in table.columns)
    return (
        f"## {table.name}\n\n"
        f"{_sentence(table.grain)}  \n*{_sentence(table.indonesian)}*\n\n"
        f"- key: {', '.join(f'`{name}`' for name in table.key)}\n"
        f"- stored as: `{table.name}/{folders}part-….parquet`\n"
        f"- order of rows: {', '.join(f'`{name}`' for name in table.order)}\n\n"
        "| column | type | unit | null | meaning | arti |\n|---|---|---|---|---|---|\n"
        f"{rows}"
    )


def _row(table: Table, column: Column) -> str:
    words = f": {', '.join(f'`{word}`' for word in column.values)}" if column.values else ""
    cells = (
        f"`{column.name}`{' ⌂' if column.name in table.in_folders else ''}",
        _TYPES[column.type],
        {"1": "count"}.get(column.unit, column.unit) or "",
        "yes" if table.nullable(column.name) else "",
        f"{column.english}{words}",
        column.indonesian,
    )
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _tables_with(column: Column) -> list[str]:
    return [f"[{table.name}](#{table.name})" for table in _TABLES if column.name in table.columns]


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


if __name__ == "__main__":
    PATH.write_text(dictionary(), encoding="utf-8")
    print(PATH)
