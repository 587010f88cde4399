"""From measured costs to what a number of cameras needs: cores, memory, storage, money, and on which engine.

Prices are assumptions to be replaced by the reader's own (`--price name=value`); nobody was asked for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from benchmarks.material.footage import Kind
from benchmarks.office_day import MIX
from benchmarks.stages import ENGINE, Clocked

CAMERAS = (1, 10, 1_000, 100_000)
DAYS_KEPT = 365


@dataclass(frozen=True)
class Assumptions:
    """What is not measured. Money in US dollars, set down in November 2026 as round figures for planning."""

    hours_recorded: float = 10.0
    window_h: float = 8.0
    efficiency: float = 0.8
    own_core_hour: float = 0.02
    cluster_core_hour: float = 0.04
    dataflow_core_hour: float = 0.08
    storage_gb_month: float = 0.02
    largest_machine_cores: int = 32
    largest_cluster_cores: int = 1_000


@dataclass(frozen=True)
class Need:
    """What so many cameras need in a night: cores to be done in the window, GiB of memory, GB of recordings to be read,
    MB/s at which, GB of tables after a year, the engine, money a night, and a month for the tables."""

    cameras: int
    core_hours: float
    cores: int
    memory_gib: float
    read_gb: float
    read_mb_s: float
    tables_gb_a_year: float
    engine: str
    money_a_night: float
    tables_money_a_month: float


@dataclass(frozen=True)
class CameraHour:
    """An hour of an office day on average: core-seconds, bytes read and bytes of tables; core-seconds of a night that
    do not depend on its length; MiB of a worker."""

    core_s: float
    archive_bytes: float
    table_bytes: float
    night_s: float
    worker_mib: float


def camera_hour(measured: Mapping[Kind, Clocked], table_bytes: float) -> CameraHour:
    """The kinds weighed by their share of an office day.

    `table_bytes`: of tables for an hour of a whole day, since a file of few rows is mostly its frame.
    """

    def weighed(value) -> float:
        return sum(share * value(measured[kind]) for kind, share in MIX.items())

    return CameraHour(
        weighed(lambda one: one.core_s_per_hour()),
        weighed(lambda one: one.archive_bytes / one.seconds * 3600),
        table_bytes,
        max(one.spent[ENGINE] for one in measured.values()),
        max(one.peak_mib for one in measured.values()),
    )


def need(cameras: int, hour: CameraHour, given: Assumptions) -> Need:
    """What a number of cameras needs."""
    hours = cameras * given.hours_recorded
    core_hours = (hours * hour.core_s + hour.night_s) / 3600
    cores = max(1, ceil(core_hours / given.window_h / (given.efficiency if cameras > 1 else 1.0)))
    if cores <= given.largest_machine_cores:
        engine, price = "one machine", given.own_core_hour
    elif cores <= given.largest_cluster_cores:
        engine, price = "Flink cluster", given.cluster_core_hour
    else:
        engine, price = "Dataflow, or a Flink cluster a region", given.dataflow_core_hour
    read_gb, tables_gb = hours * hour.archive_bytes / 1e9, hours * hour.table_bytes * DAYS_KEPT / 1e9
    return Need(
        cameras,
        core_hours,
        cores,
        cores * hour.worker_mib / 1024,
        read_gb,
        read_gb * 1000 / given.window_h / 3600,
        tables_gb,
        engine,
        core_hours / given.efficiency * price,
        tables_gb * given.storage_gb_month,
    )
