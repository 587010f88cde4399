"""Making the index of a warehouse, and bringing it up to date."""

import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb

from pantau.schemas.tables import TABLES
from pantau.sql.connection import create_all, noted_zones
from pantau.sql.history import create_history
from pantau.sql.index.changed_files import Days, among, day_of, note_files, note_run
from pantau.sql.index.index_file import (
    ANSWERED,
    DATABASE,
    DERIVED,
    EXTENDED,
    FILE,
    KEPT,
    MOST_FILES,
    Index,
    attached,
    kept_tables,
    maker,
)
from pantau.sql.index.kept_answers import keep_answers
from pantau.sql.question import find_question
from pantau.sql.view import narrowed, view_files
from pantau.sql.warehouse import on_this_machine, quoted
from pantau.transforms.storage.looks import one_look
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.copies import copy_path
from pantau.transforms.tables.visible_files import run_of, visible_files, warehouse_at

MEMORY = "1GB"
"""What DuckDB may take for itself; what does not fit goes into a file for as long as it is needed."""

STRETCH = 192_000_000
"""Dates are taken in together up to so many bytes of their files."""

SELECTED = "\n".join([*(f"FROM {name}" for name in KEPT), *(find_question(name).sql for name in ANSWERED)])
"""What an index is made from, as a statement that selects from it."""


@one_look()
def update_index(warehouse: str | Place) -> Path:
    """Makes the index, or brings it up to date for the service dates of which files have changed; gives its path.

    Readers have the old one or the new one. A file that is replaced meanwhile counts as changed for the readers of the
    new one. Rests on the zones noted by the runs: where these have changed, all is made again.

    Raises:
        NotADirectoryError, ValueError: as `connect`.
        OSError: the warehouse cannot be written to.
    """
    place = warehouse_at(warehouse)
    home = copy_path(place)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if "?" in str(home.absolute()):
        raise ValueError(f"{home}: DuckDB takes a ? for the end of a file's path; move the warehouse to another")
    target = home / FILE
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=home) as folder:
        made = Path(folder, FILE)
        if not _up_to_date_copy(target, made, place):
            made.unlink(missing_ok=True)
            _make(made, place)
        os.replace(made, target)
    return target


def _up_to_date_copy(old: Path, made: Path, warehouse: Place) -> bool:
    """Copies an index and changes what has changed; false where all is to be made again."""
    if not old.is_file():
        return False
    shutil.copyfile(old, made)
    with _working_beside(made) as connection:
        index = attached(connection, warehouse, made)
        if index is None or any(len(files) > MOST_FILES for files in index.changed.values()):
            return False
        create_all(connection, warehouse, statement=SELECTED, index=index)
        if noted_zones(connection) != index.zones:
            return False
        _keep_history(connection, index)
        if any(index.days.values()):
            _take_in(connection, index)
            keep_answers(connection, {name: index.days_of(find_question(name).sql) for name in ANSWERED})
    return True


def _make(made: Path, warehouse: Place) -> None:
    """Makes an index without rows, and takes in everything."""
    run = run_of(warehouse)
    present = {name: visible_files(warehouse, TABLES[name], run) for name in kept_tables()}
    index = Index(warehouse, run, None, {}, present, {name: frozenset(map(day_of, present[name])) for name in present})
    with _working_beside(made) as connection:
        # The folder that it is made in holds nothing: a warehouse without rows.
        create_all(connection, made.parent, statement=SELECTED)
        connection.execute(f"ATTACH {quoted(str(made))} AS {DATABASE}")
        for name in KEPT:
            connection.execute(f"CREATE TABLE {DATABASE}.{name} AS SELECT * FROM {name}")
        connection.execute(
            f"CREATE TABLE {DATABASE}.files (table_name VARCHAR, path VARCHAR, identity VARCHAR, service_date DATE)"
        )
        _take_in(connection, index)
        _keep_history(connection, index)
        keep_answers(connection)
        zones = json.dumps(noted_zones(connection), sort_keys=True)
        connection.execute(f"CREATE TABLE {DATABASE}.made AS SELECT ? AS made_by, ? AS zones", [maker(), zones])


@contextmanager
def _working_beside(made: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that puts what does not fit into memory beside the index, not where the program was started."""
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = {quoted(str(made.parent))}")
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        yield connection
        connection.execute(f"DETACH DATABASE IF EXISTS {DATABASE}")


def _take_in(connection: duckdb.DuckDBPyConnection, index: Index) -> None:
    """Replaces the rows of the dates that changed, and shows the index as it is then."""
    for part in _stretches(index):
        create_all(connection, part.warehouse, statement=SELECTED, index=part)
        connection.execute("BEGIN")
        for name, days in part.days.items():
            if not days:
                continue
            kept = EXTENDED.get(name, name)
            _replace(connection, kept, f"SELECT * FROM {kept} WHERE {among(days)}", days)
            connection.execute(f"DELETE FROM {DATABASE}.files WHERE table_name = ? AND {among(days)}", [name])
            note_files(connection, DATABASE, part.warehouse, name, part.changed[name])
        connection.execute("COMMIT")
        # The rest is made from what was just kept.
        whole = replace(index.brought_up_to_date(), zones=noted_zones(connection))
        create_all(connection, part.warehouse, statement=SELECTED, index=whole)
        connection.execute("BEGIN")
        for name in DERIVED:
            if days := part.view_days(name):
                _replace(connection, name, narrowed(view_files()[name], among(days)), days)
        connection.execute("COMMIT")


def _stretches(index: Index) -> Iterator[Index]:
    """What has changed, some dates at a time; first that of `runs`, which say the zones of all local times."""
    yield _only(index, {"runs"}, index.days["runs"])
    others = set(kept_tables()) - {"runs"}
    sizes = Counter()
    for name in others:
        for file in on_this_machine(index.changed[name]):
            # Six tables have a file for each date and agency: none is to have more than MOST_FILES in a stretch.
            sizes[day_of(file)] += max(file.path.stat().st_size, STRETCH // (6 * MOST_FILES))
    days, size = set(), 0
    for day in sorted(frozenset().union(*(index.days[name] for name in others)), key=lambda one: one or date.min):
        if days and size + sizes[day] > STRETCH:
            yield _only(index, others, days)
            days, size = set(), 0
        days.add(day)
        size += sizes[day]
    if days:
        yield _only(index, others, days)


def _only(index: Index, names: Collection[str], days: Collection[date | None]) -> Index:
    """An index of which nothing has changed but some tables on some dates."""
    some = {name: index.days[name] & frozenset(days if name in names else ()) for name in index.days}
    changed = {name: [file for file in index.changed[name] if day_of(file) in some[name]] for name in some}
    return replace(index, changed=changed, days=some)


def _replace(connection: duckdb.DuckDBPyConnection, name: str, fresh: str, days: Days) -> None:
    connection.execute(f"DELETE FROM {DATABASE}.{name} WHERE {among(days)}")
    connection.execute(f"INSERT INTO {DATABASE}.{name} {fresh}")


def _keep_history(connection: duckdb.DuckDBPyConnection, index: Index) -> None:
    create_history(connection, index.warehouse, index.run, DATABASE, index.vouched)
    for name in ("committed_runs", "published"):
        connection.execute(f"CREATE OR REPLACE TABLE {DATABASE}.{name} AS SELECT * FROM temp.{name}")
    note_run(connection, DATABASE, index.warehouse, index.run)
