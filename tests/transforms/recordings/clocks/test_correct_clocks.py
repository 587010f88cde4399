from datetime import timedelta

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.dead_letters import REJECTED
from pantau.transforms.recordings.clocks.correct_clocks import CorrectClocks
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording
from pantau.transforms.rejects import Reject
from tests.transforms.recordings.clocks.pieces import cut
from tests.transforms.recordings.clocks.test_bare_stream_rates import bare
from tests.transforms.recordings.test_camera_assignment import SITE
from tests.transforms.seen import DAY, recording

pytestmark = pytest.mark.slow


def corrected(rows, before, done, rejected):
    """Corrects the clocks of rows beside those that stand; of what is done paths, and sources of clock and times."""
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        given = tuple(
            pipeline
            | name
            >> beam.Create([probed_recording(row) for row in some], reshuffle=False).with_output_types(ProbedRecording)
            for name, some in (("own", rows), ("standing", before))
        )
        found = given | CorrectClocks(parse_site(SITE), "no archive is opened")
        told = found.done | beam.Map(lambda one: (one.recording_uri, one.clock_source, one.timeline_source))
        assert_that(told, equal_to(done), label="done")
        words = found[REJECTED] | "Words" >> beam.Map(lambda one: (one.input, one.step, one.error, one.span_ended_s))
        assert_that(words, equal_to(rejected), label="rejected")
    assert (found.done.element_type, found[REJECTED].element_type) == (ProbedRecording, Reject)


def test_a_stream_without_a_rate_and_a_time_that_its_container_contradicts_are_rejects():
    dated = [
        {**{name: row[name] for name in RECORDINGS.columns}, "container_started_at": row["recorder_started_at"]}
        for row in cut(range(0, 601, 60))
    ]
    dated[4]["container_started_at"] += timedelta(hours=6, seconds=123)
    bare = recording("z", 0, 60, camera_id="two", codec="hevc", timeline_source="declared_rate", packets=300)
    doubtful = dated[4]
    kept = [(row["recording_uri"], row["clock_source"], "pts") for row in dated if row is not doubtful]
    rejects = [
        ("z.mp4", "probe", "unknown_rate", None),
        (doubtful["recording_uri"], "probe", "doubtful_time", doubtful["ended_at"].timestamp()),
    ]
    corrected([*dated, bare], [], kept, rejects)


@pytest.mark.parametrize("stands", [False, True])
def test_the_date_before_is_that_of_the_run_or_what_stands(stands):
    """The last file of a stream without times has the rate of those of the evening before."""
    evening = DAY - timedelta(days=1)
    *before, last = bare([60, 60, 60], [300, 300, 300, 240])
    before = [{**row, "service_date": evening} for row in before]
    told = [(row["recording_uri"], "x", "neighbours") for row in (*before, last)]
    if stands:
        corrected([last], before, told[3:], [])
    else:
        corrected([*before, last], [], told, [])
