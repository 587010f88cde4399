"""What a flex template's launcher is told of wrong parameters; `engines/dataflow` calls it with right ones."""

import json
import re
from pathlib import Path

import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pantau.pipelines.command_line import BAD_USE
from pantau.pipelines.dataflow.launch import PARAMETERS, launch
from pantau.transforms.storage.bucket import Bucket
from tests.batch_runs import write_site

METADATA = Path(__file__).resolve().parents[3] / "engines" / "worker" / "metadata.json"


@pytest.fixture
def given(tmp_path: Path, bucket: Bucket) -> dict[str, str]:
    """Right parameters, and what the launcher adds for Beam, of which this Beam does not know all."""
    bucket.create("site.yaml", write_site(tmp_path).read_bytes())
    bucket.create("archive/nvr/ch01_20261102080000.mp4", b"no video")
    address = f"gs://{bucket.bucket}"
    return {
        "runner": "DataflowRunner",
        "project": "a-project",
        "region": "asia-southeast2",
        "temp_location": f"{address}/temp",
        "template_location": f"{address}/launches/1/job_object",
        "of_a_later_beam": "1",
        "sdk_container_image": "registry.example/pantau-worker",
        "site": f"{address}/site.yaml",
        "archive": f"{address}/archive",
        "warehouse": f"{address}/hall",
        "date": "2026-11-02",
    }


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            {"site": "gs://{}/sites.yaml"},
            r"gs://\S+/sites.yaml: cannot be read \(there is no such object\); name a YAML",
        ),
        ({"site": "gs://{}/archive/nvr/ch01_20261102080000.mp4"}, r"gs://\S+\.mp4:1: the file: "),
        ({"date": "2026-13-02"}, "--date '2026-13-02' is not a date; write YYYY-MM-DD, today or yesterday"),
        ({"date": ""}, "--date '' is not a date"),
        ({"from": "2026-11-01"}, "--date goes without --from and --to"),
        ({"archive": "gs://no-such-bucket/nvr"}, "gs://no-such-bucket/nvr/: there is no such bucket; check its name"),
        ({"archive": "gs://{}/archives"}, r"--archive gs://\S+/archives: holds nothing; name the folder of the record"),
        ({"warehouse": "gs://no-such-bucket/hall"}, r"gs://no-such-bucket/hall/\S*: there is no such bucket; check"),
        ({"sdk_container_image": ""}, "--runner=DataflowRunner: needs --sdk_container_image as well"),
    ],
)
def test_a_wrong_parameter_is_named_in_one_line(
    given: dict[str, str], bucket: Bucket, capsys: pytest.CaptureFixture[str], wrong: dict[str, str], said: str
):
    wrong = {name: value.format(bucket.bucket) for name, value in wrong.items()}
    assert launch([f"--{name}={value}" for name, value in (given | wrong).items()]) == BAD_USE
    told = capsys.readouterr().err
    assert re.match(said, told) and told.count("\n") == 1
    assert [*bucket.list("hall/")] == [*bucket.list("launches/")] == []


def test_the_template_names_what_pantau_and_beam_take():
    parameters = json.loads(METADATA.read_text(encoding="utf-8"))["parameters"]
    names = {f"--{one['name']}" for one in parameters}
    assert set(PARAMETERS) < names
    of_beam = PipelineOptions([]).get_all_options()
    assert names - set(PARAMETERS) == {f"--{one['name']}" for one in parameters if one["name"] in of_beam}


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("site", ("gs://hall/site.yaml",), ("site.yaml", "gs://hall", "gs:///site.yaml")),
        ("archive", ("gs://hall", "gs://hall/nvr"), ("/recordings", "gs://")),
        ("warehouse", ("gs://hall", "gs://hall/tables"), ("tables", "gs:///tables")),
        ("date", ("2026-11-02", "today", "yesterday"), ("", "2026-11", "tomorrow", "2026-11-02,2026-11-03")),
        ("disk_size_gb", ("50",), ("0", "50 GB")),
        ("min_cpu_platform", ("Intel Ice Lake",), ("",)),
    ],
)
def test_the_template_lets_through_what_may_be_right(name: str, right: tuple[str, ...], wrong: tuple[str, ...]):
    parameters = {one["name"]: one for one in json.loads(METADATA.read_text(encoding="utf-8"))["parameters"]}
    (pattern,) = parameters[name]["regexes"]
    assert all(re.fullmatch(pattern, value) for value in right)
    assert not any(re.fullmatch(pattern, value) for value in wrong)
