from datetime import UTC, datetime

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import ANOMALIES, COVERAGE, STAFF_PRESENCE
from pantau.transforms.events.across_cameras import empty_across_cameras
from pantau.transforms.events.find_across_cameras import FindAcrossCameras
from pantau.transforms.planned_run import RunDate
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.visible_files import visible_files
from pantau.transforms.tables.writing.pieces import PartitionPiece, read_piece, write_pieces
from tests.transforms.events.test_across_cameras import DAY, ONE, SITE, TWO, presence

FORMER = empty_across_cameras(SITE, "permits", DAY, [*ONE, *presence("two", "c2", (0, "unattended"))], {})


def pieces_of(draft, *cameras):
    return [
        piece
        for number, rows in enumerate(cameras)
        for piece in write_pieces(
            draft,
            f"{DAY}-{number}.arrows",
            [
                (Partition(STAFF_PRESENCE, (DAY, "permits")), STAFF_PRESENCE.arrow(rows)),
                (Partition(COVERAGE, (DAY, "permits")), COVERAGE.arrow([])),
            ],
        )
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cameras", "gone", "told"),
    [
        ((ONE, TWO), False, ["reviewed"]),
        ((ONE,), False, []),
        ((), False, []),
        ((ONE, TWO), True, [FORMER[0]["event_id"]]),
    ],
)
def test_the_presence_of_all_cameras_becomes_rows_of_anomalies_with_the_ids_of_before(tmp_path, cameras, gone, told):
    """Of a file that is gone, as somebody may have removed a damaged one, ids are as in a new warehouse."""
    with draft_of(str(tmp_path)) as draft:
        former = [{**row, "event_id": "reviewed"} for row in FORMER]
        write_partition(draft, Partition(ANOMALIES, (DAY, "permits")), ANOMALIES.arrow(former))
        commit_draft(draft, {"command": "nightly"})
    if gone:
        visible_files(str(tmp_path), ANOMALIES)[0].path.unlink()
    with draft_of(str(tmp_path)) as draft:
        asked = RunDate(str(draft), DAY.isoformat(), datetime(2026, 11, 4, tzinfo=UTC).timestamp(), 0.0)
        given = {"pieces": (PartitionPiece, pieces_of(draft, *cameras)), "dates": (RunDate, [asked])}
        with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
            made = {
                name: pipeline | name >> beam.Create(elements, reshuffle=False).with_output_types(kind)
                for name, (kind, elements) in given.items()
            } | FindAcrossCameras(SITE)
            assert made.element_type is PartitionPiece
            rows = made | "Read" >> beam.FlatMap(
                lambda piece, folder: read_piece(folder, piece).to_pylist(), str(draft)
            )
            ids = rows | "Ids" >> beam.Map(lambda row: (row["event_id"], row["duration_s"]))
            assert_that(ids, equal_to([(one, 1800.0) for one in told]))
