"""What runs published: a list of them, and the event rows that a later run restated."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.table import Table
from pantau.schemas.tables import EVENT_TABLES, TABLES
from pantau.sql.warehouse import quoted, versions_sql
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import files_below
from pantau.transforms.tables.copies import brought_files
from pantau.transforms.tables.delta.commits import commit_of, commits_between
from pantau.transforms.tables.delta.log import changed_between
from pantau.transforms.tables.partition import partition_of
from pantau.transforms.tables.table_file import sha256_in

HISTORY = frozenset({"committed_runs", "restated_events"})
"""The relations made here."""

COMMITTED_RUNS = pa.schema(
    [
        ("run", pa.int64()),
        ("committed_at", pa.timestamp("us", "UTC")),
        ("who", pa.string()),
        ("command", pa.string()),
        ("site_id", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("dates", pa.int64()),
        ("recordings", pa.int64()),
        ("event_rows", pa.int64()),
        ("code_hash", pa.string()),
        ("config_hash", pa.string()),
        ("model_hash", pa.string()),
    ]
)
PUBLISHED = pa.schema(
    [(name, pa.string()) for name in ("table_name", "folder", "file", "layout")] + [("run", pa.int64())]
)
"""The files of event tables that each run published."""

_VERSIONS = {"code_hash", "config_hash", "model_hash", "run_id"}
"""What a row says of the run that wrote it: a row that differs in nothing else was not restated."""

_RESTATED = {
    "run": "BIGINT",
    "table_name": "VARCHAR",
    "service_date": "DATE",
    "agency_id": "VARCHAR",
    "counter_id": "VARCHAR",
    "event_id": "VARCHAR",
    "started_local": "TIMESTAMP",
    "change": "VARCHAR",
    "changes": "STRUCT(column_name VARCHAR, before VARCHAR, after VARCHAR)[]",
}


_UNKNOWN = {
    **{name: name for name in ("run", "table_name", "service_date", "agency_id")},
    "change": "'unknown'",
    "changes": "[]",
}
"""Of a file that was pruned since, nobody can say any more what the run changed."""

_FILES = pa.schema(
    [
        ("run", pa.int64()),
        ("table_name", pa.string()),
        ("service_date", pa.date32()),
        ("agency_id", pa.string()),
        ("earlier", pa.bool_()),
        ("path", pa.string()),
        ("layout", pa.string()),
        ("pruned", pa.bool_()),
    ]
)


def history_of(warehouse: Place, after: int | None, last: int | None) -> tuple[pa.Table, pa.Table]:
    """The runs after one up to another (`COMMITTED_RUNS`), and which event files they published (`PUBLISHED`).

    All of them where `after` is `None`, and none where `last` is.
    """
    runs, published = [], []
    commits = [] if last is None else sorted(commits_between(warehouse, after, last), key=lambda commit: commit.run)
    versions = dict(commit_of(warehouse, after).tables) if commits and after is not None else {}
    for commit in commits:
        notes = commit.notes
        days = sorted(date.fromisoformat(day) for day in notes.get("service_dates", []))
        runs.append(
            {name: notes.get(name) for name in COMMITTED_RUNS.names}
            | {
                "run": commit.run,
                "committed_at": datetime.fromisoformat(notes["committed_at"]),
                "first_date": days[0] if days else None,
                "last_date": days[-1] if days else None,
                "dates": len(days) if "service_dates" in notes else None,
            }
        )
        for table in EVENT_TABLES:
            before, now = (of.get(table.name) for of in (versions, commit.tables))
            if now and now != before:
                added, _ = changed_between(warehouse, table.name, before.version if before else -1, now.version)
                published += [(table.name, one.folder, one.file, one.layout, commit.run) for one in added]
        versions = commit.tables
    return pa.Table.from_pylist(runs, COMMITTED_RUNS), _table(published, PUBLISHED)


def create_history(
    connection: duckdb.DuckDBPyConnection,
    warehouse: Place,
    run: int | None,
    kept: str | None = None,
    kept_to: int | None = None,
) -> None:
    """Makes `committed_runs` and `restated_events` of the runs up to `run`; needs the macros.

    Those up to `kept_to` come from an index attached under the name `kept`, which vouches for them.
    """
    made = history_of(warehouse, kept_to, run)
    for name, read in zip(("committed_runs", "published"), made, strict=True):
        connection.register("read", read)
        older = f"SELECT * FROM {kept}.{name} UNION ALL " if kept and kept_to is not None else ""
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {older}SELECT * FROM read")
        connection.unregister("read")
    files = _restated_files(connection, warehouse)
    connection.register("read", files)
    connection.execute("CREATE OR REPLACE TEMP TABLE restated_files AS SELECT * FROM read")
    connection.unregister("read")
    unknown = ", ".join(_UNKNOWN.get(name, f"CAST(NULL AS {kind})") + f" AS {name}" for name, kind in _RESTATED.items())
    parts = [f"SELECT {unknown} FROM restated_files WHERE pruned AND NOT earlier"]
    for table in EVENT_TABLES:
        mine = files.filter((pc.field("table_name") == table.name) & ~pc.field("pruned"))
        if mine.num_rows:
            parts.append(_restated(table, mine))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW restated_events AS {' UNION ALL '.join(parts)}")


class Replaced(NamedTuple):
    """A file of a table's date that a run published, or replaced (`earlier`), with its layout."""

    run: int
    table: str
    folder: str
    earlier: bool
    file: str
    layout: str


