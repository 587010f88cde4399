"""A camera day from the warehouse."""

from datetime import date, timedelta

import pyarrow as pa

from schemas.site import Site
from schemas.tables import OBSERVATIONS, RECORDINGS, SAMPLES
from transforms.events.camera_day import CameraDay, assemble
from transforms.hours import day_bounds
from transforms.observe.observer import Observer
from transforms.warehouse.partitions import Partition, read_notes, read_table


def recordings_of(warehouse: str, site: Site, camera_id: str, day: date) -> list[dict]:
    """The recordings of a camera that show part of a local date; one may have begun the day before."""
    bounds, agency = day_bounds(site.zone, day), site.camera(camera_id).agency
    rows = [
        row
        for near in (day - timedelta(days=1), day)
        for row in read_table(warehouse, RECORDINGS, service_date=near, agency_id=agency).to_pylist()
    ]
    return [
        row
        for row in rows
        if row["camera_id"] == camera_id
        and row["started_at"].timestamp() < bounds[1]
        and row["ended_at"].timestamp() > bounds[0]
    ]


def load_camera_day(warehouse: str, observer: Observer, camera_id: str, day: date) -> CameraDay:
    """What is known of a camera on a local date. What an older observer saw counts as not looked at."""
    site = observer.site
    recordings = recordings_of(warehouse, site, camera_id, day)
    seen = [row for row in recordings if is_observed(warehouse, observer, row)]
    return assemble(
        day_bounds(site.zone, day),
        site.observer.cadence_s,
        site.thresholds_on(day),
        recordings,
        {row["recording_id"] for row in seen},
        pa.concat_tables([SAMPLES.schema.empty_table(), *(read_table(warehouse, SAMPLES, **place(r)) for r in seen)]),
        pa.concat_tables(
            [OBSERVATIONS.schema.empty_table(), *(read_table(warehouse, OBSERVATIONS, **place(r)) for r in seen)]
        ),
    )


def place(recording: dict) -> dict:
    """The partition of a recording's samples and observations."""
    return {name: recording[name] for name in SAMPLES.partition}


def is_observed(warehouse: str, observer: Observer, recording: dict) -> bool:
    """Whether the present observer has looked at these very bytes."""
    notes = observation_notes(warehouse, recording)
    return bool(notes) and notes.get("model_hash") == observer.version(
        recording["camera_id"], recording["service_date"]
    )


def observation_notes(warehouse: str, recording: dict) -> dict[str, str] | None:
    """What the observer noted with a recording's samples, or `None` where it has not looked yet."""
    return read_notes(Partition(SAMPLES, tuple(place(recording).values())).path(warehouse))
