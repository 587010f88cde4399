"""Finding an event, and the recordings of its camera, in the warehouse."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from pantau.schemas.table import Table
from pantau.schemas.tables import EVENT_TABLES, RECORDINGS
from pantau.transforms.tables.partition_files import read_table

Row = dict[str, Any]


@dataclass(frozen=True)
class Event:
    """A row of an event table, with the table it stands in."""

    table: Table
    row: Row


def find_event(warehouse: str | Path, event_id: str) -> Event:
    """The event of that id.

    Raises:
        ValueError: no event table has it; the message says what to do.
    """
    for table in EVENT_TABLES:
        rows = read_table(warehouse, table)
        found = rows.filter(pc.field("event_id") == event_id).to_pylist()
        if found:
            return Event(table, found[0])
    names = ", ".join(table.name for table in EVENT_TABLES)
    raise ValueError(
        f"event {event_id}: is in none of the tables {names} of {warehouse}; copy an event_id from a present answer, "
        "as a rerun after a change of zones or thresholds may have moved the event and given it another"
    )


def recordings_near(warehouse: str | Path, event: Event) -> list[Row]:
    """The rows of `recordings` of the event's camera, of its service date and the dates beside it."""
    day = event.row["service_date"]
    dates = [day + timedelta(days=shift) for shift in (-1, 0, 1)]
    return [
        row
        for near in dates
        for row in read_table(warehouse, RECORDINGS, service_date=near).to_pylist()
        if (row["site_id"], row["camera_id"]) == (event.row["site_id"], event.row["camera_id"])
    ]
