"""A camera day from the warehouse to tables of events: work that a process of its own can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from pantau.schemas.tables import COVERAGE, EVENT_TABLES
from pantau.transforms.detection.observer import Observer
from pantau.transforms.events.continued_events import FormerRows, continued, on_clock_of
from pantau.transforms.events.coverage_rows import coverage_rows
from pantau.transforms.events.event_rows import Provenance, Row
from pantau.transforms.events.find_events import find_events
from pantau.transforms.events.former_events import former_events
from pantau.transforms.provenance import code_hash, config_hash
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.load import load_camera_day, rejects_near

Tables = dict[str, list[pa.Table]]


FOUND = (COVERAGE, *EVENT_TABLES)
"""The tables that are made of a camera day."""


ALLOCATION = {
    "MALLOC_MMAP_THRESHOLD_": "32000000",
    "MALLOC_TRIM_THRESHOLD_": "64000000",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
"""glibc's, in bytes, and Arrow's: the arrays of a camera day, with millions of pairs, take the memory of those of the
day before, instead of getting it from the system and giving it back each time."""


@dataclass(frozen=True)
class TablesOfEvents:
    """(camera, ISO date) → by the name of each table of `FOUND`, its rows: an Arrow table for each partition with any.

    `run_ids` name the run of each date.
    """

    observer: Observer
    warehouse: str
    run_ids: Mapping[date, str]

    def __call__(self, camera_day: tuple[str, str]) -> Tables:
        site, camera_id, day = self.observer.site, camera_day[0], date.fromisoformat(camera_day[1])
        place, run = CameraDate(site.id, camera_id, day), self.run_ids[day]
        provenance = Provenance(run, code_hash(), config_hash(site), self.observer.version(camera_id, day))
        seen = load_camera_day(self.warehouse, self.observer, camera_id, day)
        events = continued(find_events(site, place, provenance, seen), self._former(place, seen))
        found = {
            COVERAGE.name: coverage_rows(site, place, run, seen, rejects_near(self.warehouse, camera_id, day)),
            **vars(events),
        }
        return {
            table.name: [table.arrow(rows) for rows in _by_partition(table.partition, found[table.name])]
            for table in FOUND
        }

    def _former(self, place: CameraDate, seen: CameraDay) -> FormerRows:
        """The rows of the run before, on the clocks that hold now."""
        return on_clock_of(former_events(self.warehouse, place.camera_id, place.service_date), seen.recordings)


def _by_partition(columns: tuple[str, ...], rows: list[Row]) -> list[list[Row]]:
    parts: dict[tuple, list[Row]] = {}
    for row in rows:
        parts.setdefault(tuple(row[name] for name in columns), []).append(row)
    return list(parts.values())
