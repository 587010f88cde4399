import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.transforms.tables.writing.commit_run import CommitRun
from pantau.transforms.tables.writing.write import WrittenPartition

WRITTEN = [
    WrittenPartition(table, folder, "part-0.parquet", rows, "", "")
    for table, folder, rows in (("coverage", "b", 0), ("coverage", "a", 3), ("runs", "a", 1))
]


def commit(written, decoded):
    assert written == sorted(WRITTEN)
    return 10 * len(written) + decoded


@pytest.mark.slow
@pytest.mark.parametrize("decoded", [[], ["x", "y"]])
def test_a_run_is_committed_once_with_all_that_was_written_and_the_count_of_what_was_decoded(decoded):
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        counted = pipeline | "Decoded" >> beam.Create(decoded).with_output_types(str)
        written = pipeline | "Written" >> beam.Create(WRITTEN).with_output_types(WrittenPartition)
        assert_that(written | CommitRun(commit, counted), equal_to([30 + len(decoded)]))
