"""`python -m benchmarks`: speed, accuracy and memory by stage and beside others, and what a number of cameras needs.

Processor seconds are told, since time on the clock of a shared machine says little; compare rows of one run with each
other. Systems take turns on each footage. Nothing here fails because something is slow.
"""

import argparse
import json
import shutil
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from rich.console import Console

from benchmarks import printing
from benchmarks.accuracy import Accuracy, compare, in_tables, in_zones
from benchmarks.limits import MachineLimits
from benchmarks.material.footage import (
    BUSY,
    CONSTANT,
    FORMS,
    FULL_HD_HEVC,
    KINDS,
    NIGHT,
    NORMAL,
    QUIET,
    SMALL,
    SMALL_HEVC,
    VARIABLE,
    FootageStretch,
    Form,
    Kind,
    rendered,
)
from benchmarks.material.long_recording import GIGABYTE, look_at_long_recording
from benchmarks.measuring import PANTAU, PROJECT, Cost, cost_of, repeated
from benchmarks.office_day import Archive, office_day, put_together
from benchmarks.packet_sizes import real_clips, sizes_of
from benchmarks.plan import CAMERAS, Assumptions, camera_hour, need
from benchmarks.stages import ENGINE, SQL, Clocked
from benchmarks.systems import clocked_night, motion_scan, night, night_at_full_rate, peers_missing, polygon_zones

REAL = PROJECT.parent / "shared" / "footage" / "real"
OURS, FULL_RATE, ZONES, MOTION = "ours", "ours, every frame", "supervision: zones, ByteTrack", "DVR-Scan: motion alone"


@dataclass(frozen=True)
class BenchmarkSize:
    """How long it takes. Stretches of each kind and their seconds; of the day; stretches in a clocked night; kinds that
    the others watch; bytes of the long recording, 0 for none."""

    stretches: tuple[tuple[Kind, int], ...]
    seconds: int
    day_s: float
    closed: tuple[int, int]
    clocked: int
    others_watch: tuple[Kind, ...]
    long_bytes: float


SHORT = BenchmarkSize(((BUSY, 1), (NORMAL, 1), (QUIET, 1), (NIGHT, 1)), 120, 2_400, (1, 2), 5, (BUSY, NORMAL), 0)
WHOLE_DAY = BenchmarkSize(
    ((BUSY, 2), (NORMAL, 3), (QUIET, 1), (NIGHT, 1)), 240, 36_000, (8, 15), 5, KINDS, 4 * GIGABYTE
)


