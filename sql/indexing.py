"""Making the index of a warehouse, and bringing it up to date."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from schemas.tables import TABLES
from sql.connection import create_all, noted_zones
from sql.index import DATABASE, FILE, KEPT, MOST_FILES, among, attached, day_of, kept_tables, maker, path_of
from sql.warehouse import quoted
from transforms.warehouse.visible import VisibleFile, visible_files


def update_index(warehouse: str | Path) -> Path:
    """Makes the index, or brings it up to date for the service dates of which files have changed; gives its path.

    Readers have the old one or the new one. A file that is replaced meanwhile counts as changed for the readers of the
    new one. Rests on the zones noted by the runs: where these have changed, all is made again.

    Raises:
        NotADirectoryError, ValueError: as `connect`.
        OSError: the warehouse cannot be written to.
    """
    if not Path(warehouse).is_dir():
        raise NotADirectoryError(f"there is no warehouse folder {warehouse}; give the folder of the nightly run")
    target = Path(warehouse, FILE)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=warehouse) as folder:
        made = Path(folder, FILE)
        if not _up_to_date_copy(target, made, warehouse):
            made.unlink(missing_ok=True)
            _make(made, warehouse)
        os.replace(made, target)
    return target


def _up_to_date_copy(old: Path, made: Path, warehouse: str | Path) -> bool:
    """Copies an index and changes what has changed; false where all is to be made again."""
    if not old.is_file():
        return False
    shutil.copyfile(old, made)
    with duckdb.connect() as connection:
        index = attached(connection, warehouse, made)
        if index is None or any(len(files) > MOST_FILES for files in index.changed.values()):
            return False
        if not any(index.days.values()):
            return True
        create_all(connection, warehouse, index=index)
        if noted_zones(connection) != index.zones:
            return False
        connection.execute("BEGIN")
        for name in KEPT:
            if days := index.view_days(name) if name not in TABLES else index.days[name]:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM {name} WHERE {among(days)}")
                connection.execute(f"DELETE FROM {DATABASE}.{name} WHERE {among(days)}")
                connection.execute(f"INSERT INTO {DATABASE}.{name} SELECT * FROM fresh")
        for name in (one for one in kept_tables() if index.days[one]):
            old = f"table_name = ? AND {among(index.days[name])}"
            connection.execute(f"DELETE FROM {DATABASE}.files WHERE {old}", [name])
            _note_files(connection, warehouse, name, index.changed[name])
        connection.execute("COMMIT")
        connection.execute(f"DETACH {DATABASE}")
    return True


def _make(made: Path, warehouse: str | Path) -> None:
    present = {name: visible_files(warehouse, TABLES[name]) for name in kept_tables()}
    with duckdb.connect() as connection:
        create_all(connection, warehouse)
        connection.execute(f"ATTACH {quoted(str(made))} AS {DATABASE}")
        for name in KEPT:
            connection.execute(f"CREATE TABLE {DATABASE}.{name} AS SELECT * FROM {name}")
        connection.execute(
            f"CREATE TABLE {DATABASE}.files (table_name VARCHAR, path VARCHAR, identity VARCHAR, service_date DATE)"
        )
        for name, files in present.items():
            _note_files(connection, warehouse, name, files)
        connection.execute(f"CREATE TABLE {DATABASE}.made (made_by VARCHAR, zones VARCHAR)")
        zones = json.dumps(noted_zones(connection), sort_keys=True)
        connection.execute(f"INSERT INTO {DATABASE}.made VALUES (?, ?)", [maker(), zones])
        connection.execute(f"DETACH {DATABASE}")


def _note_files(
    connection: duckdb.DuckDBPyConnection, warehouse: str | Path, name: str, files: list[VisibleFile]
) -> None:
    noted = pa.table(
        {
            "path": pa.array([path_of(file, warehouse) for file in files], pa.string()),
            "identity": pa.array([file.identity for file in files], pa.string()),
            "service_date": pa.array([day_of(file) for file in files], pa.date32()),
        }
    )
    connection.register("noted", noted)
    connection.execute(f"INSERT INTO {DATABASE}.files SELECT ?, path, identity, service_date FROM noted", [name])
    connection.unregister("noted")
