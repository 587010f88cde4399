"""The index: what questions read of a warehouse, in one file of DuckDB's own storage.

It holds tables, views that add columns to a table, and views whose rows of a service date rest on that date alone. It
says nothing that the Parquet files do not: each reader compares the files it was made from with those that are there
now, and reads from Parquet what differs. It may be deleted at any time.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from schemas.tables import TABLES
from sql.view import sources, view_files
from sql.warehouse import files_sql, quoted, table_sql
from transforms.warehouse.visible import VisibleFile, run_of, visible_files

FILE = "index.duckdb"
DATABASE = "kept"
"""The name under which a connection has the index."""

TABLES_KEPT = ("recordings", "coverage", "waiting_visits", "anomalies", "rejects", "runs")
EXTENDED = {"service_time": "services", "staff_presence": "presence"}
"""Tables of which a view keeps every row and column and adds to them: the view is kept, and the table read from it."""

DERIVED = ("waits", "camera_days", "camera_hours", "counter_hours", "counter_days", "event_versions")
KEPT = (*TABLES_KEPT, *EXTENDED.values(), *DERIVED)
MOST_FILES = 1000
"""With more changed files than this a table is read from Parquet altogether."""

Days = frozenset[date | None]


@dataclass(frozen=True)
class Index:
    """An index attached to a connection as `kept`, beside the files that are there now.

    `run` is the run they are of, `zones` those of the local times in it; `changed` has the files of each table that
    it was not made from, `days` the service dates on which a table has changed, deleted files included.
    """

    warehouse: Path
    run: int | None
    zones: Mapping[str, str]
    changed: Mapping[str, list[VisibleFile]]
    days: Mapping[str, Days]

    def table(self, name: str) -> str:
        """A SELECT over a table's rows, as `table_sql`."""
        table, files, days = TABLES[name], self.changed.get(name), self.days.get(name)
        if files is None or len(files) > MOST_FILES:
            return table_sql(self.warehouse, table, self.run)
        columns = ", ".join(table.columns)
        kept = f"SELECT {columns} FROM {DATABASE}.{EXTENDED.get(name, name)}"
        if not days:
            return kept
        old = f"{kept} WHERE {outside(days)}"
        return f"{old} UNION ALL {files_sql(table, files)}" if files else old

    def view(self, name: str) -> str:
        """A SELECT over the rows of a view; made again for the days on which one of its tables changed."""
        text = view_files()[name]
        if name not in KEPT:
            return text
        days = self.view_days(name)
        kept = f"SELECT * FROM {DATABASE}.{name}"
        if not days:
            return kept
        if any(len(self.changed[one]) > MOST_FILES for one in _tables_of(name)):
            return text
        return f"{kept} WHERE {outside(days)} UNION ALL SELECT * FROM ({text}) WHERE {among(days)}"

    def view_days(self, name: str) -> Days:
        """The service dates on which a table changed that the view rests on."""
        return frozenset().union(*(self.days[one] for one in _tables_of(name)))


def attached(
    connection: duckdb.DuckDBPyConnection,
    warehouse: str | Path,
    file: Path | None = None,
    wanted: Collection[str] | None = None,
) -> Index | None:
    """Attaches the index of a warehouse; `None` where there is none that this program can use.

    Read only, unless `file` names a copy of it that may be changed. Only the files of the `wanted` tables are looked
    at, of all tables if none are named.
    """
    path = file or Path(warehouse, FILE)
    if not path.is_file():
        return None
    try:
        connection.execute(f"ATTACH {quoted(str(path))} AS {DATABASE}{'' if file else ' (READ_ONLY)'}")
        made_by, zones = connection.execute(f"SELECT made_by, zones FROM {DATABASE}.made").fetchall()[0]
    except (duckdb.Error, IndexError):
        made_by, zones = None, "{}"
    if made_by != maker():
        connection.execute(f"DETACH DATABASE IF EXISTS {DATABASE}")
        return None
    run = run_of(warehouse)
    return Index(Path(warehouse), run, json.loads(zones), *_changes(connection, Path(warehouse), run, wanted))


def maker() -> str:
    """A hash of what makes an index: the tables' columns, the views and the macros."""
    columns = {name: [str(kind) for kind in table.schema] for name, table in TABLES.items()}
    macros = (Path(__file__).parent / "macros.sql").read_text(encoding="utf-8")
    text = json.dumps([columns, KEPT, EXTENDED, view_files(), macros], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def day_of(file: VisibleFile) -> date | None:
    """The service date of all rows of a file; `None` where their date is not known."""
    return file.partition.values[file.partition.table.partition.index("service_date")]


def path_of(file: VisibleFile, warehouse: str | Path) -> str:
    """A file's path in its warehouse."""
    return file.path.relative_to(warehouse).as_posix()


def kept_tables() -> list[str]:
    """The tables whose rows an index holds."""
    return [*TABLES_KEPT, *EXTENDED]


def among(days: Days) -> str:
    """The SQL condition that a row is of one of the dates."""
    known = ", ".join(f"DATE '{day.isoformat()}'" for day in sorted(days - {None}))
    conditions = [f"service_date IN ({known})"] * bool(known) + ["service_date IS NULL"] * (None in days)
    return f"({' OR '.join(conditions)})"


def outside(days: Days) -> str:
    """The SQL condition that a row is of none of the dates."""
    known = ", ".join(f"DATE '{day.isoformat()}'" for day in sorted(days - {None}))
    differs = f"service_date NOT IN ({known})" if known else "true"
    # Neither IN nor NOT IN is true of NULL.
    return f"({differs} AND service_date IS NOT NULL)" if None in days else f"({differs} OR service_date IS NULL)"


def _changes(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, run: int | None, wanted: Collection[str] | None
) -> tuple[dict[str, list[VisibleFile]], dict[str, Days]]:
    changed, days = {}, {}
    for name in kept_tables():
        if wanted is not None and name not in wanted:
            continue
        rows = connection.execute(
            f"SELECT path, identity, service_date FROM {DATABASE}.files WHERE table_name = ?", [name]
        ).fetchall()
        old = {path: (identity, day) for path, identity, day in rows}
        present = visible_files(warehouse, TABLES[name], run)
        new = [file for file in present if old.get(path_of(file, warehouse), ("",))[0] != file.identity]
        gone = old.keys() - {path_of(file, warehouse) for file in present}
        days[name] = frozenset({day_of(file) for file in new} | {old[path][1] for path in gone})
        # All files of a date that changed, since the index is left out for the whole of it.
        changed[name] = [file for file in present if day_of(file) in days[name]] if days[name] else []
    return changed, days


def _tables_of(view: str) -> list[str]:
    return [name for name in sources(view_files()[view]) if name in TABLES]
