import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site import parse_site
from pantau.transforms import bulkhead
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.recordings.camera_assignment import CameraAssigner, NamedRecording
from pantau.transforms.recordings.listing import Listed
from pantau.transforms.recordings.probed.probe_recordings import ProbeRecordings, largest
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording
from pantau.transforms.rejects import Reject
from tests.batch_runs import Here
from tests.transforms.numbered_clips import filled_up
from tests.transforms.recordings.test_camera_assignment import SITE

SIZE = 100_000


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [1, 2])
def test_recordings_are_probed_and_what_cannot_be_is_a_reject(clips, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(bulkhead, "_Process", Here)
    site = parse_site(SITE)
    (tmp_path / "nvr").mkdir()
    paths = [f"nvr/ch01_2026110208{minute:02d}00.mp4" for minute in (0, 10, 20)]
    filled_up(clips["gop50"], tmp_path / paths[0], SIZE)
    (tmp_path / paths[1]).write_bytes(b"no video" * 1000)
    named = [
        CameraAssigner(site).assign(Listed(path, size, "recording", ".mp4"))._replace(run_id="run-1")
        for path, size in zip(paths, (SIZE, 8000, 7), strict=True)
    ]
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        made = pipeline | beam.Create(named, reshuffle=False).with_output_types(NamedRecording)
        found = made | ProbeRecordings(site, str(tmp_path), at_once)
        done = found.done | beam.Map(lambda one: (type(one), one.recording_uri, one.service_date, one.duration_s))
        assert_that(done, equal_to([(ProbedRecording, paths[0], "2026-11-02", 8.0)]), label="done")
        rejects = found[REJECTED] | "Words" >> beam.Map(
            lambda one: (type(one), one.input, one.step, one.error, one.run_id)
        )
        expected = [
            (Reject, paths[1], "probe", "text", "run-1"),
            (Reject, paths[2], "probe", "missing", "run-1"),
        ]
        assert_that(rejects, equal_to(expected), label="rejected")
    assert (found.done.element_type, found[REJECTED].element_type) == (ProbedRecording, Reject)


def test_the_largest_comes_first_and_of_two_the_first_by_path():
    named = [
        NamedRecording(path, size, "one", "x", 0.0, None, 0.0, 1.0, "x")
        for path, size in (("b", 5), ("a", 5), ("c", 9))
    ]
    assert [one.path for one in sorted(named, key=largest)] == ["c", "a", "b"]