def _restated_files(connection: duckdb.DuckDBPyConnection, warehouse: Place) -> pa.Table:
    """The files of each site's date that several runs published: each as a run's, and as what the next replaced.

    An agency's first file of a date that had others before is among them: its events were another's, or nobody's.
    """
    found = connection.execute(
        "SELECT table_name, folder, file, layout, run, site_id FROM published JOIN committed_runs USING (run) "
        "WINDOW of_date AS (PARTITION BY table_name, split_part(folder, '/', 1), site_id) "
        "QUALIFY min(run) OVER of_date < max(run) OVER of_date "
        "ORDER BY table_name, split_part(folder, '/', 1), site_id, run, folder"
    ).fetchall()
    replaced = []
    for (table, *_), of_date in groupby(found, lambda one: (one[0], one[1].partition("/")[0], one[5])):
        standing: dict[str, tuple[str, str]] = {}
        for run, published in groupby(of_date, lambda one: one[4]):
            new = {folder: (file, layout) for _, folder, file, layout, *_ in published}
            if standing:
                replaced.append(_replaced(table, run, standing, new))
            standing |= new
    return _table(list(_with_paths(warehouse, replaced)), _FILES)


def _table(rows: list[tuple], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)


def _replaced(
    table: str, run: int, standing: Mapping[str, tuple[str, str]], new: Mapping[str, tuple[str, str]]
) -> list[Replaced]:
    """The files of what a run replaced of a table's date; `standing` and `new` are files with their layouts."""
    return [
        Replaced(run, table, folder, earlier, *files[folder])
        for folder in new
        if folder not in standing or standing[folder][0] != new[folder][0]
        for earlier, files in ((True, standing), (False, new))
        if folder in files
    ]


def _with_paths(warehouse: Place, replaced: list[list[Replaced]]) -> Iterator[tuple]:
    """Rows of `_FILES`, from the files of each date.

    Where one of the files was pruned nothing is told of the date: its events may have been in that one.
    """
    places = [warehouse.absolute() / one.table / one.folder / one.file for files in replaced for one in files]
    asked = places
    if places and not on_disk(warehouse):
        # A machine may have copies of what another has pruned.
        tables = {one.table for files in replaced for one in files}
        there = {path for table in tables for path, _ in files_below(warehouse / table, ".parquet")}
        asked = [place for place in places if place in there]
    paths = dict(zip(asked, brought_files((place, sha256_in(place.name)) for place in asked), strict=True))
    left = iter(places)
    for files in replaced:
        found = [(one, paths.get(next(left))) for one in files]
        pruned = any(path is None for _, path in found)
        for one, path in found:
            partition = partition_of(TABLES[one.table], one.folder).values
            yield one.run, one.table, *partition, one.earlier, path and str(path), one.layout, pruned


def _restated(table: Table, files: pa.Table) -> str:
    """A SELECT over the events of a table that differ between a run's files and those that they replaced."""
    compared = [name for name in table.columns if name not in _VERSIONS | {"event_id", "service_date"}]
    values = ", ".join(f"{name}: rows.{name}" for name in compared)
    cells = ", ".join(
        f"{{column_name: {quoted(name)}, before: {_text(table, name, 'before')}, after: {_text(table, name, 'after')}}}"
        for name in compared
    )
    layouts = dict(zip(files["path"].to_pylist(), files["layout"].to_pylist(), strict=True))
    return f"""
        SELECT
            run, {quoted(table.name)} AS table_name, service_date, coalesce(after, before).agency_id AS agency_id,
            coalesce(after, before).counter_id AS counter_id, event_id,
            local_time(coalesce(after, before).site_id, coalesce(after, before).started_at) AS started_local,
            CASE WHEN before IS NULL THEN 'added' WHEN after IS NULL THEN 'removed' ELSE 'changed' END AS change,
            CASE WHEN before IS NULL OR after IS NULL THEN []
                ELSE list_filter([{cells}], lambda cell: cell.before IS DISTINCT FROM cell.after)
            END AS changes
        FROM (
            SELECT run, rows.service_date, event_id,
                any_value({{{values}}}) FILTER (earlier) AS before,
                any_value({{{values}}}) FILTER (NOT earlier) AS after
            FROM ({versions_sql(table, layouts)}) AS rows
            JOIN restated_files ON rows.filename = restated_files.path AND NOT pruned
            GROUP BY run, rows.service_date, event_id
        )
        WHERE before IS DISTINCT FROM after"""


def _text(table: Table, column: str, side: str) -> str:
    """A value as text: instants as local times of the site, whatever the session's zone."""
    value = f"{side}.{column}"
    if pa.types.is_timestamp(table.schema.field(column).type):
        value = f"local_time({side}.site_id, {value})"
    return f"CAST({value} AS VARCHAR)"
