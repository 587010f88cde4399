"""A camera day from the warehouse."""

from collections.abc import Iterable
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.site import Site
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, REJECTS, SAMPLES
from pantau.transforms.detection.appearance import MEMORY_S
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.refine import is_refined
from pantau.transforms.hours import ONE_DAY, day_bounds
from pantau.transforms.recordings.recording_index import RecordingIndex
from pantau.transforms.recordings.time_ownership import TimeOwnership, assign_ownership
from pantau.transforms.tables.partition_files import Partition, read_notes, read_table
from pantau.transforms.tracking.camera_days.camera_day import NEEDED, CameraDay, assemble

LEEWAY_S = 1.0
"""How much further back than the memory of similarity reaches a recording looks, so that no edge is missed."""

_CAMERA_DAY = ("agency_id", "camera_id", "service_date")


def recordings_of(index: RecordingIndex, site: Site, camera_id: str, day: date) -> list[dict]:
    """The recordings of a camera that show part of a local date; one may have begun the day before."""
    bounds = day_bounds(site.zone, day)
    return [
        row
        for row in _of_two_days(index, site.camera(camera_id).agency, camera_id, day)
        if row["started_at"].timestamp() < bounds[1] and row["ended_at"].timestamp() > bounds[0]
    ]


def ownership_of(index: RecordingIndex, site: Site, recordings: Iterable[dict]) -> dict[str, TimeOwnership]:
    """What each recording owns, by its id; midnight is not looked back over, since events end there."""
    recordings = list(recordings)
    wanted = {row["recording_id"] for row in recordings}
    return {
        ownership.recording["recording_id"]: ownership
        for agency, camera_id, day in sorted({tuple(row[name] for name in _CAMERA_DAY) for row in recordings})
        for ownership in assign_ownership(
            _of_two_days(index, agency, camera_id, day), MEMORY_S + LEEWAY_S, day_bounds(site.zone, day)[0]
        )
        if ownership.recording["recording_id"] in wanted and ownership.recording["service_date"] == day
    }


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
    )


def _rows(warehouse: str, table: Table, recordings: list[dict]) -> pa.Table:
    columns = [name for name in table.columns if name in NEEDED]
    nothing = table.schema.empty_table().select(columns)
    return pa.concat_tables([nothing, *(read_table(warehouse, table, columns, **place(row)) for row in recordings)])


def rejects_near(warehouse: str, camera_id: str, day: date) -> list[dict]:
    """The rejects of a camera of a local date and of the day before."""
    found = [read_table(warehouse, REJECTS, service_date=near) for near in (day - ONE_DAY, day)]
    return [row for rows in found for row in rows.filter(pc.equal(rows["camera_id"], camera_id)).to_pylist()]


def place(recording: dict) -> dict:
    """The partition of a recording's samples and observations."""
    return {name: recording[name] for name in SAMPLES.partition}


def is_observed(warehouse: str, observer: Observer, ownership: TimeOwnership) -> bool:
    """Whether the present observer has observed these very bytes, after these very recordings."""
    recording = ownership.recording
    notes = observation_notes(warehouse, recording) or {}
    version = observer.version(recording["camera_id"], recording["service_date"])
    return notes.get("model_hash") == version and notes.get("turn") == ownership.digest


def observation_notes(warehouse: str, recording: dict) -> dict[str, str] | None:
    """What the observer noted with a recording's samples, or `None` where it has not looked yet."""
    return read_notes(Partition(SAMPLES, tuple(place(recording).values())).path(warehouse))


def _of_two_days(index: RecordingIndex, agency: str, camera_id: str, day: date) -> list[dict]:
    """The recordings of a camera that began on a local date or the day before."""
    return [*index.on(agency, camera_id, day - ONE_DAY), *index.on(agency, camera_id, day)]
