"""What the event stage costs for many camera days, by activity and by quiet hours; part of `make bench`.

A few days are drawn and stand for all cameras and dates, so that a year is made in minutes; the stage cannot know, and
does the whole work for each. CPU seconds are of all threads together. Run with `--full` for 50 cameras over a year.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rich.console import Console
from rich.table import Table as Printed

from benchmarks.camera_days import AGENCY, FIRST_DAY, HOUR_S, HOURS, Watching, office, office_site, recordings_of
from pipelines.night import Night
from pipelines.nightly import run_night
from schemas.table import Table
from schemas.tables import OBSERVATIONS, RECORDINGS, SAMPLES, SERVICE_TIME
from transforms.events.load import LEEWAY_S
from transforms.inventory.turns import take_turns
from transforms.observe.likeness import MEMORY_S
from transforms.observe.observer import Observer, observer_of
from transforms.observe.pictures import SIGHTINGS_A_MILLISECOND
from transforms.simulate.scenario import Scenario
from transforms.simulate.script import write_script
from transforms.warehouse.partitions import Partition, read_table, write_partition

USUAL_VISITS, DRAWN = 60, 3
MEBIBYTE = 1024
MILLISECONDS_A_DAY = 86_400_000


class Cost(NamedTuple):
    """Of an event stage: seconds by the clock and of CPU, peak memory in MiB, and the sessions it found."""

    took_s: float
    cpu_s: float
    peak_mib: int
    sessions: int


def main() -> None:
    """Draws the days, runs the stage in a process of its own for each size, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=4)
    parser.add_argument("--days", type=int, default=5)
    parser.add_argument("--full", action="store_true", help="50 cameras and 365 days; needs 15 GB and half a day")
    parser.add_argument("--usual-only", action="store_true", help="without other activities and quiet hours")
    given = parser.parse_args()
    cameras, days = (50, 365) if given.full else (given.cameras, given.days)
    sizes = [
        (USUAL_VISITS, 0),
        *([] if given.usual_only else [(10, 0), (30, 0), (100, 0), (300, 0), (USUAL_VISITS, 12)]),
    ]
    printed = Printed(
        "visits a camera and day", "hours recorded", "sessions", "CPU s a camera day", "s a camera day",
        "CPU s a camera year", "peak MiB", title=f"Event stage, {cameras} cameras × {days} days",
    )  # fmt: skip
    for visits, quiet in sizes:
        with tempfile.TemporaryDirectory() as folder:
            fill(folder, cameras, days, visits, quiet)
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
                cost = alone.submit(run, folder, cameras, days, visits).result()
        each = cameras * days
        printed.add_row(
            f"{visits}", f"{HOURS + quiet}", f"{cost.sessions / each:.0f}", f"{cost.cpu_s / each:.3f}",
            f"{cost.took_s / each:.3f}", f"{cost.cpu_s / each * 365:.0f}", f"{cost.peak_mib}",
        )  # fmt: skip
    Console().print(printed)


def fill(warehouse: str, cameras: int, days: int, visits: float, quiet_hours: int) -> None:
    """Writes what inventory and observer would have written; half of the quiet hours lie before the others."""
    scenario = office(cameras, visits)
    observer = observer_of(office_site(scenario), ".")
    drawn = [_draw(observer, scenario, seed, quiet_hours) for seed in range(min(DRAWN, cameras * days))]
    dates = [FIRST_DAY + timedelta(days=number) for number in range(days)]
    for number, day in enumerate(dates):
        rows = []
        for index, camera in enumerate(scenario.cameras):
            starts = scenario.started_at.timestamp() + number * 86_400 - quiet_hours // 2 * HOUR_S
            mine = recordings_of(observer.site, camera.id, day, starts, HOURS + quiet_hours)
            _write(warehouse, observer, mine, drawn[(number * cameras + index) % len(drawn)], number)
            rows += mine
        write_partition(warehouse, Partition(RECORDINGS, (day, AGENCY)), RECORDINGS.arrow(rows))


