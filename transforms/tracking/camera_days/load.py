"""A camera day from the warehouse."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, REJECTS, SAMPLES
from pantau.transforms.detection.observed_recordings import is_observed, ownership_of, place
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine_recording import is_refined
from pantau.transforms.hours import ONE_DAY, camera_hours, day_bounds
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tracking.camera_days.camera_day import NEEDED, CameraDay, assemble


def load_camera_day(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """What is known of a camera on a local date. What an older observer saw counts as not observed."""
    return _load(warehouse, observer, camera_id, day, (SAMPLES, OBSERVATIONS, CLOSER_SAMPLES, CLOSER_OBSERVATIONS))


def load_samples(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """The same without what was seen between the samples."""
    return _load(warehouse, observer, camera_id, day, (SAMPLES, OBSERVATIONS))


def load_sampling(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """The samples alone: when frames were observed, and not whom they showed."""
    return _load(warehouse, observer, camera_id, day, (SAMPLES,))


def _load(warehouse: str, observer: Observer, camera_id: str, day: date, tables: tuple[Table, ...]) -> CameraDay:
    site, index = observer.site, RecordingIndex(warehouse)
    recordings = recordings_of(index, site, camera_id, day)
    ownerships = ownership_of(index, site, recordings)
    seen = [row for row in recordings if is_observed(warehouse, observer, ownerships[row["recording_id"]])]
    close = seen if CLOSER_SAMPLES in tables else []
    close = [row for row in close if is_refined(warehouse, observer, ownerships[row["recording_id"]])]
    return assemble(
        day_bounds(site.zone, day),
        site.observer.cadence_s,
        site.thresholds_on(day),
        recordings,
        {row["recording_id"] for row in seen},
        *(
            _rows(warehouse, table, found if table in tables else [])
            for table, found in (
                (SAMPLES, seen),
                (OBSERVATIONS, seen),
                (CLOSER_SAMPLES, close),
                (CLOSER_OBSERVATIONS, close),
            )
        ),
        service_hours=camera_hours(site, site.camera(camera_id), day),
    )


def _rows(warehouse: str, table: Table, recordings: list[dict]) -> pa.Table:
    columns = [name for name in table.columns if name in NEEDED]
    nothing = table.schema.empty_table().select(columns)
    return pa.concat_tables([nothing, *(read_table(warehouse, table, columns, **place(row)) for row in recordings)])


def rejects_near(warehouse: str, camera_id: str, day: date) -> list[dict]:
    """The rejects of a camera of a local date and of the day before."""
    found = [read_table(warehouse, REJECTS, service_date=near) for near in (day - ONE_DAY, day)]
    return [row for rows in found for row in rows.filter(pc.equal(rows["camera_id"], camera_id)).to_pylist()]
