"""What has changed in a warehouse since its index was made."""

from datetime import date

import duckdb
import pyarrow as pa

from pantau.schemas.tables import TABLES
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.delta.commits import commit_of, runs_of
from pantau.transforms.tables.visible_files import VisibleFile, visible_files

Days = frozenset[date | None]

OF_RUN = ("run", "entry_sha256")
"""The columns by which an index tells of which run it is."""


def day_of(file: VisibleFile) -> date | None:
    """The service date of all rows of a file; `None` where their date is not known."""
    return file.partition.values[file.partition.table.partition.index("service_date")]


def path_of(file: VisibleFile, warehouse: str | Place) -> str:
    """A file's path in its warehouse."""
    return file.path.relative_to(place_of(warehouse)).as_posix()


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


def note_run(connection: duckdb.DuckDBPyConnection, database: str, warehouse: str | Place, run: int | None) -> None:
    """Notes in an index of which run it is."""
    noted = None if run is None else commit_of(place_of(warehouse), run).entry_sha256
    connection.execute(
        f"CREATE OR REPLACE TABLE {database}.of_run AS SELECT ? AS {OF_RUN[0]}, ? AS {OF_RUN[1]}", [run, noted]
    )


def note_files(
    connection: duckdb.DuckDBPyConnection, database: str, warehouse: str | Place, name: str, files: list[VisibleFile]
) -> None:
    """Notes in an index from which files of a table it was made."""
    noted = pa.table(
        {
            "path": pa.array([path_of(file, warehouse) for file in files], pa.string()),
            "identity": pa.array([file.identity for file in files], pa.string()),
            "service_date": pa.array([day_of(file) for file in files], pa.date32()),
        }
    )
    connection.register("noted", noted)
    connection.execute(f"INSERT INTO {database}.files SELECT ?, path, identity, service_date FROM noted", [name])
    connection.unregister("noted")


def changes(
    connection: duckdb.DuckDBPyConnection,
    database: str,
    warehouse: Place,
    run: int | None,
    vouched: int | None,
    names: list[str],
) -> tuple[dict[str, list[VisibleFile]], dict[str, Days]]:
    """By table: the files of the dates that changed, and those dates, with those of files that are gone.

    To compare years of files takes seconds: `commits` says what changed since the run `vouched`, if there is one.
    """
    written = None if vouched is None else _written_between(warehouse, vouched, run)
    changed, days = {}, {}
    for name in names:
        if written is not None and name not in written:
            changed[name], days[name] = [], frozenset()
            continue
        rows = connection.execute(
            f"SELECT path, identity, service_date FROM {database}.files WHERE table_name = ?", [name]
        ).fetchall()
        old = {path: (identity, day) for path, identity, day in rows}
        present = visible_files(warehouse, TABLES[name], run)
        new = [file for file in present if old.get(path_of(file, warehouse), ("",))[0] != file.identity]
        gone = old.keys() - {path_of(file, warehouse) for file in present}
        days[name] = frozenset({day_of(file) for file in new} | {old[path][1] for path in gone})
        # All files of a date that changed, since the index is left out for the whole of it.
        changed[name] = [file for file in present if day_of(file) in days[name]] if days[name] else []
    return changed, days


def vouched_run(connection: duckdb.DuckDBPyConnection, database: str, warehouse: Place, run: int | None) -> int | None:
    """The run of which the index is, where `run` follows from it: an entry of `commits` vouches for those before it."""
    made_of, entry_sha256 = connection.execute(f"SELECT {', '.join(OF_RUN)} FROM {database}.of_run").fetchall()[0]
    known = run is not None and made_of in runs_of(warehouse) and made_of <= run
    return made_of if known and commit_of(warehouse, made_of).entry_sha256 == entry_sha256 else None


def _written_between(warehouse: Place, first: int, last: int) -> set[str]:
    """The tables that runs wrote to, after one and up to another."""
    before, now = (commit_of(warehouse, run).tables for run in (first, last))
    return {name for name, known in now.items() if before.get(name) != known}
