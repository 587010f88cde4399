"""The recordings of cameras by the local date on which they began."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.tables.partition_files import read_table


class RecordingIndex:
    """The recordings of a warehouse as they are at one moment: each of its tables is read once, when it is needed."""

    def __init__(self, warehouse: str) -> None:
        self._warehouse = warehouse
        self._tables: dict[tuple[str, date], pa.Table] = {}
        self._rows: dict[tuple[str, str, date], list[dict]] = {}

    def on(self, agency: str, camera_id: str, day: date) -> list[dict]:
        """The rows of those of a camera that began on a local date."""
        asked = agency, camera_id, day
        if asked not in self._rows:
            table = self._table(agency, day)
            # A run's table has the recordings of all its cameras.
            self._rows[asked] = table.filter(pc.equal(table["camera_id"], camera_id)).to_pylist()
        return self._rows[asked]

    def _table(self, agency: str, day: date) -> pa.Table:
        if (agency, day) not in self._tables:
            self._tables[agency, day] = read_table(self._warehouse, RECORDINGS, service_date=day, agency_id=agency)
        return self._tables[agency, day]


def recordings_of(index: RecordingIndex, site: Site, camera_id: str, day: date) -> list[dict]:
    """The recordings of a camera that show part of a local date; one may have begun the day before."""
    bounds = day_bounds(site.zone, day)
    return [
        row
        for row in of_two_days(index, site.camera(camera_id).agency, camera_id, day)
        if row["started_at"].timestamp() < bounds[1] and row["ended_at"].timestamp() > bounds[0]
    ]


def of_two_days(index: RecordingIndex, agency: str, camera_id: str, day: date) -> list[dict]:
    """The recordings of a camera that began on a local date or the day before."""
    return [*index.on(agency, camera_id, day - ONE_DAY), *index.on(agency, camera_id, day)]