def run(warehouse: str, cameras: int, days: int, visits: float) -> Cost:
    """Runs the event stage over all of it, as `pantau events` does."""
    dates = tuple(FIRST_DAY + timedelta(days=number) for number in range(days))
    night = Night(observer_of(office_site(office(cameras, visits)), "."), ".", warehouse, dates)
    began, cpu = time.perf_counter(), time.process_time()
    run_night(night, None, ("events",))
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE
    return Cost(took, cpu, peak, read_table(warehouse, SERVICE_TIME).num_rows)


Drawn = list[tuple[pa.Table, pa.Table]]
"""Samples and observations of each recording of the first camera on the first date."""


def _draw(observer: Observer, scenario: Scenario, seed: int, quiet_hours: int) -> Drawn:
    first, camera = scenario.started_at.timestamp(), scenario.cameras[0]
    watching = Watching(write_script(scenario, seed).camera(camera.id), first, np.random.default_rng(seed))
    shared = {"model_hash": "", "site_id": observer.site.id, "agency_id": AGENCY}
    shared |= {"camera_id": camera.id, "service_date": FIRST_DAY, "recording_id": ""}
    picture = {"key_frame": True, "width": 1920, "height": 1080, "brightness": 120.0, "sharpness": 300.0, "change": 1.0}
    drawn = []
    for hour in range(-(quiet_hours // 2), HOURS + quiet_hours // 2):
        samples, people = [], []
        for offset in np.arange(0.0, HOUR_S, observer.cadence_s).tolist():
            seen = list(watching.rows(hour * HOUR_S + offset)) if 0 <= hour < HOURS else []
            samples.append({**shared, **picture, "offset_s": offset, "people": len(seen)})
            people += [{**shared, **row, "offset_s": offset} for row in seen]
        drawn.append((SAMPLES.arrow(samples), OBSERVATIONS.arrow(people)))
    return drawn


def _write(warehouse: str, observer: Observer, recordings: list[dict], drawn: Drawn, days_later: int) -> None:
    for turn, (samples, people) in zip(take_turns(recordings, MEMORY_S + LEEWAY_S, 0.0), drawn, strict=True):
        row = turn.recording
        notes = {
            "model_hash": observer.version(row["camera_id"], row["service_date"]),
            "turn": turn.digest,
            "recording_sha256": row["recording_sha256"],
            "failure": "",
        }
        values = tuple(row[name] for name in SAMPLES.partition)
        people = _later(people, days_later * MILLISECONDS_A_DAY * SIGHTINGS_A_MILLISECOND)
        zones = pc.replace_substring_regex(people["zone_id"], r"^cam-\d+", row["camera_id"])
        people = people.set_column(people.schema.get_field_index("zone_id"), people.schema.field("zone_id"), zones)
        write_partition(warehouse, Partition(OBSERVATIONS, values), _of(OBSERVATIONS, people, values))
        write_partition(warehouse, Partition(SAMPLES, values), _of(SAMPLES, samples, values), notes)


def _later(people: pa.Table, step: int) -> pa.Table:
    """The same people, their sightings numbered from a later date on."""
    compared = people["compared_to"].combine_chunks()
    moved = pa.ListArray.from_arrays(compared.offsets, pc.add(compared.values, step))
    for name, column in (("sighting", pc.add(people["sighting"], step)), ("compared_to", moved)):
        field = people.schema.field(name)
        people = people.set_column(people.schema.get_field_index(name), field, column.cast(field.type))
    return people


def _of(table: Table, rows: pa.Table, values: tuple[date | str | None, ...]) -> pa.Table:
    """Rows in another partition."""
    for name, value in zip(table.partition, values, strict=True):
        field = rows.schema.field(name)
        rows = rows.set_column(rows.schema.get_field_index(name), field, pa.array([value] * len(rows), field.type))
    return rows


if __name__ == "__main__":
    main()
