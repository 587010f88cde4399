"""A run as a job for workers that share no folder; `engines/dataflow` writes one down and has other processes do it."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.dataflow.job import build_job, submit_job
from pantau.pipelines.engine import beam_options
from pantau.pipelines.night import STAGES
from pantau.schemas.site import load_site
from pantau.transforms import bulkhead
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.delta.commit import Occupied
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.transaction import begin_draft
from tests.batch_runs import Here, record, run_batch, tables, write_site
from tests.fake_cloud_storage import CloudStorage
from tests.known_frames import KnownFrames

MONDAY, NOW = date(2026, 11, 2), datetime(2026, 11, 28, tzinfo=UTC)
OPTIONS = (
    "--runner=DataflowRunner",
    "--project=a-project",
    "--region=asia-southeast2",
    "--temp_location=gs://hall/temp",
    "--template_location=gs://hall/launches/1/job_object",
    "--sdk_container_image=registry.example/pantau-worker",
)


@pytest.fixture
def batch(tmp_path: Path, bucket: Bucket) -> BatchRun:
    """A run of a date with a recording and a file that is none, from a bucket into a bucket."""
    record(tmp_path / "archive", "2026-11-02T08:00:00", 6)
    (tmp_path / "archive" / "nvr" / "ch01_20261102090000.mp4").write_bytes(b"no video")
    for path in (tmp_path / "archive" / "nvr").iterdir():
        bucket.create(f"archive/nvr/{path.name}", path.read_bytes())
    observer, address = observer_of(load_site(write_site(tmp_path)), tmp_path), f"gs://{bucket.bucket}"
    return BatchRun(observer, f"{address}/archive", f"{address}/hall", (MONDAY,), OPTIONS)


def job_of(batch: BatchRun) -> tuple[Place, beam.Pipeline]:
    """The draft of a run, and its graph."""
    draft = begin_draft(batch.warehouse)
    pipeline = beam.Pipeline(options=beam_options(()))
    build_job(pipeline, batch, draft, STAGES, NOW)
    return draft, pipeline


def run_job(pipeline: beam.Pipeline, times: int = 1) -> None:
    """Runs a graph, each of its bundles so many times, of which the last one counts."""
    with pytest.MonkeyPatch.context() as here:
        here.setattr(bulkhead, "_Process", Here)
        KnownFrames.shared().used_in(here)
        FnApiRunner(bundle_repeat=times - 1).run_pipeline(pipeline, pipeline.options).wait_until_finish()


@pytest.mark.slow
def test_bundles_that_are_done_again_are_one_run_which_is_whole_without_who_began_it(
    batch: BatchRun, bucket: Bucket, tmp_path: Path
):
    _, pipeline = job_of(batch)
    run_job(pipeline, times=3)
    assert run_batch(tmp_path / "site.yaml", tmp_path / "archive", tmp_path / "here", "--date", "2026-11-02") == 1
    assert tables(batch.warehouse, "runs") == tables(tmp_path / "here", "runs") != {}
    assert runs_of(place_of(batch.warehouse)) == [1]
    assert [*bucket.list("hall/_drafts/")] == []
    # A worker that was taken for lost, and knows the draft, comes to the same.
    run_job(pipeline)
    assert runs_of(place_of(batch.warehouse)) == [1]


@pytest.mark.slow
def test_of_two_that_are_begun_at_once_one_is_committed_and_the_other_done_again(batch: BatchRun, bucket: Bucket):
    (_, first), (slower, second) = job_of(batch), job_of(batch)
    run_job(first)
    committed = tables(batch.warehouse)
    with pytest.raises(Occupied, match="another run was committed while this one worked"):
        run_job(second)
    assert runs_of(place_of(batch.warehouse)) == [1] and tables(batch.warehouse) == committed
    # What it drafted stays until a week has gone by; its job may be tried again for as long.
    assert {stored.name.split("/")[2] for stored in bucket.list("hall/_drafts/")} == {slower.name}
    run_job(job_of(batch)[1])
    assert runs_of(place_of(batch.warehouse)) == [1, 2]
    assert tables(batch.warehouse, "runs") == {
        name: content for name, content in committed.items() if not name.startswith("runs/")
    }


def test_the_graph_is_made_without_a_look_at_the_recordings(batch: BatchRun, cloud: CloudStorage):
    cloud.requests.clear()
    _, pipeline = job_of(batch)
    assert not [address for _, address, _ in cloud.requests if "archive" in address]
    assert len(pipeline.to_runner_api().components.transforms) < 350


@pytest.mark.parametrize("place", ["archive", "warehouse"])
def test_workers_elsewhere_reach_no_folder(batch: BatchRun, tmp_path: Path, place: str):
    with pytest.raises(ValueError, match=rf"^--{place} {tmp_path}: workers on Dataflow reach no folder"):
        submit_job(replace(batch, **{place: str(tmp_path)}), STAGES, NOW)


@pytest.mark.parametrize("option", (*OPTIONS[1:4], OPTIONS[5]))
def test_what_a_job_needs_is_named(batch: BatchRun, bucket: Bucket, option: str):
    with pytest.raises(ValueError, match=f"needs {option.split('=')[0]} as well"):
        submit_job(replace(batch, engine=tuple(given for given in OPTIONS if given != option)), STAGES, NOW)
    assert [*bucket.list("hall/")] == []


def test_the_client_of_dataflow_is_an_extra(batch: BatchRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "google.cloud.dataflow", None)
    with pytest.raises(ValueError, match=r"install pantau\[dataflow\]"):
        submit_job(batch, STAGES, NOW)


def test_a_job_that_cannot_be_made_leaves_no_draft(batch: BatchRun, bucket: Bucket, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "google.cloud.dataflow", sys)
    own = batch.site.observer.model_copy(
        update={"detector": batch.site.observer.detector.model_copy(update={"model": "my.onnx"})}
    )
    observer = replace(batch.observer, site=batch.site.model_copy(update={"observer": own}))
    with pytest.raises(ValueError, match=r"observer\.detector\.model: workers elsewhere have the models that pantau"):
        submit_job(replace(batch, observer=observer), STAGES, NOW)
    assert [*bucket.list("hall/_drafts/")] == []
