"""A template of observing a night's recordings, built and run against Cloud Storage's API on this machine."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.portability import common_urns
from apache_beam.portability.api import beam_runner_api_pb2 as proto
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pantau.pipelines.command_line import BAD_USE, DONE, main
from pantau.schemas.tables import OBSERVED_TABLES
from pantau.transforms.detection.models.person_detector import NANODET
from pantau.transforms.provenance import code_hash
from pantau.transforms.storage.bucket import Bucket
from tests.batch_runs import tables

pytest_plugins = ("tests.conftest",)

PROJECT = Path(__file__).resolve().parents[2]
CONTAINERFILE = PROJECT / "engines" / "worker" / "Containerfile"
IMAGE = "registry.example/pantau-worker:1"


class Template(NamedTuple):
    """The job that Dataflow would start, its pipeline, and what `pantau` was told to write them."""

    job: dict
    pipeline: proto.Pipeline
    given: list[str]


@pytest.fixture(scope="module")
def sdist(tmp_path_factory) -> Path:
    """The program as it is distributed."""
    folder = tmp_path_factory.mktemp("dist")
    egg_info = ["egg_info", "--egg-base", str(folder)]
    command = [sys.executable, "setup.py", "--quiet", *egg_info, "sdist", "--dist-dir", str(folder)]
    subprocess.run(command, cwd=PROJECT, check=True)
    return next(folder.glob("*.tar.gz"))


@pytest.fixture
def template(office, bucket: Bucket, sdist) -> Template:
    """What `pantau observe` writes for the recordings of the tiny scenario, in a bucket."""
    for path in sorted(office.archive.rglob("*.mp4")):
        bucket.create(f"archive/{path.relative_to(office.archive).as_posix()}", path.read_bytes())
    address = f"gs://{bucket.bucket}"
    given = ["--site", str(office.site), "--archive", f"{address}/archive", "--warehouse", f"{address}/hall"]
    assert main(["inventory", *given]) == DONE
    assert main(["observe", *given, *engine(address), f"--extra_package={sdist}"]) == DONE
    job = json.loads(bucket.read("templates/night"))
    said = {one["key"]: one["value"] for one in job["environment"]["sdkPipelineOptions"]["display_data"]}
    staging = said["staging_location"].removeprefix(f"{address}/")
    pipeline = proto.Pipeline.FromString(bucket.read(f"{staging}/pipeline.pb"))
    return Template(job, pipeline, given)


def engine(address: str) -> list[str]:
    return [
        "--runner=DataflowRunner",
        "--project=a-project",
        "--region=asia-southeast2",
        f"--temp_location={address}/temp",
        f"--staging_location={address}/staging",
        f"--template_location={address}/templates/night",
        f"--sdk_container_image={IMAGE}",
        "--no_auth",
    ]


def test_a_template_has_the_steps_the_image_and_one_recording_for_each_core(template):
    steps = template.pipeline.components.transforms
    (root,) = template.pipeline.root_transform_ids
    assert [steps[step].unique_name for step in steps[root].subtransforms] == ["Name recordings", "Observe"]
    pool = template.job["environment"]["workerPools"][0]
    assert pool["workerHarnessContainerImage"] == IMAGE
    (image,) = pool["sdkHarnessContainerImages"]
    assert (image["containerImage"], image["useSingleCorePerContainer"]) == (IMAGE, True)
    assert pool["numThreadsPerWorker"] == 1


def test_the_program_and_its_models_are_staged_by_hash(template, bucket, sdist, tmp_path):
    staged = {}
    for environment in template.pipeline.components.environments.values():
        for dependency in environment.dependencies:
            assert dependency.type_urn == common_urns.artifact_types.URL.urn
            artifact = proto.ArtifactUrlPayload.FromString(dependency.type_payload)
            content = bucket.read(artifact.url.removeprefix(f"gs://{bucket.bucket}/"))
            assert hashlib.sha256(content).hexdigest() == artifact.sha256
            staged[Path(artifact.url).name] = content
    assert staged[sdist.name] == sdist.read_bytes()
    (tmp_path / sdist.name).write_bytes(staged[sdist.name])
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(tmp_path / "worker"), str(tmp_path / sdist.name)], check=True)
    asked = "from pantau.transforms.detection.models.person_detector import NANODET; "
    asked += "from pantau.transforms.provenance import code_hash"
    command = [sys.executable, "-c", f"{asked}; print(code_hash(), NANODET)"]
    said = subprocess.run(command, cwd=tmp_path / "worker", check=True, capture_output=True, text=True).stdout.split()
    assert said[0] == code_hash()
    assert Path(said[1]).is_relative_to(tmp_path) and Path(said[1]).read_bytes() == NANODET.read_bytes()


def test_what_the_template_says_gives_the_night_its_tables(office, template, bucket, tmp_path, monkeypatch, capsys):
    # Its workers are this process, which has another cache than the machine that wrote the template.
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "worker"))
    for environment in template.pipeline.components.environments.values():
        environment.urn, environment.payload = "beam:env:embedded_python:v1", b""
        del environment.dependencies[:]
    FnApiRunner().run_via_runner_api(template.pipeline, PipelineOptions()).wait_until_finish()

    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "night"))
    again = main(["observe", *template.given, *engine(f"gs://{bucket.bucket}")])
    assert again == BAD_USE and "nothing is left to be observed" in capsys.readouterr().err
    uploaded = {stored.name: stored.generation for stored in bucket.list("hall/samples/")}
    assert len(uploaded) == 2
    assert main(["nightly", *template.given]) == DONE
    assert {stored.name: stored.generation for stored in bucket.list("hall/samples/")} == uploaded
    warehouse = f"gs://{bucket.bucket}/hall"
    assert {table.name for table in OBSERVED_TABLES} <= {name.split("/")[0] for name in tables(warehouse, "runs")}
    assert tables(warehouse, "runs") == tables(office.warehouse, "runs")


def test_the_workers_image_is_of_this_python_and_this_beam():
    lines = [line.split(None, 1) for line in CONTAINERFILE.read_text(encoding="utf-8").splitlines() if line]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    froms, copies = ([rest for word, rest in lines if word == asked] for asked in ("FROM", "COPY"))
    assert froms == [f"docker.io/library/python:{python}-slim-bookworm"]
    assert copies[0] == (
        f"--from=docker.io/apache/beam_python{python}_sdk:{beam.__version__} /opt/apache/beam /opt/apache/beam"
    )
    assert [word for word, _ in lines if word in ("ENTRYPOINT", "CMD", "USER")] == ["ENTRYPOINT"]
    assert dict(lines)["ENTRYPOINT"] == '["/opt/apache/beam/boot"]'
    assert re.search(r'"/src\[(\w+)\]"', dict(lines)["RUN"])[1] == "dataflow"
