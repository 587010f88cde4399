"""The tables of the benchmark on the screen."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy import Accuracy
from benchmarks.limits import MachineLimits
from benchmarks.measuring import Cost
from benchmarks.packet_sizes import PacketSizes
from benchmarks.plan import Assumptions, Need
from benchmarks.stages import ENGINE, SQL, STAGES, Clocked

UNKNOWN = "–"


def print_stages(console: Console, measured: Mapping[str, Clocked]) -> None:
    """Core-seconds per camera-hour by stage; a column for each footage."""
    table = Table("core-seconds per camera-hour, one thread", title="Stages")
    for name in measured:
        table.add_column(name, justify="right")
    hours = [one.seconds / 3600 for one in measured.values()]
    for stage in STAGES:
        if stage not in (SQL, ENGINE):
            table.add_row(stage, *(f"{one.core_s_per_hour(stage):.1f}" for one in measured.values()))
    table.add_section()
    table.add_row("together", *(f"{one.core_s_per_hour():.1f}" for one in measured.values()), style="bold")
    table.add_row("× real time, a core", *(f"{3600 / one.core_s_per_hour():,.0f}" for one in measured.values()))
    table.add_row("frames observed, an hour", *(f"{m.frames / h:,.0f}" for m, h in _with(measured, hours)))
    table.add_row("all shipped questions, s", *(f"{one.spent[SQL]:.2f}" for one in measured.values()))
    table.add_row("the engine, s a night", *(f"{one.spent[ENGINE]:.1f}" for one in measured.values()))
    table.add_row("peak memory, MiB", *(f"{one.peak_mib:,.0f}" for one in measured.values()))
    console.print(table)


def print_limits(console: Console, measured: Mapping[str, tuple[Clocked, MachineLimits]]) -> None:
    """What each stage reaches of what this machine can do at best."""
    table = Table("of the physical limit", title="Limits, one thread")
    for name in measured:
        table.add_column(name, justify="right")
    rows = {
        "demux: of demuxing alone": lambda m, at: _share(m.seconds / m.spent["demux"], at.demux_x),
        "decode: a frame costs, in key frames": lambda m, at: (
            f"{1000 * m.spent['decode'] / max(m.calls['decode'], 1) / at.key_ms:.1f}"
        ),
        "detect: GFLOP/s, of a matrix product": lambda _, at: _share(at.detector_gflops, at.processor_gflops),
        "detect: ms a frame": lambda _, at: f"{at.detector_ms:.1f}",
        "write: Parquet, of the disk's MB/s": lambda _, at: _share(at.parquet_mb_s, at.disk_mb_s),
        "whole night, of decoding all key frames": lambda m, at: _share(3600 / m.core_s_per_hour(), at.keys_x),
        "× real time: demuxing alone": lambda _, at: f"{at.demux_x:,.0f}",
        "× real time: all key frames": lambda _, at: f"{at.keys_x:,.0f}",
        "× real time: every frame": lambda _, at: f"{at.every_x:,.0f}",
    }
    for name, value in rows.items():
        table.add_row(name, *(value(*one) for one in measured.values()))
    console.print(table)


def print_systems(console: Console, costs: Mapping[str, Mapping[str, tuple[Cost, float]]], ours: str) -> None:
    """Core-seconds per camera-hour of each system; by footage, its cost and the seconds it watched."""
    table = Table(
        "footage", "system", "core-s a camera-hour", "× real time, a core", "of ours", "peak MiB", title="Systems"
    )
    for footage, systems in costs.items():
        own = _per_hour(*systems[ours])
        for name, (cost, seconds) in systems.items():
            spent = _per_hour(cost, seconds)
            cells = f"{spent:,.0f}", f"{3600 / spent:,.1f}", f"{spent / own:,.1f} ×", f"{cost.peak_mib:,.0f}"
            table.add_row(footage, name, *cells)
        table.add_section()
    console.print(table)


def print_accuracy(console: Console, title: str, measured: Mapping[str, Accuracy]) -> None:
    """A row for each system."""
    columns = "sessions: true, found, matched", "F1", "start s", "end s", "duration s", "staffed share, points"
    table = Table("system", *columns, title=title)
    for name, one in measured.items():
        errors = (UNKNOWN if error is None else f"{error:.2f}" for error in (one.start_s, one.end_s, one.duration_s))
        found = f"{one.true}, {one.found}, {one.matched}"
        table.add_row(name, found, f"{one.f1:.3f}", *errors, f"{one.staffed_points:.2f}")
    console.print(table)


def print_packets(console: Console, measured: Sequence[PacketSizes]) -> None:
    """A row for each recording."""
    columns = "Mb/s", "key, kB", "others 5, 50, 95 %, kB", "a second, 10 and 90 % of median", "tells who walks (AUC)"
    table = Table("footage", *columns, title="Packet sizes")
    for one in measured:
        others = ", ".join(f"{size / 1000:.2f}" for size in one.others)
        spread = ", ".join(f"{share:.2f}" for share in one.second_spread)
        auc = UNKNOWN if one.walking_auc is None else f"{one.walking_auc:.2f}"
        table.add_row(one.name, f"{one.mbit_s:.2f}", f"{one.key / 1000:.0f}", others, spread, auc)
    console.print(table)


def print_plan(console: Console, needs: Sequence[Need], given: Assumptions) -> None:
    """What so many cameras need, and what was assumed."""
    table = Table("cameras", *(f"{need.cameras:,}" for need in needs), title="What a night of so many cameras needs")
    rows = {
        "core-hours": lambda n: f"{n.core_hours:,.2f}",
        f"cores for {given.window_h:g} h": lambda n: f"{n.cores:,}",
        "memory, GiB": lambda n: f"{n.memory_gib:,.1f}",
        "recordings read, GB": lambda n: f"{n.read_gb:,.0f}",
        "at MB/s": lambda n: f"{n.read_mb_s:,.1f}",
        "tables after a year, GB": lambda n: f"{n.tables_gb_a_year:,.2f}",
        "engine": lambda n: n.engine,
        "USD a night": lambda n: f"{n.money_a_night:,.2f}",
        "USD a month for the tables": lambda n: f"{n.tables_money_a_month:,.2f}",
    }
    for name, value in rows.items():
        table.add_row(name, *map(value, needs))
    console.print(table)
    told = ", ".join(f"{name} {value:g}" for name, value in asdict(given).items())
    console.print(f"Assumed, November 2026, not asked of anybody: {told}. Put in your own with --price name=value.")


def _with(measured: Mapping[str, Clocked], hours: Sequence[float]):
    return zip(measured.values(), hours, strict=True)


def _share(reached: float, limit: float) -> str:
    return f"{reached / limit:.0%}"


def _per_hour(cost: Cost, seconds: float) -> float:
    return cost.cpu_s / seconds * 3600