class Benchmark:
    """One run: what it measured is in `result`."""

    def __init__(self, size: BenchmarkSize, folder: Path, prices: Assumptions, console: Console):
        self.size, self.folder, self.prices, self.console = size, folder, prices, console
        self.result: dict[str, object] = {}
        self.stretches = [
            FootageStretch(kind, n, size.seconds) for kind, number in size.stretches for n in range(number)
        ]
        with console.status("Rendering footage, as far as it is not there yet"):
            self.files = rendered(self.stretches, (VARIABLE, CONSTANT), folder / "footage")
            few = [next(one for one in self.stretches if one.kind == kind) for kind in (BUSY, QUIET)]
            self.files |= rendered(few, FORMS, folder / "footage")

    def run(self) -> None:
        self.packets()
        clocked = self.stages()
        self.limits(clocked)
        self.accuracy()
        table_bytes = self.day()
        if self.size.long_bytes:
            self.long_recording()
        self.plan({kind: clocked[kind, VARIABLE] for kind in KINDS}, table_bytes)

    def packets(self) -> None:
        """How rendered packets compare with real ones."""
        sizes = [
            sizes_of(f"{stretch.kind.name}, {form.name}", file, stretch)
            for (stretch, form), file in self.files.items()
            if stretch.number == 0
        ]
        sizes += real_clips(REAL) if REAL.is_dir() else []
        printing.print_packets(self.console, sizes)
        self.result["packet_sizes"] = list(map(asdict, sizes))

    def stages(self) -> dict[tuple[Kind, Form], Clocked]:
        """Each stage of ours, and the others in turn with it."""
        clocked: dict[tuple[Kind, Form], Clocked] = {}
        systems: dict[str, dict[str, tuple[Cost, float]]] = {}
        for kind in KINDS:
            clocked[kind, VARIABLE] = ours = self._clocked(kind, VARIABLE)
            costs = systems[kind.name] = {OURS: (_cost(ours), ours.seconds)}
            if kind in self.size.others_watch:
                costs |= self._others(kind)
        for kind in KINDS:
            clocked[kind, CONSTANT] = self._clocked(kind, CONSTANT)
        for form in (FULL_HD_HEVC, SMALL, SMALL_HEVC):
            for kind in (BUSY, QUIET):
                clocked[kind, form] = self._clocked(kind, form)
        for form in FORMS:
            columns = {f"{kind.name}, {form.name}": one for (kind, f), one in clocked.items() if f == form}
            printing.print_stages(self.console, columns)
        printing.print_systems(self.console, systems, OURS)
        self.result["stages"] = {f"{kind.name}, {form.name}": asdict(one) for (kind, form), one in clocked.items()}
        self.result["systems"] = {
            footage: {name: {**asdict(cost), "seconds": seconds} for name, (cost, seconds) in by_name.items()}
            for footage, by_name in systems.items()
        }
        return clocked

    def _clocked(self, kind: Kind, form: Form) -> Clocked:
        with self.console.status(f"A night of {kind.name} footage, {form.name}"):
            archive = self._archive(f"{kind.name}-{form.name}", [self._first(kind)] * self.size.clocked, form)
            return repeated(lambda: clocked_night(archive), lambda one: sum(one.spent.values()))

    def _others(self, kind: Kind) -> dict[str, tuple[Cost, float]]:
        stretch = self._first(kind)
        archive = self._archive(f"{kind.name}-others", [stretch], VARIABLE)
        (recording,) = archive.recordings
        with self.console.status(f"The others watch {kind.name} footage"):
            zones = repeated(lambda: polygon_zones(archive, recording).cost, lambda cost: cost.cpu_s)
            motion = repeated(lambda: motion_scan(recording), lambda cost: cost.cpu_s)
        return {ZONES: (zones, archive.seconds), MOTION: (motion, archive.seconds)}

    def limits(self, clocked: dict[tuple[Kind, Form], Clocked]) -> None:
        """What each stage reaches of what this machine can do."""
        measured = {}
        for kind, form in ((BUSY, VARIABLE), (QUIET, VARIABLE), (BUSY, CONSTANT), (BUSY, SMALL)):
            answer = self.folder / "limits.json"
            file = str(self.files[self._first(kind), form])
            cost_of((PANTAU[0], "-m", "benchmarks.limits", file), answer)
            measured[f"{kind.name}, {form.name}"] = (
                clocked[kind, form],
                MachineLimits(**json.loads(answer.read_text(encoding="utf-8"))),
            )
        printing.print_limits(self.console, measured)
        self.result["limits"] = {name: asdict(limits) for name, (_, limits) in measured.items()}

    def accuracy(self) -> None:
        """The same footage by ours, by ours at every frame, and by polygon zones."""
        order = [one for one in self.stretches if one.kind in self.size.others_watch and one.kind.is_open]
        archive = self._archive("accuracy", order, VARIABLE)
        found: dict[str, Accuracy] = {}
        costs: dict[str, tuple[Cost, float]] = {}
        truth = in_tables(archive.truth)
        for name, run in ((OURS, night), (FULL_RATE, night_at_full_rate)):
            with self.console.status(f"Accuracy: {name}"):
                warehouse = self._new(f"warehouse-{name}")
                costs[name] = run(archive, warehouse), archive.seconds
                found[name] = compare(truth, in_tables(warehouse))
        with self.console.status(f"Accuracy: {ZONES}"):
            dwells = [polygon_zones(archive, recording) for recording in archive.recordings]
        starts = [archive.started_s + n * order[0].seconds for n in range(len(order))]
        parts = [(start, one.stays, one.seated) for start, one in zip(starts, dwells, strict=True)]
        found[ZONES] = compare(truth, in_zones(parts))
        costs[ZONES] = sum((one.cost for one in dwells[1:]), dwells[0].cost), archive.seconds
        printing.print_accuracy(self.console, "Accuracy, each stretch with people once", found)
        printing.print_systems(self.console, {"each stretch with people once, whole commands": costs}, OURS)
        self.result["accuracy"] = {name: {**asdict(one), "cost": asdict(costs[name][0])} for name, one in found.items()}

    def day(self) -> float:
        """An office day on all cores, as it is run every night; bytes of tables for an hour of it."""
        order = office_day(self.stretches, self.size.day_s)
        measured: dict[str, Accuracy] = {}
        for form in (VARIABLE, CONSTANT):
            with self.console.status(f"An office day, {form.name}"):
                archive = self._archive("day", order, form, pieces=10, closed=self.size.closed)
                warehouse = self._new("warehouse-day")
                cost = night(archive, warehouse)
            name = f"{archive.seconds / 3600:.2g} h, {form.name}"
            measured[name] = compare(in_tables(archive.truth), in_tables(warehouse))
            self.console.print(
                f"{name}: {archive.seconds / cost.wall_s:,.0f} × real time on the clock, "
                f"{archive.seconds / cost.cpu_s:,.0f} × a core, {cost.wall_s:.0f} s, peak {cost.peak_mib:,.0f} MiB"
            )
            self.result[f"day, {form.name}"] = {**asdict(cost), "seconds": archive.seconds, **asdict(measured[name])}
        printing.print_accuracy(self.console, "Office day of repeated footage, as it is run every night", measured)
        return sum(file.stat().st_size for file in warehouse.rglob("*.parquet")) / archive.seconds * 3600

    def long_recording(self) -> None:
        """Memory on a recording of several gigabytes."""
        with self.console.status("A long recording"):
            stretch = self._first(NORMAL)
            piece, folder = self.files[stretch, CONSTANT], self._new("long")
            said = look_at_long_recording(stretch, piece, folder, self.size.long_bytes)
        self.console.print(
            f"A recording of {said['bytes'] / GIGABYTE:.1f} GB, {said['seconds'] / 3600:.1f} h: "
            f"inventory peaks at {said['inventory'].peak_mib:,.0f} MiB, observe at {said['observe'].peak_mib:,.0f} MiB"
        )
        self.result["long_recording"] = {k: asdict(v) if isinstance(v, Cost) else v for k, v in said.items()}

    def plan(self, measured: dict[Kind, Clocked], table_bytes: float) -> None:
        """What a number of cameras needs."""
        hour = camera_hour(measured, table_bytes)
        needs = [need(cameras, hour, self.prices) for cameras in CAMERAS]
        printing.print_plan(self.console, needs, self.prices)
        self.result["plan"] = {
            "camera_hour": asdict(hour),
            "given": asdict(self.prices),
            "needs": list(map(asdict, needs)),
        }

    def _first(self, kind: Kind) -> FootageStretch:
        return next(one for one in self.stretches if one.kind == kind)

    def _archive(
        self, name: str, order: list[FootageStretch], form: Form, pieces: int = 1, closed: tuple[int, int] = (0, 0)
    ) -> Archive:
        files = {stretch: self.files[stretch, form] for stretch in set(order)}
        return put_together(order, files, self._new(name.replace(" ", "-").replace("/", "-")), pieces, closed)

    def _new(self, name: str) -> Path:
        """A folder of a name that is not there."""
        return _emptied(self.folder / "work" / name)


