import json

import apache_beam as beam
import pytest
from apache_beam.metrics import Metrics
from apache_beam.options.pipeline_options import PipelineOptions

from pantau.pipelines.reporting.json_log import journal
from pantau.pipelines.reporting.step_counts import StepCount, counters_of, note_counts, step_counts
from pantau.transforms.dead_letters import Sift, Try
from pantau.transforms.rejects import Reject


def reject(number, error):
    word = "odd" if number > 1 else "one"
    return Reject("hall", None, None, str(number), 0, "halve", word, str(error), None, None, "run")


def halve(number):
    if number % 2:
        raise ValueError(number)
    Metrics.counter("elsewhere", "calls").inc()
    return number // 2


@pytest.mark.slow
def test_what_a_pipeline_counted_is_told_by_step_and_word_and_nothing_of_others():
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        halves = pipeline | beam.Create([1, 2, 3, 4, 5], reshuffle=False) | Try("halve", halve, reject, int, int)
        _ = halves.done | Sift("double", lambda number: [number, number], int)
    double, halved = step_counts(counters_of(pipeline.result))
    assert double == StepCount("double", None, 4, {})
    assert halved._replace(work_s=0.0) == StepCount("halve", 5, 2, {"odd": 2, "one": 1})
    assert (str(double), str(halved)) == ("double 4", "halve 2 of 5 (2 odd, 1 one)")


def test_the_journal_has_a_line_for_each_step(tmp_path):
    with journal(str(tmp_path / "log"), "nightly"):
        note_counts([StepCount("probe", 3, 2, {"empty": 1}, 1.5)])
    (line,) = map(json.loads, (tmp_path / "log").read_text(encoding="ascii").splitlines())
    assert {name: line[name] for name in ("event", "message", "step", "seen", "done", "rejected", "work_s")} == {
        "event": "step_counted",
        "message": "probe 2 of 3 (1 empty)",
        "step": "probe",
        "seen": 3,
        "done": 2,
        "rejected": {"empty": 1},
        "work_s": 1.5,
    }
