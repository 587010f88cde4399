"""What the event stage costs for many camera days, by activity and by quiet hours; part of `make bench`.

A few days are drawn and stand for all cameras and dates, so that a year is made in minutes; the stage cannot know, and
does the whole work for each. CPU seconds are of the process that runs the stage and of those that it starts, with their
start; peak memory is that of the largest of them.
"""

import argparse
import multiprocessing
import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table as Printed

from benchmarks.camera_days import (
    AGENCY,
    FIRST_DAY,
    HOUR_S,
    HOURS,
    USUAL_VISITS,
    draw_hours,
    office,
    office_site,
    quiet_hour,
)
from pipelines.night import Night
from pipelines.nightly import run_night
from schemas.table import Table
from schemas.tables import EVENT_TABLES, OBSERVATIONS, RECORDINGS, SAMPLES
from transforms.events.load import LEEWAY_S
from transforms.inventory.turns import take_turns
from transforms.observe.likeness import MEMORY_S
from transforms.observe.observer import Observer, observer_of
from transforms.warehouse.partitions import Partition, read_table, write_partition

DRAWN = 3
"""Different days of each activity."""

KIBIBYTES_A_MEBIBYTE = 1024

ACTIVITIES = (0.0, 0.5, 1.0, 2.0)
QUIET_HOURS = 12


class Load(NamedTuple):
    """What a warehouse is filled with: visits a camera and day as a multiple of the usual, hours with nobody besides.

    `activities` are dealt out to the cameras in turn.
    """

    cameras: int
    days: int
    activities: tuple[float, ...] = (1.0,)
    quiet_hours: int = 0


class Cost(NamedTuple):
    """Of an event stage: seconds by the clock and of CPU, peak memory in MiB, and the rows it wrote by table."""

    took_s: float
    cpu_s: float
    peak_mib: int
    rows: dict[str, int]


def main() -> None:
    """Runs the stage in a process of its own for each activity, with quiet hours, and for many cameras; prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=2)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--year", action="store_true", help="then 1 camera over 365 days too, and 50 over a week; 9 GB")
    given = parser.parse_args()
    console = Console()
    console.print(events_table(given.cameras, given.days))
    if given.year:
        console.print(_printed("A year and a week", [Load(1, 365), Load(50, 7, ACTIVITIES)]))


def events_table(cameras: int = 2, days: int = 5) -> Printed:
    """Activities of none to twice the usual, and the usual one with hours of nobody."""
    loads = [*(Load(cameras, days, (times,)) for times in ACTIVITIES), Load(cameras, days, (1.0,), QUIET_HOURS)]
    return _printed("Event stage", loads)


def _printed(title: str, loads: list[Load]) -> Printed:
    printed = Printed(
        "activity", "cameras × days", "hours recorded", "services a camera day", "CPU s a camera day",
        "CPU s a camera year", "s a camera day", "peak MiB", title=title,
    )  # fmt: skip
    for load in loads:
        cost, each = measure(load), load.cameras * load.days
        printed.add_row(
            " ".join(f"{times:g}" for times in load.activities), f"{load.cameras} × {load.days}",
            f"{HOURS + load.quiet_hours}", f"{cost.rows['service_time'] / each:.1f}", f"{cost.cpu_s / each:.3f}",
            f"{cost.cpu_s / each * 365:.0f}", f"{cost.took_s / each:.3f}", f"{cost.peak_mib}",
        )  # fmt: skip
    return printed


def measure(load: Load) -> Cost:
    """Fills a warehouse and runs the stage over it in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        fill(folder, load)
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            return alone.submit(run, folder, load).result()


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


def run(warehouse: str, load: Load) -> Cost:
    """Runs the event stage over all of it, as `pantau events` does."""
    dates = tuple(FIRST_DAY + timedelta(days=number) for number in range(load.days))
    night = Night(observer_of(office_site(office(load.cameras)), "."), ".", warehouse, dates)
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    run_night(night, None, ("events",))
    took, cpu = time.perf_counter() - began, sum(os.times()[:4]) - cpu
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(
        took,
        cpu,
        peak // KIBIBYTES_A_MEBIBYTE,
        {table.name: read_table(warehouse, table).num_rows for table in EVENT_TABLES},
    )


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
            "packets": 90_000,
            "inner_gaps_s": [],
            "defects": [],
        }
        for begun in (datetime.fromtimestamp(starts + hour * HOUR_S, UTC) for hour in range(hours))
    ]


def _write(warehouse: str, observer: Observer, recordings: list[dict], hours: list[tuple[pa.Table, pa.Table]]) -> None:
    for turn, (samples, people) in zip(take_turns(recordings, MEMORY_S + LEEWAY_S, 0.0), hours, strict=True):
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


if __name__ == "__main__":
    main()
