"""What each stage of a night costs: a night on one thread in this process, with a clock on what each stage calls.

Run as `python -m benchmarks.stages --site FILE --archive DIR --warehouse DIR` with a new warehouse; prints JSON. Each
stage has the processor seconds spent in it and in nothing else that has a clock; what remains is the engine's. What a
night does in processes behind bulkheads is done here without them: the clocks see one process.
"""

import argparse
import json
import os
import resource
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import wraps
from importlib import import_module
from inspect import isgeneratorfunction
from pathlib import Path

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.commands.arguments.warehouse import prepare_warehouse
from pantau.pipelines.nightly import run_night
from pantau.schemas.site import load_site
from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_SAMPLES, SAMPLES
from pantau.sql import ask, questions
from pantau.transforms.bulkhead import ALLOCATION
from pantau.transforms.detection import observe_recordings
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from pantau.transforms.recordings.probed import probe_recordings
from pantau.transforms.refinement import refine_uncertain_times
from pantau.transforms.tables.partition_files import read_table

ENGINE, SQL = "engine", "SQL"

CLOCKS = (
    ("hash", "pantau.transforms.recordings.digest:sha256"),
    ("demux", "pantau.transforms.recordings.probing.packets:read_packets"),
    ("inventory, other", "pantau.transforms.recordings.probing.probe:probe"),
    ("decode", "pantau.transforms.detection.sampling.decode:_frames"),
    ("frame health", "pantau.transforms.detection.image_health:measure_image_health"),
    ("detect people", "pantau.transforms.detection.models.person_detector:PersonDetector.detect"),
    ("observe seats", "pantau.transforms.detection.models.seat_detector:SeatWatcher.watch"),
    ("similarity", "pantau.transforms.detection.appearance_memory:Memory.compare"),
    ("tell what is still", "pantau.transforms.detection.sampling.skipping:skip_static"),
    ("compare frames", "pantau.transforms.detection.frame_detector:FrameDetector.detect"),
    ("observe, other", "pantau.transforms.detection.observe_recording:ObserveRecording.__call__"),
    ("observe, other", "pantau.transforms.detection.refine_recording:RefineRecording.__call__"),
    ("load", "pantau.transforms.tracking.camera_days.load:camera_day_of"),
    ("link", "pantau.transforms.counters.tracked_camera_day:track_camera_day"),
    ("events", "pantau.transforms.refinement.refinement_windows:refinement_windows"),
    ("events", "pantau.transforms.events.find_events:find_events"),
    ("write", "pantau.transforms.tables.partition_files:write_partition"),
    (SQL, "pantau.sql.asking:ask"),
)
"""Each stage, and the functions that its time goes to."""

STAGES = (*dict.fromkeys(name for name, _ in CLOCKS), ENGINE)
ONE_THREAD = ("--runner=FnApiRunner",)


@dataclass(frozen=True)
class Clocked:
    """A night on one thread: seconds recorded, bytes read and written, frames observed, and by stage the processor
    seconds and the calls; MiB of the process at its peak."""

    seconds: float
    archive_bytes: int
    table_bytes: int
    frames: int
    spent: dict[str, float]
    calls: dict[str, int]
    peak_mib: float

    def core_s_per_hour(self, stage: str | None = None) -> float:
        """Core-seconds per hour recorded: of a stage, or of all but the engine, whose cost is one of a night."""
        spent = self.spent[stage] if stage else sum(s for name, s in self.spent.items() if name not in (ENGINE, SQL))
        return spent / self.seconds * 3600


