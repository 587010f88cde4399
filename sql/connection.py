"""Connections on which every view is in place."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import duckdb

from pantau.schemas.default_zone import DEFAULT_ZONE
from pantau.schemas.tables import ACCOUNT_TABLES, APPENDED_TABLES, OBSERVED_TABLES, TABLES
from pantau.sql.comments import add_comments
from pantau.sql.history import HISTORY, create_history
from pantau.sql.index.index_file import DATABASE, Index, attached
from pantau.sql.index.kept_answers import offer_answers
from pantau.sql.played.functions import add_played_queue
from pantau.sql.view import OF_MACROS, sources, view_files
from pantau.sql.warehouse import create_tables, quoted
from pantau.transforms.storage.looks import one_look
from pantau.transforms.storage.place import Place, on_disk, place_of
from pantau.transforms.tables.delta.current_files import keep_listed
from pantau.transforms.tables.former_manifests import refuse_former
from pantau.transforms.tables.visible_files import run_of, warehouse_at

HERE = Path(__file__).parent

OLDEST_CLIENT = "v1.0.0"
"""The oldest DuckDB that opens a database for other clients. Chosen: the oldest with a format that all later ones read.
Views that cut time at the hours (`lambda x: …`) need 1.3."""

Zone = str | Mapping[str, str]
"""The zone of every site, or the zone of each site by its id (sites left out are then in Asia/Jakarta)."""


@one_look()
def connect(
    warehouse: str | Place, zone: Zone | None = None, as_of: int | None = None, indexed: bool = True
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection, in memory, with one view per table of the warehouse and all derived views.

    Local times and service dates are in the zone that each site's newest run noted; `zone` overrules that. Instants are
    shown in UTC; columns ending in `_local` are wall-clock times of the site. Tables show the run that is the newest
    now, or the run `as_of`, for as long as the connection is open; they are read from the index as far as it goes,
    unless the files themselves are meant (`indexed` false).

    Raises:
        NotADirectoryError: there is no such folder.
        ValueError: a zone or the run `as_of` does not exist.
        CloudError: it is in Cloud Storage, which cannot be reached.
    """
    connection, warehouse = duckdb.connect(), warehouse_at(warehouse)
    index = attached(connection, warehouse) if as_of is None and indexed else None
    create_all(connection, warehouse, zone, as_of=as_of, index=index)
    return connection


def create_all(
    connection: duckdb.DuckDBPyConnection,
    warehouse: str | Place,
    zone: Zone | None = None,
    statement: str | None = None,
    as_of: int | None = None,
    lasting: bool = False,
    index: Index | None = None,
) -> None:
    """Makes macros, tables and views in the connection's database; only what `statement` selects from, if one is given.

    `index` is one attached to the connection. Every table costs a look at the names of all its files, which are many
    for `samples` and `observations`. Raises as `connect`.
    """
    wanted = None if statement is None else sources(statement) | {"runs"}
    connection.execute("SET TimeZone = 'UTC'")
    # It would be drawn over the answer, also where that goes to a file.
    connection.execute("SET enable_progress_bar = false")
    select = index.table if index else None
    create_tables(connection, warehouse, wanted=wanted, as_of=as_of, lasting=lasting, select=select)
    noted = noted_zones(connection)
    create_macros(connection, noted if zone is None else zone)
    local = index is not None and index.zones == noted and (zone is None or _same_zones(noted, zone))
    for name, text in view_files().items():
        if wanted is None or name in wanted:
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {index.view(name) if local else text}")
    if wanted is None or not wanted.isdisjoint(OF_MACROS.values()):
        connection.execute((HERE / "camera_macros.sql").read_text(encoding="utf-8"))
    if not lasting and (wanted is None or not wanted.isdisjoint(HISTORY)):
        kept = {"kept": DATABASE, "kept_to": index.vouched} if index else {}
        create_history(connection, place_of(warehouse), index.run if index else run_of(warehouse, as_of), **kept)
    if local:
        offer_answers(connection, index)


