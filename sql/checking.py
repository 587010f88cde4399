"""Checks that must find no rows: those the schemas imply, and those written in `checks/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.schemas.tables import APPENDED_TABLES, TABLES
from pantau.sql.connection import Zone, connect
from pantau.sql.warehouse import quoted

FOLDER = Path(__file__).parent / "checks"


@dataclass(frozen=True)
class Check:
    """A statement about the warehouse (`title`) and the SELECT of the rows that break it."""

    name: str
    title: str
    sql: str


@dataclass(frozen=True)
class Failure:
    """A check that found rows: how many, and the first of them."""

    check: str
    title: str
    rows: int
    example: dict[str, object]

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value}" for name, value in self.example.items())
        count = "1 row says" if self.rows == 1 else f"{self.rows} rows say"
        return f"{self.check}: {self.title}; {count} otherwise, the first: {shown}"


def check(source: duckdb.DuckDBPyConnection | str | Path, zone: Zone | None = None) -> list[Failure]:
    """The checks that a warehouse (a folder, or a connection from `connect`) fails; an empty list when all is well.

    Of a folder the files are read, and never the index.
    """
    if not isinstance(source, duckdb.DuckDBPyConnection):
        with connect(source, zone, indexed=False) as connection:
            return check(connection)
    failures = []
    for item in checks():
        source.execute(f"CREATE OR REPLACE TEMP TABLE failing AS {item.sql}")
        rows = source.execute("SELECT count(*) FROM failing").fetchall()[0][0]
        if rows:
            example = source.sql("SELECT * FROM failing ORDER BY ALL LIMIT 1").to_arrow_table().to_pylist()[0]
            failures.append(Failure(item.name, item.title, rows, example))
    source.execute("DROP TABLE IF EXISTS failing")
    return failures


def checks() -> list[Check]:
    """All checks: of each table's declaration first, then the written ones."""
    declared = [item for table in (*TABLES.values(), *APPENDED_TABLES) for item in _declared(table)]
    return declared + [_written(path) for path in sorted(FOLDER.glob("*.sql"))]


def _written(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    return Check(path.stem, text.splitlines()[0].removeprefix("-- "), text)


def _declared(table: Table) -> Iterator[Check]:
    key = ", ".join(table.key)
    yield Check(
        f"{table.name}_key",
        f"{key} identify a row of {table.name}",
        f"SELECT {key}, count(*) AS copies FROM {table.name} GROUP BY {key} HAVING count(*) > 1",
    )
    rules = {
        "required columns are filled": _required_rules(table),
        "words are among those declared for their column": _word_rules(table),
        "shares lie between 0 and 1": _share_rules(table),
        "estimates lie between their lowest and highest possible value": _bound_rules(table),
    }
    for title, broken in rules.items():
        if where := " OR ".join(f"({rule})" for rule in broken):
            name = f"{table.name}_{title.split()[0]}"
            yield Check(name, f"{table.name}: {title}", f"SELECT * FROM {table.name} WHERE {where}")


def _required_rules(table: Table) -> list[str]:
    return [f"{name} IS NULL" for name in table.columns if not table.nullable(name)]


def _word_rules(table: Table) -> Iterator[str]:
    for name in table.columns:
        if words := COLUMNS[name].values:
            yield f"{name} NOT IN ({', '.join(map(quoted, words))})"


def _share_rules(table: Table) -> Iterator[str]:
    for name in table.columns:
        if COLUMNS[name].unit == "share" and not pa.types.is_list(COLUMNS[name].type):
            yield f"NOT {name} BETWEEN 0 AND 1"


def _bound_rules(table: Table) -> Iterator[str]:
    for name in table.columns:
        stem, suffix = (name[:-2], "_s") if name.endswith("_s") else (name, "")
        lo, hi = f"{stem}_lo{suffix}", f"{stem}_hi{suffix}"
        if lo in table.columns and hi in table.columns:
            yield f"NOT {name} BETWEEN {lo} AND {hi}"
            yield f"({name} IS NULL) <> ({lo} IS NULL) OR ({name} IS NULL) <> ({hi} IS NULL)"
