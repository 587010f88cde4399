from datetime import date

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import COVERAGE
from pantau.transforms.planned_run import RunDate
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.standing import ReadStanding, read_standing, standing_partitions
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch

PLACE = Partition(COVERAGE, (DAY, "permits"))


def written(draft, *hours):
    write_partition(draft, PLACE, COVERAGE.arrow([stretch(hour) for hour in hours]))


def test_what_stands_is_of_the_run_before_whatever_a_draft_has_written(tmp_path):
    with draft_of(tmp_path) as draft:
        written(draft, 1)
        assert read_standing(str(draft), COVERAGE).num_rows == 0 and standing_partitions(str(draft), COVERAGE) == []
        commit_draft(draft, {})
    with draft_of(tmp_path) as draft:
        written(draft, 2, 3)
        assert read_standing(str(draft), COVERAGE, service_date=DAY).to_pylist() == [stretch(1)]
        assert read_standing(str(draft), COVERAGE, ("camera_id",), service_date=NEXT).column_names == ["camera_id"]
        assert standing_partitions(str(draft), COVERAGE) == [PLACE]


def row_of_second_hour(row):
    return row["samples"] if row == stretch(2) else None


@pytest.mark.slow
def test_rows_of_the_dates_flow_in_their_form_but_for_those_that_do_not(tmp_path):
    with draft_of(tmp_path) as draft:
        written(draft, 1, 2)
        commit_draft(draft, {})
    with draft_of(tmp_path) as draft, beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        dates = [RunDate(str(draft), day.isoformat(), 0.0, 3600.0) for day in (DAY, NEXT, date(2026, 12, 24))]
        made = pipeline | beam.Create(dates, reshuffle=False).with_output_types(RunDate)
        found = made | ReadStanding(COVERAGE, row_of_second_hour, int)
        assert_that(found, equal_to([stretch(2)["samples"]]))
        assert found.element_type is int
