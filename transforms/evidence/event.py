"""Finding an event, and the recordings of its camera, in the warehouse."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pantau.schemas.table import Table
from pantau.schemas.tables import EVENT_TABLES, RECORDINGS
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.copies import brought_files
from pantau.transforms.tables.delta.commits import commits_between, newest_commit, readable_runs
from pantau.transforms.tables.delta.current_files import files_of
from pantau.transforms.tables.delta.log import changed_between
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.table_file import sha256_in

Row = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A row of an event table, with the table it stands in; `as_of` is the run after which it did, if not the last."""

    table: Table
    row: Row
    as_of: int | None = None


def find_event(warehouse: str | Path, event_id: str, as_of: int | None = None) -> Event:
    """The event of that id, in the tables as they are or as they were after the run `as_of`.

    Raises:
        ValueError: no event table has it, or there is no such run; the message says what to do.
    """
    for table in EVENT_TABLES:
        rows = read_table(warehouse, table, as_of=as_of)
        found = rows.filter(pc.field("event_id") == event_id).to_pylist()
        if found:
            return Event(table, found[0], as_of)
    names = ", ".join(table.name for table in EVENT_TABLES)
    last = last_run_with(warehouse, event_id)
    then = (
        f"it was after run {last}: `--as-of {last}` shows it as it was then, and `pantau ask restatements -p "
        f"event={event_id}` which run changed it"
        if last is not None
        else "nor was it after an earlier run that can be read; copy an event_id from an answer"
    )
    raise ValueError(f"event {event_id}: is in none of the tables {names} of {warehouse}; {then}")


def last_run_with(warehouse: str | Path, event_id: str) -> int | None:
    """The newest run after which an event table had that event; `None` where none that can be read had it."""
    root = root_of(warehouse)
    if (newest := newest_commit(root)) is None:
        return None
    shown = [file for table in EVENT_TABLES for file in files_of(root, newest, table.name).values()]
    if any(_has(root / file.table / file.name, event_id) for file in shown):
        return newest.run
    oldest, later = readable_runs(root).oldest, newest
    for commit in commits_between(root, oldest - 1, newest.run):
        for table in EVENT_TABLES:
            before, now = (one.tables.get(table.name) for one in (commit, later))
            if before and now and before != now:
                # What the later run took out, this one showed.
                _, removed = changed_between(root, table.name, before.version, now.version)
                if any(_has(root / table.name / name, event_id) for name in removed):
                    return commit.run
        later = commit
    return None


def _has(place: Place, event_id: str) -> bool:
    (path,) = brought_files([(place, sha256_in(place.name))])
    if path is None:
        return False
    ids = pq.read_table(path, columns=["event_id"], partitioning=None)["event_id"]
    return bool(pc.any(pc.equal(ids, event_id)).as_py())


def recordings_near(warehouse: str | Path, event: Event) -> list[Row]:
    """The rows of `recordings` of the event's camera, of its service date and the dates beside it."""
    day = event.row["service_date"]
    dates = [day + timedelta(days=shift) for shift in (-1, 0, 1)]
    return [
        row
        for near in dates
        for row in read_table(warehouse, RECORDINGS, as_of=event.as_of, service_date=near).to_pylist()
        if (row["site_id"], row["camera_id"]) == (event.row["site_id"], event.row["camera_id"])
    ]
