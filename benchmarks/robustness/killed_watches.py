"""`python -m benchmarks.robustness.killed_watches`: a watch killed at random while recordings come, and begun again.

The recordings of an archive come one after the other, in an order drawn anew; the watch is killed so many times, at
moments drawn anew, and goes on each time. Prints what was committed until each kill; and at the end whether all tables
but `runs` are as a night over all of the archive leaves them, the ids of events aside, and how often each recording was
decoded by runs that were committed.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.robustness.kill_points import ended, night
from pantau.schemas.tables import EVENT_TABLES, RUNS, TABLES
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.visible_files import run_of, visible_files

IDS = ("event_id", "service_event_id", "related_event_ids")
LIMIT_S = 1800.0


def rows_of(warehouse: str) -> dict[str, list[dict]]:
    """The rows of all tables but `runs`, without what depends on the runs before."""
    found = {}
    for table in TABLES.values():
        if table != RUNS and visible_files(warehouse, table):
            rows = read_table(warehouse, table).to_pylist()
            if table in EVENT_TABLES:
                rows = [{name: value for name, value in row.items() if name not in IDS} for row in rows]
            found[table.name] = rows
    return found


def watch(site: Path, archive: Path, warehouse: Path, *more: str, log: Path | None = None) -> subprocess.Popen:
    """A watch in a process group of its own; what it says goes to the end of a file, if one is given."""
    given = ["--site", str(site), "--archive", str(archive), "--warehouse", str(warehouse), "--no-index"]
    command = [sys.executable, "-m", "pantau", "watch", *given, "--settled", "0s", "--every", "1s", *more]
    with (log or Path(os.devnull)).open("ab") as said:
        return subprocess.Popen(command, stdout=said, stderr=said, start_new_session=True)


def put(file: Path, target: Path) -> None:
    """A file comes as a whole, as by a copy that is renamed when it is done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, target.with_suffix(".part"))
    os.replace(target.with_suffix(".part"), target)


def killed(site: Path, source: Path, folder: Path, kills: int, seed: int, longest_s: float) -> None:
    """See the module; prints what came of it."""
    chance = random.Random(seed)
    files = sorted(file for file in source.rglob("*") if file.is_file())
    chance.shuffle(files)
    archive, warehouse = folder / "archive", folder / "warehouse"
    for place in (archive, warehouse):
        place.mkdir()
    come = 0
    for kill in range(kills):
        running = watch(site, archive, warehouse)
        while come < len(files) * (kill + 1) // kills:
            put(files[come], archive / files[come].relative_to(source))
            come += 1
        time.sleep(chance.uniform(2.0, longest_s))
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        done = run_of(str(warehouse)) or 0
        print(f"killed {kill + 1} times, {come} of {len(files)} files have come, {done} runs are there", flush=True)
    status = ended(watch(site, archive, warehouse, "--once"), LIMIT_S)
    print(
        f"seed {seed}: {kills} kills, {run_of(str(warehouse))} runs, {done} of them before the last kill, ended with "
        f"{status}; {compared(site, source, warehouse)}"
    )


def compared(site: Path, archive: Path, warehouse: Path) -> str:
    """Whether the tables of a watch are as one night over all of an archive leaves them, and what its runs decoded."""
    alone = warehouse.with_name("alone")
    ended(night(site, str(archive), str(alone), warehouse.with_name("alone.log")), LIMIT_S)
    mine, others = rows_of(str(warehouse)), rows_of(str(alone))
    differing = [name for name in sorted(mine.keys() | others.keys()) if mine.get(name) != others.get(name)]
    runs = read_table(str(warehouse), RUNS).to_pylist()
    decoded = sum({run["run_id"] + str(run["started_at"]): run["recordings_observed"] for run in runs}.values())
    count = sum(file.is_file() for file in archive.rglob("*"))
    return (
        f"{'all tables are as of one night' if not differing else f'DIFFERENT: {differing}'}; "
        f"runs that were committed decoded {decoded} recordings, of {count}"
    )


def asked(name: str, text: str, kill: Callable[[Path, Path, Path, int, int, float], None]) -> None:
    """The command of a module: kills as it is asked to, in a folder that is removed in the end."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.robustness.{name}", description=text)
    parser.add_argument("--site", type=Path, required=True)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=25.0, help="most seconds until a kill (25)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        kill(options.site, options.archive, Path(temporary), options.kills, options.seed, options.longest)


if __name__ == "__main__":
    asked("killed_watches", __doc__, killed)
