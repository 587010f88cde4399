import logging

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.tables.writing.discard_draft import DiscardDraft
from tests.fake_cloud_storage import CloudStorage, Fault


@pytest.mark.slow
@pytest.mark.parametrize("refused", [False, True])
def test_the_draft_goes_as_far_as_that_goes_and_the_run_is_told(
    bucket: Bucket, cloud: CloudStorage, caplog: pytest.LogCaptureFixture, refused: bool
):
    for name in ("hall/_drafts/a/base.json", "hall/_drafts/a/_files/b.json", "hall/_drafts/another/base.json"):
        bucket.create(name, b"{}")
    cloud.faults = [Fault("DELETE", "_drafts", 403, times=2)] if refused else []
    with (
        caplog.at_level(logging.INFO, "pantau.transforms.tables.writing.discard_draft"),
        beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline,
    ):
        run = pipeline | beam.Create([7]) | DiscardDraft(f"gs://{bucket.bucket}/hall/_drafts/a")
        assert_that(run, equal_to([7]))
    assert len([*bucket.list("hall/_drafts/a/")]) == (2 if refused else 0)
    assert bucket.find("hall/_drafts/another/base.json") is not None
    assert "run 7 is what readers see" in caplog.text
