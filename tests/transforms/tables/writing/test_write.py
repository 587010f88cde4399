import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import COVERAGE, REJECTS
from pantau.transforms.planned_run import RunDate
from pantau.transforms.rejects import Reject, flowing_reject, reject_row
from pantau.transforms.tables.drafts import note_files
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import partitions_of, read_table
from pantau.transforms.tables.table_file import TableFile
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.pieces import PartitionPiece, read_piece, write_pieces
from pantau.transforms.tables.writing.write import (
    PlannedPartition,
    PlanPartitions,
    TouchedInput,
    WritePieces,
    WriteRows,
    key_of,
)
from tests.transforms.tables.test_partition_files import DAY, NEXT, reject, stretch

ON_DAY, AT_RSUD, ON_NEXT = (Partition(COVERAGE, of) for of in ((DAY, "permits"), (DAY, "rsud"), (NEXT, "permits")))


def written(transform, expected=None, draft=None, **given):
    """Gives a transform what it takes: by name, the class of the elements, and these. A `draft` notes the files."""
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        found = {
            name: pipeline | name >> beam.Create(list(elements), reshuffle=False).with_output_types(kind)
            for name, (kind, elements) in given.items()
        } | transform
        if expected is not None:
            assert_that(found | "What" >> beam.Map(lambda one: (one.table, one.folder, one.rows)), equal_to(expected))
        if draft is not None:
            _ = found | "Note" >> beam.Map(lambda one: note_files(draft, [TableFile(*one)]))


def plan(draft, *partitions):
    return PlannedPartition, [PlannedPartition(str(draft), key_of(partition)) for partition in partitions]


def rows_of_coverage():
    return WriteRows(COVERAGE, dict, dict)


@pytest.mark.slow
def test_rows_go_to_their_partitions_and_an_emptied_one_becomes_a_file_of_no_rows(tmp_path):
    rows = [stretch(1), stretch(0), stretch(0, agency="rsud")]
    expected = [("coverage", place.folder, count) for place, count in ((ON_DAY, 2), (AT_RSUD, 1), (ON_NEXT, 0))]
    written(rows_of_coverage(), expected, rows=(dict, rows), planned=plan(tmp_path, ON_DAY, AT_RSUD, ON_NEXT))
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(0), stretch(1), stretch(0, agency="rsud")]
    assert partitions_of(tmp_path, COVERAGE) == [ON_DAY, AT_RSUD, ON_NEXT]


@pytest.mark.slow
def test_a_row_outside_of_the_plan_fails_the_run(tmp_path):
    told = "coverage: 1 rows for service_date=2026-11-03/agency_id=permits, which was not planned"
    with pytest.raises(Exception, match=told):
        written(rows_of_coverage(), rows=(dict, [stretch(0, NEXT)]), planned=plan(tmp_path, ON_DAY))


def flowing(name, step, day=DAY):
    return flowing_reject({**reject(day), "input": name, "step": step})


def commit(warehouse, rejects, planned, steps, touched=()):
    with draft_of(warehouse) as draft:
        given = {"rows": (Reject, rejects), "planned": plan(draft, *planned)}
        if touched:
            given["touched"] = (TouchedInput, [TouchedInput(str(draft), key, name) for key, name in touched])
        written(WriteRows(REJECTS, Reject, reject_row, steps), draft=draft, **given)
        commit_draft(draft, {})
    return sorted((row["input"], row["step"]) for row in read_table(warehouse, REJECTS).to_pylist())


@pytest.mark.slow
def test_of_a_shared_table_the_rows_of_other_steps_and_of_inputs_not_touched_stand(tmp_path):
    of_day, undated = Partition(REJECTS, (DAY,)), Partition(REJECTS, (None,))
    first = [flowing("a", "probe"), flowing("b", "observe"), flowing("c", "observe")]
    told = [(one.input, one.step) for one in first]
    assert commit(tmp_path, first, [of_day, undated], ("probe", "observe")) == told
    assert Partition(REJECTS, (None,)) in partitions_of(tmp_path, REJECTS)
    # A stage alone: what other steps have said stands.
    assert commit(tmp_path, [], [of_day], ("probe",)) == [("b", "observe"), ("c", "observe")]
    # A date before the run's: of the one input that was touched, and of that step, nothing is left.
    key = key_of(of_day)
    assert commit(tmp_path, [], [], ("probe", "observe"), [(key, "b")]) == [("c", "observe")]
    assert commit(tmp_path, [flowing("b", "observe")], [], ("observe",), [(key, "b")]) == told[1:]


@pytest.mark.slow
def test_what_is_planned_of_a_date_is_each_agency_and_what_stands(tmp_path):
    with draft_of(tmp_path) as draft:
        given = {"rows": (dict, [stretch(0, agency="rsud")]), "planned": plan(draft, AT_RSUD)}
        written(rows_of_coverage(), draft=draft, **given)
        commit_draft(draft, {})
    with draft_of(tmp_path) as draft, beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        dates = [RunDate(str(draft), day.isoformat(), 0.0, 3600.0) for day in (DAY, NEXT)]
        given = pipeline | beam.Create(dates, reshuffle=False).with_output_types(RunDate)
        planned = given | PlanPartitions((COVERAGE, REJECTS), ("permits",))
        rejects = [Partition(REJECTS, (day,)) for day in (DAY, NEXT)]
        assert_that(planned, equal_to(plan(draft, ON_DAY, AT_RSUD, ON_NEXT, *rejects)[1]))
        assert planned.element_type is PlannedPartition


@pytest.mark.slow
def test_pieces_go_where_their_rows_would_and_a_stranger_fails_the_run(tmp_path):
    pieces = [
        *write_pieces(
            str(tmp_path),
            "one",
            [
                (ON_DAY, COVERAGE.arrow([stretch(1), stretch(3)])),
                (AT_RSUD, COVERAGE.arrow([stretch(0, agency="rsud")])),
            ],
        ),
        *write_pieces(str(tmp_path), "two", [(ON_DAY, COVERAGE.arrow([stretch(2)]))]),
    ]
    written(WritePieces(), pieces=(PartitionPiece, pieces), planned=plan(tmp_path, ON_DAY, AT_RSUD, ON_NEXT))
    found = [stretch(1), stretch(2), stretch(3), stretch(0, agency="rsud")]
    assert read_table(tmp_path, COVERAGE).to_pylist() == found
    assert partitions_of(tmp_path, COVERAGE) == [ON_DAY, AT_RSUD, ON_NEXT]
    with pytest.raises(
        Exception, match="coverage: 3 rows for service_date=2026-11-02/agency_id=permits, which was not"
    ):
        written(WritePieces(), pieces=(PartitionPiece, pieces[::2]), planned=plan(tmp_path, ON_NEXT))


def test_a_piece_is_read_as_it_was_written(tmp_path):
    tables = [(ON_DAY, COVERAGE.arrow([stretch(1)])), (AT_RSUD, COVERAGE.arrow([stretch(0, agency="rsud")]))]
    pieces = write_pieces(str(tmp_path), "one", tables)
    assert [(piece.table, piece.folder, piece.rows) for piece in pieces] == [
        ("coverage", ON_DAY.folder, 1),
        ("coverage", AT_RSUD.folder, 1),
    ]
    assert [read_piece(str(tmp_path), piece) for piece in pieces] == [rows for _, rows in tables]
