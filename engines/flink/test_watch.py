"""A watch as one pipeline without end on a Flink cluster leaves what a night over all recordings leaves."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engines.flink.cluster import PROJECT, FlinkCluster
from pantau.pipelines.command_line import main
from pantau.pipelines.watching.watch import SETTLED_S, Watch
from pantau.schemas.site import load_site
from pantau.schemas.tables import RUNS
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.writing.engine_drafts import is_under_way
from tests.batch_runs import tables_but_ids
from tests.end_to_end.cutting import cut, encode_again, join

WAIT_S = 300


@pytest.fixture(scope="module")
def pieces(archive, tmp_path_factory):
    """The two minutes of the office in four pieces, as a recorder writes them."""
    folder = tmp_path_factory.mktemp("pieces")
    whole = join(sorted((archive / "archive").rglob("*.mp4")), folder / "whole.mp4", 60)
    encode_again(whole, folder / "whole.avi", "mpeg4", 8, 8, b="4000000")
    return cut(folder / "whole.avi", folder / "recorder-cam-1", "2026-06-09T08:00:00", (0, 30, 60, 90, 120))


class WatchedOffice:
    """An archive into which recordings come, and a watch over it on a cluster, in a process of its own."""

    def __init__(self, folder: Path, site: Path, cluster: FlinkCluster, settled_s: float = 0.0) -> None:
        self.archive, self.warehouse = folder / "archive", folder / "warehouse"
        self.recorder = self.archive / "recorder-cam-1"
        self.recorder.mkdir(parents=True)
        self.inputs = ["--site", str(site), "--archive", str(self.archive), "--no-index"]
        observer = observer_of(load_site(site), site.parent)
        self.watch = Watch(observer, str(self.archive), str(self.warehouse), settled_s=settled_s)
        settled = () if settled_s == SETTLED_S else ("--settled", f"{settled_s:g}s")
        given = ["--warehouse", str(self.warehouse), "--every", "1s", *settled, *cluster.options]
        command = [sys.executable, "-m", "pantau", "watch", *self.inputs, *given, "--", "--checkpointing_interval=1000"]
        with (folder / "said").open("wb") as said:
            self.process = subprocess.Popen(command, cwd=PROJECT, stdout=said, stderr=said)

    def put(self, piece: Path, name: str = "") -> None:
        """A recording comes, under another name than its own if one is given."""
        shutil.copy(piece, self.recorder / (name or piece.name))

    def wait(self, until: Callable[[], bool]) -> None:
        """Waits for something, while the watch goes on."""
        deadline = time.monotonic() + WAIT_S
        while not until():
            assert self.process.poll() is None, "the watch has ended"
            assert time.monotonic() < deadline, "it takes too long"
            time.sleep(0.2)

    def works(self) -> bool:
        """Whether a run is under way."""
        return any(is_under_way(draft) for draft in self.warehouse.glob("_drafts/watch-*"))

    def has_told(self) -> bool:
        """Whether all that has come is in the tables."""
        return not self.works() and not self.watch.look(datetime.now(UTC)).days

    def runs(self) -> list[dict]:
        return read_table(self.warehouse, RUNS).to_pylist()

    def tables_of_a_night(self) -> dict:
        """What a night over the same archive leaves."""
        alone = self.warehouse.with_name("alone")
        main(["nightly", *self.inputs, "--warehouse", str(alone)])
        return tables_but_ids(alone, "runs")

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WAIT_S)


@contextmanager
def watched(*given: Any, **more: Any) -> Iterator[WatchedOffice]:
    office = WatchedOffice(*given, **more)
    try:
        yield office
    finally:
        office.process.kill()
        office.process.wait()


@pytest.fixture
def office(archive, cluster, tmp_path):
    with watched(tmp_path, archive / "site.yaml", cluster) as started:
        yield started


def test_what_comes_in_order_is_as_a_night_leaves_it_though_a_task_manager_and_a_worker_are_killed_amid_runs(
    office, pieces, cluster
):
    office.put(pieces[0])
    office.wait(lambda: office.warehouse.exists() and office.has_told() and len(office.runs()) == 1)
    office.put(pieces[1])
    office.wait(office.works)
    cluster.kill_task_manager()
    office.put(pieces[2])
    office.wait(office.has_told)
    office.put(pieces[3])
    office.wait(office.works)
    cluster.kill_python_worker()
    office.wait(office.has_told)
    assert cluster.overview()["taskmanagers"] == 1
    assert cluster.checkpoints()["restored"] >= 2
    assert sum(run["recordings_observed"] for run in office.runs()) <= len(pieces)
    assert tables_but_ids(office.warehouse, "runs") == office.tables_of_a_night()


def test_what_comes_shuffled_late_and_twice_is_as_a_night_leaves_it_and_a_watch_ends_when_it_is_asked_to(
    office, pieces, cluster
):
    for number, coming in enumerate(((2,), (0, 3), (1,))):
        for piece in coming:
            office.put(pieces[piece])
        if number == 1:
            office.put(pieces[2], f"again_{pieces[2].name}")
        office.wait(lambda: office.warehouse.exists() and office.has_told() and bool(office.runs()))
    # One that looks back over what came late before it is looked at again, and no other.
    assert sum(run["recordings_observed"] for run in office.runs()) <= len(pieces) + 2
    assert tables_but_ids(office.warehouse, "runs") == office.tables_of_a_night()
    assert office.end() == 0
    assert not office.works()


def test_what_is_written_to_waits_as_long_as_is_usual(archive, pieces, cluster, tmp_path):
    with watched(tmp_path, archive / "site.yaml", cluster, settled_s=SETTLED_S) as office:
        office.put(pieces[0])
        office.put(pieces[1])

        def runs_while_it_is_written() -> int:
            os.utime(office.recorder / pieces[1].name)
            return office.warehouse.exists() and len(office.runs())

        office.wait(lambda: runs_while_it_is_written() == 1)
        assert office.runs()[0]["recordings"] == 1
        office.wait(lambda: len(office.runs()) == 2 and office.has_told())
        assert tables_but_ids(office.warehouse, "runs") == office.tables_of_a_night()