def create_macros(connection: duckdb.DuckDBPyConnection, zone: Zone = DEFAULT_ZONE) -> None:
    """Makes the macros that views, questions, checks and the evaluation share. Raises ValueError as `connect`."""
    connection.execute(_zone_macro(connection, zone))
    connection.execute((HERE / "macros.sql").read_text(encoding="utf-8"))
    add_played_queue(connection)


@one_look()
def export_database(
    warehouse: str | Place, file: str | Path, zone: Zone | None = None, with_rows: bool = False
) -> Path:
    """Writes a DuckDB database that holds the views (not the rows), for any DuckDB client; replaces an older one.

    Each view and column has a comment in both languages, with its unit. The views read the warehouse where it is now,
    and show its newest run; of one in a bucket, copies on this machine, and the run that is the newest now. A table
    that has no file yet stays empty in it: export again after the first night. `with_rows` copies the rows of the
    newest run into it, and the file needs no warehouse: all but what was seen on single frames, who looked at footage
    and who signed in, of which it has no tables then.

    Raises as `connect`, and ValueError where an earlier version wrote the warehouse: its views would not last.
    """
    target, warehouse = Path(file), warehouse_at(warehouse)
    refuse_former(warehouse)
    if on_disk(warehouse):
        keep_listed(warehouse)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=target.absolute().parent) as folder:
        made = Path(folder, "views.duckdb")
        with duckdb.connect(made, config={"storage_compatibility_version": OLDEST_CLIENT}) as connection:
            create_all(connection, warehouse, zone, lasting=True)
            if with_rows:
                _copy_rows(connection)
            add_comments(connection)
        os.replace(made, target)
    return target


def _copy_rows(connection: duckdb.DuckDBPyConnection) -> None:
    """Puts tables in the place of the views over files, and takes out what would be of single frames or accounts."""
    for table in (*TABLES.values(), *APPENDED_TABLES):
        is_copied = table not in (*OBSERVED_TABLES, *ACCOUNT_TABLES)
        if is_copied:
            connection.execute(f"CREATE TABLE copied AS FROM {table.name}")
        connection.execute(f"DROP VIEW {table.name}")
        if is_copied:
            connection.execute(f"ALTER TABLE copied RENAME TO {table.name}")
    of_frames = {table.name for table in OBSERVED_TABLES}
    for name, text in view_files().items():
        if not of_frames.isdisjoint(sources(text)):
            connection.execute(f"DROP VIEW {name}")


def _same_zones(noted: Mapping[str, str], zone: Zone) -> bool:
    zones = {} if isinstance(zone, str) else dict(zone)
    default = zone if isinstance(zone, str) else DEFAULT_ZONE
    return default == DEFAULT_ZONE and all(zones.get(site, default) == name for site, name in noted.items())


@one_look()
def zones_of(warehouse: str | Place) -> dict[str, str]:
    """The zone of each site by its newest run, in the order of these runs. Raises as `connect`."""
    warehouse = warehouse_at(warehouse)
    with duckdb.connect() as connection:
        index = attached(connection, warehouse, wanted={"runs"})
        create_tables(connection, warehouse, wanted={"runs"}, select=index.table if index else None)
        return noted_zones(connection)


def noted_zones(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The zone of each site by its newest run, in the order of these runs."""
    runs = connection.execute(
        "SELECT site_id, arg_max(time_zone, started_at) FROM runs WHERE time_zone IS NOT NULL "
        "GROUP BY site_id ORDER BY max(started_at), site_id"
    )
    return dict(runs.fetchall())


def _zone_macro(connection: duckdb.DuckDBPyConnection, zone: Zone) -> str:
    zones = {} if isinstance(zone, str) else dict(zone)
    default = zone if isinstance(zone, str) else DEFAULT_ZONE
    for name in (default, *zones.values()):
        if not connection.execute("SELECT count(*) FROM pg_timezone_names() WHERE name = ?", [name]).fetchall()[0][0]:
            raise ValueError(f"no time zone is named {name!r}; write one such as Asia/Jakarta")
    cases = "".join(f" WHEN {quoted(site)} THEN {quoted(name)}" for site, name in zones.items())
    chosen = f"CASE site{cases} ELSE {quoted(default)} END" if cases else quoted(default)
    return f"CREATE OR REPLACE MACRO time_zone(site) AS {chosen}"
