"""A night's flex template: its launcher called, and the job that it writes done by processes that share no folder."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.portability.api import beam_runner_api_pb2 as proto

from engines.dataflow.workers import WORKERS, Workers
from engines.machines import caches
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.commits import runs_of
from tests.batch_runs import run_batch, tables
from tests.fake_cloud_storage import CloudStorage
from tests.office import Office
from tests.transforms.numbered_clips import marked

PROJECT = Path(__file__).resolve().parents[2]
WORKER = PROJECT / "engines" / "worker"
IMAGE = "registry.example/pantau-worker:1"
DAYS = ("2026-06-09", "2026-06-10")


@pytest.fixture(scope="module")
def program(tmp_path_factory) -> Path:
    """The folder of the program as it is distributed, and installed in the image."""
    folder = tmp_path_factory.mktemp("image")
    egg_info = ["egg_info", "--egg-base", str(folder)]
    command = [sys.executable, "setup.py", "--quiet", *egg_info, "sdist", "--dist-dir", str(folder)]
    subprocess.run(command, cwd=PROJECT, check=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(folder / "packages"), str(next(folder.glob("*.tar.gz")))], check=True)
    return folder / "packages"


@pytest.fixture(scope="module")
def archive(office: Office, tmp_path_factory) -> Path:
    """The recordings of the tiny scenario, and the same a day later, which end otherwise."""
    folder = tmp_path_factory.mktemp("two-days") / "archive"
    shutil.copytree(office.archive, folder)
    for path in [*folder.rglob("*.mp4")]:
        later = path.with_name(path.name.replace("20260609", "20260610"))
        assert later != path
        marked(Path(shutil.copy(path, later)), later.name)
    return folder


@pytest.fixture(scope="module")
def here(office: Office, archive: Path) -> Path:
    """The warehouse of nights of the two dates on this machine."""
    warehouse = archive.parent / "here"
    for day in DAYS:
        assert run_batch(office.site, archive, warehouse, "--date", day) == 0
    return warehouse


@pytest.fixture
def given(office: Office, archive: Path, bucket: Bucket) -> dict[str, str]:
    """The parameters of the template, but for the date; what they name is in the bucket."""
    bucket.create("site.yaml", office.site.read_bytes())
    for path in sorted(archive.rglob("*.mp4")):
        bucket.create(f"archive/{path.relative_to(archive).as_posix()}", path.read_bytes())
    address = f"gs://{bucket.bucket}"
    return {
        "site": f"{address}/site.yaml",
        "archive": f"{address}/archive",
        "warehouse": f"{address}/hall",
        "sdk_container_image": IMAGE,
    }


def launched(given: dict[str, str], bucket: Bucket, program: Path, folder: Path, number: int) -> tuple[dict, bytes]:
    """The job that the launcher writes, and its pipeline; of all that it kept on its machine nothing is left."""
    address, home = f"gs://{bucket.bucket}", folder / f"launcher-{number}"
    home.mkdir()
    added = {
        "runner": "DataflowRunner",
        "project": "a-project",
        "region": "asia-southeast2",
        "job_name": f"night-{number}",
        "temp_location": f"{address}/temp",
        "staging_location": f"{address}/staging",
        "template_location": f"{address}/launches/{number}/job_object",
        "of_a_later_beam": "1",
    }
    options = [f"--{name}={value}" for name, value in (given | added).items()]
    known = {"PANTAU_CACHE": home / "cache", "HOME": home, "TMPDIR": home, "PYTHONPATH": program}
    known |= {name: os.environ[name] for name in ("PATH", "STORAGE_EMULATOR_HOST")}
    command = [sys.executable, str(WORKER / "launch.py"), *options, "--no_auth"]
    done = subprocess.run(command, cwd=home, env=known, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(home)
    job = json.loads(bucket.read(f"launches/{number}/job_object"))
    said = {one["key"]: one["value"] for one in job["environment"]["sdkPipelineOptions"]["display_data"]}
    staged = said["staging_location"].removeprefix(f"{address}/")
    return job, bucket.read(f"{staged}/pipeline.pb")


def test_two_dates_with_one_template_leave_the_tables_of_nights_on_one_machine(
    given: dict[str, str], here: Path, bucket: Bucket, cloud: CloudStorage, program: Path, tmp_path: Path
):
    sizes = []
    for number, day in enumerate(DAYS):
        cloud.requests.clear()
        job, pipeline = launched(given | {"date": day}, bucket, program, tmp_path, number)
        asked = [address for _, address, _ in cloud.requests if "archive" in address]
        assert len(asked) == 1 and "maxResults=1" in asked[0]
        pool = job["environment"]["workerPools"][0]
        (image,) = pool["sdkHarnessContainerImages"]
        assert (image["containerImage"], image["useSingleCorePerContainer"]) == (IMAGE, True)
        assert (pool["workerHarnessContainerImage"], pool["numThreadsPerWorker"]) == (IMAGE, 1)
        graph = proto.Pipeline.FromString(pipeline)
        sizes.append((len(graph.components.transforms), len(pipeline)))
        # Of the second date each bundle is done twice, as where a worker is lost before it has told.
        machines = tmp_path / f"machines-{number}"
        Workers(machines, program, times=number + 1).run(graph)
        assert runs_of(place_of(given["warehouse"])) == [*range(1, number + 2)]
        assert [*bucket.list("hall/_drafts/")] == []
        assert len(caches(machines)) == WORKERS and "recordings" in set.union(*caches(machines))
    # As large whatever is there: Dataflow takes 10 MB of a job.
    assert sizes[0][0] == sizes[1][0] < 350 and abs(sizes[0][1] - sizes[1][1]) < 1_000
    assert max(size for _, size in sizes) < 1_000_000
    assert tables(given["warehouse"], "runs") == tables(here, "runs") != {}


def test_workers_of_another_program_make_nothing_that_is_seen(
    given: dict[str, str], bucket: Bucket, program: Path, tmp_path: Path
):
    _, pipeline = launched(given | {"date": DAYS[0]}, bucket, program, tmp_path, 0)
    other = tmp_path / "other"
    shutil.copytree(program, other)
    with (other / "pantau" / "transforms" / "epoch.py").open("a", encoding="utf-8") as changed:
        changed.write("# changed\n")
    with pytest.raises(RuntimeError, match="OtherProgram: the program here has the source"):
        Workers(tmp_path / "machines", other).run(proto.Pipeline.FromString(pipeline))
    assert runs_of(place_of(given["warehouse"])) == [] and [*bucket.list("hall/samples/")] == []


def test_the_image_is_of_this_python_and_this_beam_and_has_what_a_launcher_runs():
    lines = [line.split(None, 1) for line in (WORKER / "Containerfile").read_text(encoding="utf-8").splitlines()]
    told = [(line[0], line[1]) for line in lines if line and line[0].isupper()]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    froms, copies = ([rest for word, rest in told if word == asked] for asked in ("FROM", "COPY"))
    assert froms == [f"docker.io/library/python:{python}-slim-bookworm"]
    launcher = "/opt/google/dataflow/python_template_launcher"
    base = f"gcr.io/dataflow-templates-base/python{python.replace('.', '')}-template-launcher-base"
    assert copies[0] == (
        f"--from=docker.io/apache/beam_python{python}_sdk:{beam.__version__} /opt/apache/beam /opt/apache/beam"
    )
    assert re.fullmatch(rf"--from={re.escape(base)}:\S+ {launcher} {launcher}", copies[1])
    assert ("ENV", "FLEX_TEMPLATE_PYTHON_PY_FILE=/template/launch.py") in told
    assert [rest for word, rest in told if word in ("ENTRYPOINT", "CMD", "USER")] == ['["/opt/apache/beam/boot"]']
    assert re.search(r'"/src\[(\w+)\]"', dict(told)["RUN"])[1] == "dataflow"
