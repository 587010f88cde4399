from datetime import date

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import EVENT_TABLES
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.tables.writing.commit_run import CommitRun
from pantau.transforms.tables.writing.write import WrittenPartition, key_of, partitions_on

EVENTS = EVENT_TABLES[0]

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


@pytest.mark.slow
def test_a_run_of_which_a_planned_partition_was_lost_is_not_committed():
    planned = sorted(key_of(one) for one in partitions_on(EVENTS, date(2026, 11, 2), ("permits", "taxes")))
    written = [WrittenPartition(*planned[0], "part-0.parquet", 0, "", "")]
    with (
        pytest.raises(RuntimeError, match=f"draft: {planned[1].table}/{planned[1].folder} was planned and not written"),
        beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline,
    ):
        given = {
            "decoded": pipeline | "Decoded" >> beam.Create([]).with_output_types(str),
            "written": pipeline | "Written" >> beam.Create(written).with_output_types(WrittenPartition),
            "run": pipeline | "Run" >> beam.Create([RUN]).with_output_types(PlannedRun),
        }
        given | CommitRun(commit, (EVENTS,), ("permits", "taxes"))
