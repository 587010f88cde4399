"""A camera day from the warehouse."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, SAMPLES
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.detection.observed_recordings import is_by, ownership_of, place
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine_recording import is_refined
from pantau.transforms.hours import camera_hours, day_bounds
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.recordings.time_ownership import TimeOwnership
from pantau.transforms.tables.partition_files import Partition, read_noted
from pantau.transforms.tracking.camera_days.camera_day import NEEDED, CameraDay, assemble

ONLY_SAMPLES = (SAMPLES,)
SAMPLED = (*ONLY_SAMPLES, OBSERVATIONS)
REFINED = (*SAMPLED, CLOSER_SAMPLES, CLOSER_OBSERVATIONS)


def load_camera_day(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """What is known of a camera on a local date. What an older observer saw counts as not observed."""
    ownerships = _standing(warehouse, observer, camera_id, day)
    return camera_day_of(warehouse, observer, camera_id, day, ownerships, REFINED)


def load_samples(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """The same without what was seen between the samples."""
    ownerships = _standing(warehouse, observer, camera_id, day)
    return camera_day_of(warehouse, observer, camera_id, day, ownerships, SAMPLED)


def _standing(warehouse: str, observer: Observer, camera_id: str, day: date) -> list[TimeOwnership]:
    index = RecordingIndex(warehouse)
    recordings = recordings_of(index, observer.site, camera_id, day)
    return list(ownership_of(index, observer.site, recordings).values())


def camera_day_of(
    warehouse: str,
    observer: Observer,
    camera_id: str,
    day: date,
    ownerships: Sequence[TimeOwnership],
    tables: tuple[Table, ...],
    reference: ViewReference | None = None,
    zones_void: bool = True,
) -> CameraDay:
    """What the store of a warehouse has of a camera on a local date, of recordings that show a part of it.

    `tables` are `SAMPLED`, or `REFINED` with what was seen between the samples; or `ONLY_SAMPLES`, which say when
    frames were observed, and not whom they showed. `reference`, `zones_void`: see `assemble`; a camera without zones
    has none that could be void.
    """
    site = observer.site
    noted = [(one, *_noted(warehouse, SAMPLES, one.recording)) for one in ownerships]
    sampled = [(one, rows) for one, notes, rows in noted if is_by(observer, one, notes)]
    seen = [one for one, _ in sampled]
    close = [one for one in seen if CLOSER_SAMPLES in tables and is_refined(warehouse, observer, one)]
    return assemble(
        day_bounds(site.zone, day),
        site.observer.cadence_s,
        site.thresholds_on(day),
        [one.recording for one in ownerships],
        {one.recording["recording_id"] for one in seen},
        pa.concat_tables([_nothing(SAMPLES), *(rows for _, rows in sampled)]),
        *(
            _rows(warehouse, table, [one.recording for one in found] if table in tables else [])
            for table, found in (
                (OBSERVATIONS, seen),
                (CLOSER_SAMPLES, close),
                (CLOSER_OBSERVATIONS, close),
            )
        ),
        service_hours=camera_hours(site, site.camera(camera_id), day),
        reference=reference,
        zones_void=zones_void and bool(site.camera(camera_id).view(day).zones),
    )


def _rows(warehouse: str, table: Table, recordings: list[dict]) -> pa.Table:
    return pa.concat_tables([_nothing(table), *(_noted(warehouse, table, row)[1] for row in recordings)])


def _noted(warehouse: str, table: Table, recording: dict) -> tuple[dict[str, str] | None, pa.Table]:
    return read_noted(warehouse, Partition(table, tuple(place(recording).values())), _nothing(table).column_names)


def _nothing(table: Table) -> pa.Table:
    return table.schema.empty_table().select([name for name in table.columns if name in NEEDED])
