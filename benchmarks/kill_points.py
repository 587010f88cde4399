"""`python -m benchmarks.kill_points`: nights killed at random moments, each run again: are the tables the same?

Prints a line for each point: when the night was killed, what a reader saw then, and whether all visible files but those
of `runs` are, after the rerun, byte for byte those of a night that nobody killed.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from schemas.tables import EVENT_TABLES, RUNS, TABLES
from transforms.warehouse.manifest import changes, runs_of
from transforms.warehouse.visible import visible_files


def visible(warehouse: Path) -> dict[str, bytes]:
    """Every visible file by table and folder; `runs` notes times, which differ."""
    return {
        f"{table.name}/{file.partition.folder}": file.path.read_bytes()
        for table in TABLES.values()
        if table != RUNS
        for file in visible_files(warehouse, table)
    }


def night(office: Path, warehouse: Path) -> subprocess.Popen:
    """A night in a process group of its own; what it says goes to a file beside the warehouse."""
    given = ["--site", office / "site.yaml", "--archive", office / "archive", "--warehouse", warehouse]
    command = [sys.executable, "-X", "faulthandler", "-m", "pipelines", "nightly", *map(str, given)]
    with said(warehouse).open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)


def said(warehouse: Path) -> Path:
    """Where a night's words are."""
    return warehouse.with_suffix(".log")


def ended(running: subprocess.Popen, limit_s: float) -> int | None:
    """The exit status of a night, `None` of one that hung: then it has said where each of its threads was."""
    try:
        return running.wait(limit_s)
    except subprocess.TimeoutExpired:
        running.send_signal(signal.SIGABRT)
        running.wait()
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        return None


def kill_and_repeat(
    office: Path, warehouse: Path, after_s: float, limit_s: float, expected: dict[str, bytes]
) -> tuple[str, bool]:
    """What a reader saw when a night had been killed, and whether the rerun left the expected tables in time."""
    killed = night(office, warehouse)
    time.sleep(after_s)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    events = sum(len(visible_files(warehouse, table)) for table in EVENT_TABLES)
    whole = sum(f"{table.name}/" in name for table in EVENT_TABLES for name in expected)
    seen = {0: "nothing", whole: "a whole night"}.get(events, "half a night")
    status = ended(night(office, warehouse), limit_s)
    if status != 0:
        print(f"the rerun {'hung' if status is None else f'ended with {status}'}", said(warehouse).read_text("utf-8"))
    same = status == 0 and visible(warehouse) == expected and not list(changes(warehouse))
    return f"{seen} ({len(runs_of(warehouse))} runs after the rerun)", same and seen != "half a night"


def main() -> int:
    """0 when every rerun left the same tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=10.0, help="a rerun may take so many times a whole night")
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        office = Path(folder, "office")
        simulate = ["simulate", "--scenario", "tiny", "--out", str(office), "--seed", "3"]
        subprocess.run([sys.executable, "-m", "pipelines", *simulate], check=True, stdout=subprocess.DEVNULL)
        began = time.monotonic()
        if night(office, Path(folder, "whole")).wait():
            raise RuntimeError("the night that nobody kills failed")
        took_s, expected = time.monotonic() - began, visible(Path(folder, "whole"))
        bad = 0
        for point in range(arguments.points):
            after_s = dice.uniform(0.0, took_s)
            seen, same = kill_and_repeat(
                office, Path(folder, f"killed-{point}"), after_s, arguments.limit * took_s, expected
            )
            bad += not same
            print(
                f"killed after {after_s:5.1f} of {took_s:.1f} s: a reader saw {seen}; the same tables: {same}",
                flush=True,
            )
    print(f"{arguments.points - bad} of {arguments.points} reruns left the tables of a night that nobody killed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
