"""A camera day from the warehouse to tables of events: work that a process of its own can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from schemas.tables import EVENT_TABLES
from transforms.events.find import find_events
from transforms.events.load import load_camera_day
from transforms.events.rows import Place, Provenance, Row
from transforms.observe.observer import Observer
from transforms.provenance import code_hash, config_hash

Tables = dict[str, list[pa.Table]]


@dataclass(frozen=True)
class TablesOfEvents:
    """(camera, ISO date) → by the name of each event table, its rows: an Arrow table for each partition that has any.

    `run_ids` name the run of each date.
    """

    observer: Observer
    warehouse: str
    run_ids: Mapping[date, str]

    def __call__(self, camera_day: tuple[str, str]) -> Tables:
        camera_id, day = camera_day[0], date.fromisoformat(camera_day[1])
        provenance = Provenance(
            self.run_ids[day], code_hash(), config_hash(self.observer.site), self.observer.version(camera_id, day)
        )
        found = vars(
            find_events(
                self.observer.site,
                Place(self.observer.site.id, camera_id, day),
                provenance,
                load_camera_day(self.warehouse, self.observer, camera_id, day),
            )
        )
        return {
            table.name: [table.arrow(rows) for rows in _by_partition(table.partition, found[table.name])]
            for table in EVENT_TABLES
        }


def _by_partition(columns: tuple[str, ...], rows: list[Row]) -> list[list[Row]]:
    parts: dict[tuple, list[Row]] = {}
    for row in rows:
        parts.setdefault(tuple(row[name] for name in columns), []).append(row)
    return list(parts.values())
