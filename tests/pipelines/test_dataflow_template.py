"""What a template for Dataflow is refused for; `engines/dataflow` builds and runs one."""

import sys
from datetime import date
from pathlib import Path

import pytest

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.dataflow_template import write_template
from pantau.schemas.site import load_site
from pantau.transforms.detection.observer import observer_of
from tests.conftest import Office

OPTIONS = (
    "--runner=DataflowRunner",
    "--project=a-project",
    "--region=asia-southeast2",
    "--temp_location=gs://hall/temp",
    "--template_location=gs://hall/templates/night",
    "--sdk_container_image=registry.example/pantau-worker",
)


@pytest.fixture
def batch(office: Office, cloud) -> BatchRun:
    """A run whose archive and warehouse are buckets."""
    observer = observer_of(load_site(office.site), office.folder)
    return BatchRun(observer, "gs://hall/archive", "gs://hall/tables", (date(2026, 6, 9),), OPTIONS)


def changed(batch: BatchRun, **values) -> BatchRun:
    return BatchRun(**{**vars(batch), **values})


@pytest.mark.parametrize("place", ["archive", "warehouse"])
def test_workers_elsewhere_reach_no_folder(batch: BatchRun, tmp_path: Path, place: str):
    with pytest.raises(ValueError, match=r"give --archive gs://… and --warehouse gs://…"):
        write_template(changed(batch, **{place: str(tmp_path)}))


def test_a_model_of_ones_own_stays_here(batch: BatchRun, office: Office, tmp_path: Path):
    text = office.site.read_text(encoding="utf-8")
    assert "observer:" not in text
    file = tmp_path / "site.yaml"
    file.write_text(f"{text}observer: {{detector: {{model: my.onnx}}}}\n", encoding="utf-8")
    (tmp_path / "my.onnx").write_bytes(b"model")
    observer = observer_of(load_site(file), file.parent)
    with pytest.raises(
        ValueError, match=r"observer\.detector\.model: workers elsewhere have the models that pantau ships"
    ):
        write_template(changed(batch, observer=observer))


@pytest.mark.parametrize("option", OPTIONS[1:4] + OPTIONS[5:])
def test_what_a_template_needs_is_named(batch: BatchRun, option: str):
    with pytest.raises(ValueError, match=f"a template needs {option.split('=')[0]} as well"):
        write_template(changed(batch, engine=tuple(given for given in OPTIONS if given != option)))


def test_the_client_of_dataflow_is_an_extra(batch: BatchRun, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "google.cloud.dataflow", None)
    with pytest.raises(ValueError, match=r"install pantau\[dataflow\]"):
        write_template(batch)


def test_nothing_to_look_at_is_no_template(batch: BatchRun, bucket, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "google.cloud.dataflow", sys)
    with pytest.raises(ValueError, match="nothing is left to be observed of these dates"):
        write_template(changed(batch, warehouse=f"gs://{bucket.bucket}/tables"))