class Clocks:
    """Processor time by stage, that of libraries' own threads too: a stage called within another stops the other's.

    Right as long as one thing is done at a time, as by the engine with one worker.
    """

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._running = threading.local()

    def put_on(self, stage: str, place: str) -> None:
        """Puts a clock on a function, wherever a loaded module knows it, or on a method of a class."""
        module_name, _, path = place.partition(":")
        owner = import_module(module_name)
        *classes, name = path.split(".")
        for one in classes:
            owner = getattr(owner, one)
        function = getattr(owner, name)
        timed = self._timed_iterator(stage, function) if isgeneratorfunction(function) else self._timed(stage, function)
        if classes:
            setattr(owner, name, timed)
            return
        for module in list(sys.modules.values()):
            for known, value in list(vars(module).items()) if hasattr(module, "__dict__") else ():
                if value is function:
                    setattr(module, known, timed)

    def _timed(self, stage: str, function: Callable) -> Callable:
        @wraps(function)
        def timed(*args, **kwargs):
            self.calls[stage] += 1
            self._switch(stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._back()

        return timed

    def _timed_iterator(self, stage: str, function: Callable[..., Iterator]) -> Callable[..., Iterator]:
        @wraps(function)
        def timed(*args, **kwargs):
            steps = function(*args, **kwargs)
            while True:
                self._switch(stage)
                try:
                    step = next(steps)
                except StopIteration:
                    return
                finally:
                    self._back()
                self.calls[stage] += 1
                yield step

        return timed

    def _switch(self, stage: str | None) -> None:
        stack = self._stack()
        self._charge(stack)
        stack.append(stage)

    def _back(self) -> None:
        stack = self._stack()
        self._charge(stack)
        stack.pop()

    def _stack(self) -> list[str]:
        if not hasattr(self._running, "stack"):
            self._running.stack, self._running.since = [], time.process_time()
        return self._running.stack

    def _charge(self, stack: list[str]) -> None:
        now = time.process_time()
        if stack:
            with self._lock:
                self.spent[stack[-1]] += now - self._running.since
        self._running.since = now


def measure(site_file: Path, archive: str, warehouse: str) -> Clocked:
    """A night, and every shipped question on what it found; the warehouse must be new."""
    site = load_site(site_file)
    observer = observer_of(site, site_file.parent)
    named = (one for one in named_files(site, archive) if isinstance(one, DatedFile))
    dates = {one.recording.service_date(site.zone) for one in named}
    batch = BatchRun(observer, archive, warehouse, tuple(sorted(dates)), ONE_THREAD)
    prepare_warehouse(warehouse)
    for step in (probe_recordings, observe_recordings, refine_uncertain_times):
        step.Bulkhead = _no_bulkhead
    clocks = Clocks()
    for stage, place in CLOCKS:
        clocks.put_on(stage, place)
    began = time.process_time()
    recordings = run_night(batch).recordings
    for question in questions():
        ask(warehouse, question.name)
    whole = time.process_time() - began
    spent = {stage: clocks.spent[stage] for stage in STAGES[:-1]}
    return Clocked(
        seconds=sum(row["duration_s"] for row in recordings),
        archive_bytes=sum(row["bytes"] for row in recordings),
        table_bytes=sum(path.stat().st_size for path in Path(warehouse).rglob("*.parquet")),
        frames=sum(_rows(batch, table) for table in (SAMPLES, CLOSER_SAMPLES)),
        spent={**spent, ENGINE: max(0.0, whole - sum(spent.values()))},
        calls={stage: clocks.calls[stage] for stage in STAGES[:-1]},
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _no_bulkhead(function: Callable, *_, **__) -> Callable:
    return function


def _rows(batch: BatchRun, table: Table) -> int:
    return sum(read_table(batch.warehouse, table, service_date=day).num_rows for day in batch.days)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option in ("--site", "--archive", "--warehouse"):
        parser.add_argument(option, required=True)
    given = parser.parse_args()
    if not os.environ.keys() >= ALLOCATION.keys():
        # As in the processes of a night; it is read as a process starts.
        command = [sys.executable, "-m", "benchmarks.stages", *sys.argv[1:]]
        os.execve(sys.executable, command, {**ALLOCATION, **os.environ})
    print(json.dumps(asdict(measure(Path(given.site), given.archive, given.warehouse))))


if __name__ == "__main__":
    main()
