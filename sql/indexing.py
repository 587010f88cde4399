"""Making the index of a warehouse, and bringing it up to date."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import duckdb

from schemas.tables import TABLES
from sql.answers import keep_answers
from sql.changed import among, note_files, note_run
from sql.connection import create_all, noted_zones
from sql.index import ANSWERED, DATABASE, FILE, KEPT, MOST_FILES, Index, attached, kept_tables, maker
from sql.question import find_question
from sql.warehouse import quoted
from transforms.warehouse.mirror import folder_of
from transforms.warehouse.visible import run_of, visible_files


def update_index(warehouse: str | Path) -> Path:
    """Makes the index, or brings it up to date for the service dates of which files have changed; gives its path.

    Readers have the old one or the new one. A file that is replaced meanwhile counts as changed for the readers of the
    new one. Rests on the zones noted by the runs: where these have changed, all is made again.

    Raises:
        NotADirectoryError, ValueError: as `connect`.
        OSError: the warehouse cannot be written to.
    """
    warehouse = folder_of(warehouse)
    if not warehouse.is_dir():
        raise NotADirectoryError(f"there is no warehouse folder {warehouse}; give the folder of the nightly run")
    if "?" in str(Path(warehouse).absolute()):
        raise ValueError(f"{warehouse}: DuckDB takes a ? for the end of a file's path; move the warehouse to another")
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
        # What does not fit into memory goes beside the index, and not to wherever the program was started.
        connection.execute(f"SET temp_directory = {quoted(str(made.parent))}")
        index = attached(connection, warehouse, made)
        if index is None or any(len(files) > MOST_FILES for files in index.changed.values()):
            return False
        create_all(connection, warehouse, index=index)
        _keep_history(connection)
        note_run(connection, DATABASE, warehouse, index.run)
        if not any(index.days.values()):
            return True
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
            note_files(connection, DATABASE, warehouse, name, index.changed[name])
        connection.execute("COMMIT")
        create_all(connection, warehouse, index=index.brought_up_to_date())
        keep_answers(connection, {name: index.days_of(find_question(name).sql) for name in ANSWERED})
        connection.execute(f"DETACH {DATABASE}")
    return True


def _make(made: Path, warehouse: str | Path) -> None:
    run = run_of(warehouse)
    present = {name: visible_files(warehouse, TABLES[name], run) for name in kept_tables()}
    with duckdb.connect() as connection:
        # What does not fit into memory goes beside the index, and not to wherever the program was started.
        connection.execute(f"SET temp_directory = {quoted(str(made.parent))}")
        create_all(connection, warehouse, as_of=run)
        connection.execute(f"ATTACH {quoted(str(made))} AS {DATABASE}")
        for name in KEPT:
            connection.execute(f"CREATE TABLE {DATABASE}.{name} AS SELECT * FROM {name}")
        connection.execute(
            f"CREATE TABLE {DATABASE}.files (table_name VARCHAR, path VARCHAR, identity VARCHAR, service_date DATE)"
        )
        for name, files in present.items():
            note_files(connection, DATABASE, warehouse, name, files)
        _keep_history(connection)
        note_run(connection, DATABASE, warehouse, run)
        connection.execute(f"CREATE TABLE {DATABASE}.made (made_by VARCHAR, zones VARCHAR)")
        zones = noted_zones(connection)
        noted = [maker(), json.dumps(zones, sort_keys=True)]
        connection.execute(f"INSERT INTO {DATABASE}.made VALUES (?, ?)", noted)
        index = Index(Path(warehouse), run, run, zones, {}, {}).brought_up_to_date()
        create_all(connection, warehouse, index=index)
        keep_answers(connection)
        connection.execute(f"DETACH {DATABASE}")


def _keep_history(connection: duckdb.DuckDBPyConnection) -> None:
    for name in ("manifests", "published"):
        connection.execute(f"CREATE OR REPLACE TABLE {DATABASE}.{name} AS SELECT * FROM temp.{name}")
