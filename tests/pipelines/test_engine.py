import os
import time

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import DirectOptions, StandardOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.pipelines.command_line import main
from pantau.pipelines.engine import decoding_options, is_elsewhere, refused_options, unbounded_options
from pantau.pipelines.night import STAGES


class Slow:
    """Takes longer to encode than the runner waits before it sends what it has."""

    def __init__(self, number):
        self.number = number

    def __reduce__(self):
        time.sleep(1.2)
        return Slow, (self.number,)


@pytest.mark.slow
def test_elements_arrive_whole_however_long_they_take_to_encode():
    """Beam's workers in threads of their own lose them: it sends what it has every second, half written or not."""
    options, _ = decoding_options(("--direct_num_workers=2",))
    with beam.Pipeline(options=options) as pipeline:
        numbers = (
            pipeline
            | beam.Create([3, 5], reshuffle=False)
            | "Make" >> beam.Map(lambda number: (number, Slow(number)))
            | beam.GroupByKey()
            | "Take" >> beam.MapTuple(lambda number, slow: (number, [one.number for one in slow]))
        )
        assert_that(numbers, equal_to([(3, [3]), (5, [5])]))


@pytest.mark.parametrize(
    ("arguments", "at_once"),
    [
        ([], 7),
        (["--direct_num_workers=3"], 3),
        (["--direct_num_workers=0"], 7),
        (["--runner=FnApiRunner"], 1),
        (["--runner=FnApiRunner", "--direct_num_workers=2"], 2),
        (["--runner=FlinkRunner"], 1),
        (["--runner=FlinkRunner", "--direct_num_workers=2"], 1),
    ],
)
def test_as_many_recordings_at_once_as_there_are_cores_or_as_is_said_and_one_in_each_worker_of_an_engine(
    monkeypatch, arguments, at_once
):
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    options, found = decoding_options(arguments)
    assert found == at_once
    here = not any("Flink" in argument for argument in arguments)
    assert options.view_as(StandardOptions).runner == ("FnApiRunner" if here else "FlinkRunner")
    if here:
        # Beam has one worker, in this process, whatever is said.
        direct = options.view_as(DirectOptions)
        assert (direct.direct_num_workers, direct.direct_running_mode) == (1, "in_memory")


@pytest.mark.parametrize(
    ("option", "why"),
    [
        ("--direct_running_mode=multi_processing", "Beam's runner waits for it for ever; leave it out"),
        ("--direct_running_mode=multi_threading", "Beam's runner loses rows, without a word; leave it out"),
        ("--runner=DaskRunner", "of what is used twice it runs one use only"),
        ("--runner=SparkRunner", "since its job server is not published for this version of Beam"),
        ("--template_location=gs://templates/night", "is Dataflow's; give --runner=DataflowRunner as well"),
        ("--runner=apache_beam.runners.dask.dask_runner.DaskRunner", "leave it out, or use Flink"),
    ],
)
def test_a_runner_that_loses_rows_or_waits_for_ever_is_refused(tmp_path, capsys, option, why):
    given = ["nightly", "--site", "site.yaml", "--archive", str(tmp_path), "--warehouse", str(tmp_path / "warehouse")]
    assert main([*given, "--", option]) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "warehouse").exists()


def test_dataflow_does_a_night_and_nothing_that_waits_for_one(tmp_path, capsys):
    given = ["--site", "site.yaml", "--archive", str(tmp_path), "--warehouse", str(tmp_path / "warehouse")]
    assert main(["watch", *given, "--runner=DataflowRunner"]) == 2
    assert "Dataflow does a night, or a stage of one, and nobody here waits for its end" in capsys.readouterr().err
    assert main(["simulate", "--scenario", "tiny", "--out", str(tmp_path / "out"), "--runner=DataflowRunner"]) == 2
    assert [refused_options(stage, ["--runner=DataflowRunner"]) for stage in ("nightly", *STAGES)] == [""] * 4


def test_a_pipeline_without_end_has_what_keeps_its_windows_whole_whatever_is_asked_for():
    asked = "--runner=PortableRunner", "--finish_bundle_before_checkpointing=false", "--checkpointing_interval=5"
    options = unbounded_options(asked).get_all_options(retain_unknown_options=True)
    assert options["streaming"] is options["finish_bundle_before_checkpointing"] is True
    assert (options["checkpointing_interval"], options["max_bundle_time_mills"]) == ("5", "100")


@pytest.mark.parametrize(
    ("runner", "elsewhere"),
    [((), False), (("--runner=apache_beam.FnApiRunner",), False), (("--runner=FlinkRunner",), True)],
)
def test_an_engine_that_is_asked_for_has_workers_of_its_own(runner, elsewhere):
    assert is_elsewhere(runner) is elsewhere
