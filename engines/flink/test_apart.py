"""On Flink too, workers that share no folder do a night from a bucket into a bucket, whichever of them is killed; and
a watch."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from engines.flink.cluster import PROJECT, FlinkCluster
from engines.machines import caches
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.commits import runs_of
from tests.batch_runs import tables, tables_but_ids
from tests.office import Office


@pytest.fixture
def cluster(cloud, tmp_path):
    with FlinkCluster(tmp_path / "flink", apart=True) as started:
        yield started


@pytest.mark.parametrize("harm", [FlinkCluster.kill_python_worker, FlinkCluster.kill_task_manager])
def test_who_is_killed_while_recordings_are_looked_at_changes_nothing(
    office: Office, bucket: Bucket, cluster: FlinkCluster, harm: Callable[[FlinkCluster], None]
):
    for path in sorted(office.archive.rglob("*.mp4")):
        bucket.create(f"archive/{path.relative_to(office.archive).as_posix()}", path.read_bytes())
    address = f"gs://{bucket.bucket}"
    inputs = ["--site", str(office.site), "--archive", f"{address}/archive", "--warehouse", f"{address}/hall"]
    command = [sys.executable, "-m", "pantau", "nightly", *inputs, "--no-index", *cluster.options]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=PROJECT, **pipes) as process:
        while process.poll() is None and not any(bucket.list("hall/samples/")):
            time.sleep(0.1)
        assert process.poll() is None
        harm(cluster)
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert cluster.failures()
    assert tables(f"{address}/hall", "runs") == tables(office.warehouse, "runs") != {}
    assert runs_of(place_of(f"{address}/hall")) == [1] and [*bucket.list("hall/_drafts/")] == []
    # Each worker has fetched what it needed itself.
    assert len(caches(cluster.machines)) > 2 and "recordings" in set.union(*caches(cluster.machines))


def test_a_watch_from_a_bucket_into_a_bucket_leaves_what_a_night_leaves(
    office: Office, bucket: Bucket, cluster: FlinkCluster
):
    warehouse = f"gs://{bucket.bucket}/hall"
    inputs = ["--site", str(office.site), "--archive", f"gs://{bucket.bucket}/archive", "--warehouse", warehouse]
    command = [sys.executable, "-m", "pantau", "watch", *inputs, "--every", "1s", "--no-index", *cluster.options]
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    paths = sorted(office.archive.rglob("*.mp4"))
    with subprocess.Popen([*command, "--", "--checkpointing_interval=1000"], cwd=PROJECT, **pipes) as process:
        for number, path in enumerate(paths):
            bucket.create(f"archive/{path.relative_to(office.archive).as_posix()}", path.read_bytes())
            while process.poll() is None and len(runs_of(place_of(warehouse))) == number:
                time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert runs_of(place_of(warehouse)) == [*range(1, len(paths) + 1)]
    assert tables_but_ids(warehouse, "runs") == tables_but_ids(office.warehouse, "runs") != {}
    assert caches(cluster.machines)