def _cost(one: Clocked) -> Cost:
    spent = sum(seconds for stage, seconds in one.spent.items() if stage not in (ENGINE, SQL))
    return Cost(spent, spent, one.peak_mib)


def _emptied(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def _price(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    known = {field.name: field.type for field in fields(Assumptions)}
    if name not in known:
        raise argparse.ArgumentTypeError(f"{name!r} is not assumed anywhere; name one of {', '.join(known)}")
    return name, known[name](value)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--day", action="store_true", help="a whole office day of 10 h, and a recording of 4 GB")
    parser.add_argument("--folder", type=Path, default=PROJECT / ".bench", help="where footage is kept (.bench)")
    parser.add_argument("--json", type=Path, help="file for the figures (FOLDER/figures.json)")
    parser.add_argument("--price", type=_price, action="append", default=[], metavar="name=value", help="see the plan")
    given = parser.parse_args()
    if missing := peers_missing():
        parser.error(missing)
    console = Console()
    prices = replace(Assumptions(), **dict(given.price))
    benchmark = Benchmark(WHOLE_DAY if given.day else SHORT, given.folder.resolve(), prices, console)
    benchmark.run()
    target = given.json or given.folder / "figures.json"
    target.write_text(json.dumps(benchmark.result, indent=1), encoding="utf-8")
    console.print(f"Figures: {target}")


if __name__ == "__main__":
    main()
