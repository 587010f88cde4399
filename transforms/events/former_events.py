"""What the run before says of a camera day: the rows that readers see while the next run works."""

from datetime import date
from functools import lru_cache

import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.table import Table
from pantau.schemas.tables import ANOMALIES, COVERAGE, EVENT_TABLES, STAFF_PRESENCE
from pantau.transforms.events.event_rows import Row
from pantau.transforms.tables.partition_files import read_file
from pantau.transforms.tables.visible_files import VisibleFile, standing_files


def former_events(warehouse: str, camera_id: str, day: date) -> dict[str, list[Row]]:
    """The rows of a camera and a service date, by event table, of the run that a draft builds upon; whoever owns them.

    None where nothing was committed before. Of a file that is gone nothing is known.

    Raises:
        ValueError: a file cannot be read; the message says what to do.
    """
    return {table.name: _rows(warehouse, table, day, "camera_id", camera_id) for table in EVENT_TABLES}


def former_of_agency(warehouse: str, agency_id: str, day: date) -> dict[str, list[Row]]:
    """Candidates and presence of an agency and a service date, of whatever cameras; else as `former_events`."""
    return {table.name: _rows(warehouse, table, day, "agency_id", agency_id) for table in (ANOMALIES, STAFF_PRESENCE)}


def listed_until(warehouse: str, camera_id: str, day: date) -> float:
    """Up to when the run that a draft builds upon knew what a camera has recorded of a date, epoch seconds UTC.

    Infinite where it knew of all, or nothing was committed before. Raises as `former_events`.
    """
    known = _rows(warehouse, COVERAGE, day, "camera_id", camera_id)
    coming = [row for row in known if row["coverage_state"] == "not_yet"]
    return min((row["started_at"].timestamp() for row in coming), default=float("inf"))


def _rows(warehouse: str, table: Table, day: date, column: str, value: str) -> list[Row]:
    whole = _of_date(table, tuple(standing_files(warehouse, table, service_date=day)))
    return whole.filter(pc.equal(whole[column], value)).to_pylist()


# The cameras of a date follow one another, and share its files.
@lru_cache(maxsize=2 * len((COVERAGE, *EVENT_TABLES)))
def _of_date(table: Table, files: tuple[VisibleFile, ...]) -> pa.Table:
    parts = [table.schema.empty_table()]
    for file in files:
        try:
            parts.append(read_file(file))
        except FileNotFoundError:
            continue
        except (OSError, pa.ArrowException) as error:
            raise ValueError(
                f"{file.path}: cannot be read ({error}), and with it the ids of its events; bring it back from a "
                "backup, or remove it: its events then get ids as in a new warehouse"
            ) from error
    return pa.concat_tables(parts, promote_options="default")
