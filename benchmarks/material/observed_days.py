"""A warehouse of many camera days as inventory and observer would have left it; a few drawn days stand for all."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.material.camera_days import draw_hours, quiet_hour
from benchmarks.material.made_office import AGENCY, FIRST_DAY, HOUR_S, HOURS, USUAL_VISITS, office, office_site
from pantau.schemas.table import Table
from pantau.schemas.tables import OBSERVATIONS, RECORDINGS, SAMPLES
from pantau.transforms.detection.appearance_memory import MEMORY_S
from pantau.transforms.detection.observed_recordings import LEEWAY_S
from pantau.transforms.detection.observer import Observer, observer_of
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.tables.partition_files import Partition, write_partition

DRAWN = 3
"""Different days of each activity."""


class Load(NamedTuple):
    """What a warehouse is filled with: visits a camera and day as a multiple of the usual, hours with nobody besides.

    `activities` are dealt out to the cameras in turn.
    """

    cameras: int
    days: int
    activities: tuple[float, ...] = (1.0,)
    quiet_hours: int = 0


def fill(warehouse: str, load: Load) -> None:
    """Writes what inventory and observer would have written; half of the quiet hours lie before the others."""
    scenario = office(load.cameras)
    observer = observer_of(office_site(scenario), ".")
    starts = scenario.started_at.timestamp() - load.quiet_hours // 2 * HOUR_S
    before = [quiet_hour()] * (load.quiet_hours // 2)
    after = [quiet_hour()] * (load.quiet_hours - load.quiet_hours // 2)
    for number in range(load.days):
        day, rows = FIRST_DAY + timedelta(days=number), []
        for index, camera in enumerate(scenario.cameras):
            times = load.activities[index % len(load.activities)]
            hours = [*before, *_drawn(times, (number + index) % DRAWN), *after]
            mine = _recordings(observer, camera.id, starts + number * 86_400, len(hours))
            _write(warehouse, observer, mine, hours)
            rows += mine
        write_partition(warehouse, Partition(RECORDINGS, (day, AGENCY)), RECORDINGS.arrow(rows))


@cache
def _drawn(times: float, seed: int) -> list[tuple[pa.Table, pa.Table]]:
    return draw_hours(USUAL_VISITS * times, seed) if times else [quiet_hour()] * HOURS


def _recordings(observer: Observer, camera_id: str, starts: float, hours: int) -> list[dict]:
    """A recording an hour, the first from `starts`, epoch seconds UTC, as the inventory writes them."""
    return [
        {
            **dict.fromkeys(column for column in RECORDINGS.columns if RECORDINGS.nullable(column)),
            **dict.fromkeys(("name_pattern", "clock_source", "container", "codec", "run_id"), "synthetic"),
            "recording_id": f"{camera_id}-{begun:%Y%m%d%H}",
            "site_id": observer.site.id,
            "agency_id": AGENCY,
            "camera_id": camera_id,
            "service_date": begun.astimezone(observer.site.zone).date(),
            "recording_uri": f"{camera_id}/{begun:%Y%m%d%H}.mp4",
            "recording_sha256": "0" * 64,
            "bytes": 1,
            "recorder_started_at": begun,
            "clock_offset_s": 0.0,
            "clock_uncertainty_s": 2.0,
            "started_at": begun,
            "ended_at": begun + timedelta(seconds=HOUR_S),
            "duration_s": float(HOUR_S),
            "timeline_source": "pts",
            "width": 1920,
            "height": 1080,
            "rotation": 0,
            "mirrored": False,
            "pixel_aspect": 1.0,
            "packets": 90_000,
            "inner_gaps_s": [],
            "defects": [],
        }
        for begun in (datetime.fromtimestamp(starts + hour * HOUR_S, UTC) for hour in range(hours))
    ]


def _write(warehouse: str, observer: Observer, recordings: list[dict], hours: list[tuple[pa.Table, pa.Table]]) -> None:
    for turn, (samples, people) in zip(assign_ownership(recordings, MEMORY_S + LEEWAY_S, 0.0), hours, strict=True):
        row = turn.recording
        version = observer.version(row["camera_id"], row["service_date"])
        notes = {
            "model_hash": version,
            "turn": turn.digest,
            "recording_sha256": row["recording_sha256"],
            "failure": "",
        }
        shared = {**{name: row[name] for name in ("site_id", *SAMPLES.partition)}, "model_hash": version}
        values = tuple(row[name] for name in SAMPLES.partition)
        zones = pc.replace_substring_regex(people["zone_id"], r"^cam-\d+", row["camera_id"])
        write_partition(
            warehouse, Partition(OBSERVATIONS, values), _with(OBSERVATIONS, people, shared | {"zone_id": zones})
        )
        write_partition(warehouse, Partition(SAMPLES, values), _with(SAMPLES, samples, shared), notes)


def _with(table: Table, rows: pa.Table, columns: dict) -> pa.Table:
    """Rows with some columns replaced, by others or by one value for all."""
    for name, value in columns.items():
        field = table.schema.field(name)
        array = value if isinstance(value, pa.ChunkedArray) else pa.array([value] * len(rows), field.type)
        rows = rows.set_column(rows.schema.get_field_index(name), field, array)
    return rows.cast(table.schema)
