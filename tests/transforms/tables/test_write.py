from datetime import date
from typing import NamedTuple

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions

from pantau.schemas.tables import COVERAGE, REJECTS
from pantau.transforms.tables.partition_files import Partition, partitions_of, read_table
from pantau.transforms.tables.write import WriteElements, WritePartitions, WriteTables, key_of
from tests.transforms.tables.test_partition_files import DAY, NEXT, reject, stretch, write

pytestmark = pytest.mark.slow


def run(rows, transform):
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        _ = pipeline | beam.Create(rows, reshuffle=False) | transform


def test_rows_go_to_their_partitions_and_an_emptied_one_becomes_a_file_of_no_rows(tmp_path):
    write(tmp_path, [stretch(5, NEXT)], NEXT)
    plan = ((DAY, "permits"), (DAY, "rsud"), (NEXT, "permits"))
    run([stretch(1), stretch(0), stretch(0, agency="rsud")], WritePartitions(COVERAGE, str(tmp_path), plan))
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(0), stretch(1), stretch(0, agency="rsud")]
    assert [partition.values for partition in partitions_of(tmp_path, COVERAGE)] == sorted(plan)


def test_a_row_outside_of_the_plan_fails_the_run(tmp_path):
    with pytest.raises(Exception, match=r"coverage: 1 rows for 2026-11-03\|permits, which was not planned"):
        run([stretch(0, NEXT)], WritePartitions(COVERAGE, str(tmp_path), ((DAY, "permits"),)))


def test_of_a_shared_table_only_the_rows_of_the_steps_are_replaced(tmp_path):
    old = [{**reject(DAY), "input": "a"}, {**reject(DAY), "input": "b", "step": "observe"}]
    run(old, WritePartitions(REJECTS, str(tmp_path), ((DAY,),)))
    new = {**reject(DAY), "input": "c"}
    run([new], WritePartitions(REJECTS, str(tmp_path), ((DAY,), (None,)), ("name", "probe")))
    assert read_table(tmp_path, REJECTS).to_pylist() == [old[1], new]
    assert Partition(REJECTS, (None,)) in partitions_of(tmp_path, REJECTS)


class Stretch(NamedTuple):
    """A row of `coverage` on its way."""

    service_date: str
    agency_id: str
    number: int


def row_of(element):
    return stretch(element.number, date.fromisoformat(element.service_date), agency=element.agency_id)


def test_elements_become_rows_of_their_partitions_as_they_are_written(tmp_path):
    plan = ((DAY, "permits"), (NEXT, "permits"))
    elements = [Stretch(DAY.isoformat(), "permits", 1), Stretch(DAY.isoformat(), "permits", 0)]
    run(elements, WriteElements(COVERAGE, str(tmp_path), plan, row_of=row_of))
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(0), stretch(1)]
    assert [partition.values for partition in partitions_of(tmp_path, COVERAGE)] == sorted(plan)
    with pytest.raises(Exception, match=r"coverage: 2 rows for 2026-11-02\|permits, which was not planned"):
        run(elements, WriteElements(COVERAGE, str(tmp_path), plan[1:], row_of=row_of))


def test_the_key_of_a_row_is_plain_text():
    assert key_of(COVERAGE, stretch()) == "2026-11-02|permits"
    assert key_of(REJECTS, reject(None)) == "None"
    assert key_of(REJECTS, reject(date(2026, 1, 2))) == "2026-01-02"


def test_tables_go_where_their_rows_would_and_a_stranger_fails_the_run(tmp_path):
    plan = ((DAY, "permits"), (DAY, "rsud"), (NEXT, "permits"))
    tables = [COVERAGE.arrow(rows) for rows in ([stretch(1), stretch(3)], [stretch(2)], [stretch(0, agency="rsud")])]
    run(tables, WriteTables(COVERAGE, str(tmp_path), plan))
    found = [stretch(1), stretch(2), stretch(3), stretch(0, agency="rsud")]
    assert read_table(tmp_path, COVERAGE).to_pylist() == found
    assert [partition.values for partition in partitions_of(tmp_path, COVERAGE)] == sorted(plan)
    with pytest.raises(Exception, match=r"coverage: 3 rows for 2026-11-02\|permits, which was not planned"):
        run(tables[:2], WriteTables(COVERAGE, str(tmp_path), ((NEXT, "permits"),)))
