import time

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

from pantau.pipelines.command_line import main
from pantau.pipelines.engine import threaded_options


class Slow:
    """Takes longer to encode than the runner waits before it sends what it has."""

    def __init__(self, number):
        self.number = number

    def __reduce__(self):
        time.sleep(1.2)
        return Slow, (self.number,)


@pytest.mark.slow
def test_elements_arrive_whole_however_long_they_take_to_encode():
    with beam.Pipeline(options=threaded_options(())) as pipeline:
        numbers = (
            pipeline
            | beam.Create([3, 5], reshuffle=False)
            | "Make" >> beam.Map(lambda number: (number, Slow(number)))
            | beam.GroupByKey()
            | "Take" >> beam.MapTuple(lambda number, slow: (number, [one.number for one in slow]))
        )
        assert_that(numbers, equal_to([(3, [3]), (5, [5])]))


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ("--direct_running_mode=multi_processing", "Beam's runner waits for it for ever; leave it out"),
        ("--runner=DaskRunner", "of what is used twice it runs one use only"),
        ("--runner=SparkRunner", "since its job server is not published for this version of Beam"),
        ("--runner=DataflowRunner", "Dataflow can observe recordings, and nothing else of a run"),
        ("--template_location=gs://templates/night", "when its job is done run `pantau nightly` here"),
        ("--runner=apache_beam.runners.dask.dask_runner.DaskRunner", "leave it out, or use Flink"),
    ],
)
def test_a_runner_that_loses_rows_or_waits_for_ever_is_refused(tmp_path, capsys, option, why):
    given = ["nightly", "--site", "site.yaml", "--archive", str(tmp_path), "--warehouse", str(tmp_path / "warehouse")]
    assert main([*given, "--", option]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "warehouse").exists()
