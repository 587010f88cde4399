"""Finding an event, and the recordings of its camera, in the warehouse."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from pantau.schemas.table import Table
from pantau.schemas.tables import EVENT_TABLES, RECORDINGS
from pantau.transforms.tables.manifest import files_of, kept_from, read_manifest, runs_of
from pantau.transforms.tables.partition import root_of
from pantau.transforms.tables.partition_files import read_table

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
    root, names = root_of(warehouse), {table.name for table in EVENT_TABLES}
    runs = [run for run in runs_of(root) if run >= kept_from(root)]
    published = [(run, read_manifest(root, run)["files"]) for run in reversed(runs)]
    if runs:
        # What older runs published is there as far as the oldest that is kept shows it.
        published.append(
            (runs[0], [entry for folders in files_of(root, runs[0]).values() for entry in folders.values()])
        )
    for run, entries in published:
        for entry in entries:
            path = root / entry.table / entry.folder / entry.file
            if entry.table in names and path.is_file():
                ids = pq.read_table(path, columns=["event_id"], partitioning=None)["event_id"]
                if pc.any(pc.equal(ids, event_id)).as_py():
                    return run
    return None


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
