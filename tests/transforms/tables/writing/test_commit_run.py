import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.tables.writing.commit_run import CommitRun
from pantau.transforms.tables.writing.write import WrittenPartition

WRITTEN = [
    WrittenPartition(table, folder, "part-0.parquet", rows, "", "")
    for table, folder, rows in (("coverage", "b", 0), ("coverage", "a", 3), ("runs", "a", 1))
]


RUN = PlannedRun("draft", ("2026-11-02",), ("2026-11-02",), (), 1.0, 3600.0, 1.0)


def commit(run, written, decoded):
    assert (run, written) == (RUN, sorted(WRITTEN))
    return 10 * len(written) + decoded


def refuse(run, written, decoded):
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("by", "decoded", "number"), [(commit, [], [30]), (commit, ["x", "y"], [32]), (refuse, ["x"], [])]
)
def test_a_run_is_committed_once_with_all_that_was_written_and_the_count_of_what_was_decoded(by, decoded, number):
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        given = {
            "decoded": pipeline | "Decoded" >> beam.Create(decoded).with_output_types(str),
            "written": pipeline | "Written" >> beam.Create(WRITTEN).with_output_types(WrittenPartition),
            "run": pipeline | "Run" >> beam.Create([RUN]).with_output_types(PlannedRun),
        }
        assert_that(given | CommitRun(by), equal_to(number))
