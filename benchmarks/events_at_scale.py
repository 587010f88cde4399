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
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import NamedTuple, TypeVar

from rich.console import Console
from rich.table import Table as Printed

from benchmarks.material.made_office import FIRST_DAY, HOURS, office, office_site
from benchmarks.material.observed_days import Load, fill
from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.nightly import run_night
from pantau.schemas.tables import EVENT_TABLES
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import read_table

KIBIBYTES_A_MEBIBYTE = 1024

ACTIVITIES = (0.0, 0.5, 1.0, 2.0)
QUIET_HOURS = 12

Result = TypeVar("Result")


class EventsCost(NamedTuple):
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


def measure(load: Load) -> EventsCost:
    """Fills a warehouse and runs the stage over it, each in a process of its own.

    A process counts the memory of the one that started it as its own, at its peak: that one must stay small.
    """
    with tempfile.TemporaryDirectory() as folder:
        _alone(fill, folder, load)
        return _alone(run, folder, load)


def _alone(work: Callable[[str, Load], Result], folder: str, load: Load) -> Result:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, folder, load).result()


def run(warehouse: str, load: Load) -> EventsCost:
    """Runs the event stage over all of it, as `pantau events` does."""
    dates = tuple(FIRST_DAY + timedelta(days=number) for number in range(load.days))
    batch = BatchRun(observer_of(office_site(office(load.cameras)), "."), ".", warehouse, dates)
    began, cpu = time.perf_counter(), sum(os.times()[:4])
    run_night(batch, ("events",))
    took, cpu = time.perf_counter() - began, sum(os.times()[:4]) - cpu
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return EventsCost(
        took,
        cpu,
        peak // KIBIBYTES_A_MEBIBYTE,
        {table.name: read_table(warehouse, table).num_rows for table in EVENT_TABLES},
    )


if __name__ == "__main__":
    main()
