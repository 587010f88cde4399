"""The unchanged pipelines on a Flink cluster give the tables of a night on this machine, to the byte."""

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.flink.cluster import PROJECT, FlinkCluster
from pantau.pipelines.command_line import main
from pantau.schemas.tables import TABLES


@pytest.fixture(scope="module")
def here(archive):
    """The tables of a night on this machine."""
    assert main(night(archive, archive / "here")) == 0
    return tables(archive / "here")


def night(archive: Path, warehouse: Path, *options: str) -> list[str]:
    inputs = ["--site", str(archive / "site.yaml"), "--archive", str(archive / "archive")]
    return ["nightly", *inputs, "--warehouse", str(warehouse), *options]


def tables(warehouse: Path) -> dict[str, str]:
    """Every file of every table with its hash; a run's own entries have times of their own."""
    names = TABLES.keys() - {"runs"}
    files = (path for path in warehouse.rglob("*.parquet") if path.relative_to(warehouse).parts[0] in names)
    return {str(path.relative_to(warehouse)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_tables_are_those_of_a_night_here(archive, here, cluster):
    assert cluster.overview()["taskmanagers"] == 2
    assert main(night(archive, archive / "on-flink", *cluster.options)) == 0
    assert len(here) > 10
    assert tables(archive / "on-flink") == here
    assert cluster.overview()["jobs-failed"] == 0


def test_a_task_manager_killed_while_recordings_are_looked_at_changes_nothing(archive, here, cluster):
    night_with(cluster, archive, archive / "killed", cluster.kill_task_manager)
    assert tables(archive / "killed") == here
    assert cluster.overview()["taskmanagers"] == 1


def test_a_python_worker_killed_while_recordings_are_looked_at_changes_nothing(archive, here, cluster):
    night_with(cluster, archive, archive / "worker-killed", cluster.kill_python_worker)
    assert tables(archive / "worker-killed") == here
    assert cluster.overview()["taskmanagers"] == 2
    assert len(cluster.failures()) == 1


def night_with(cluster: FlinkCluster, archive: Path, warehouse: Path, harm: Callable[[], None]) -> None:
    """A night on a cluster to which something is done while its recordings are observed."""
    command = [sys.executable, "-m", "pantau", *night(archive, warehouse, *cluster.options)]
    with subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as process:
        # A night is one job: as the first recording has been observed, others are.
        while process.poll() is None and not any((warehouse / "samples").rglob("*.parquet")):
            time.sleep(0.1)
        assert process.poll() is None
        harm()
        said = process.stderr.read()
    assert process.returncode == 0, said
