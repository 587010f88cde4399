from datetime import UTC, datetime, timedelta

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.tables import COVERAGE, EVENT_TABLES
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.events.camera_day_tables import KnownCameraDay
from pantau.transforms.events.find_events_of_days import FindEvents
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import RunDate
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.named.name_recordings import NewestRecording, RunOfDate
from pantau.transforms.recordings.owned.owned_recording import OwnedRecording, owned_recording
from pantau.transforms.recordings.time_ownership import assign_ownership
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.writing.pieces import PartitionPiece, read_piece
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, recording

SITE = site()
OBSERVER = observer_of(SITE, ".")
BEFORE = DAY - timedelta(days=1)
LATER = datetime(2026, 11, 4, tzinfo=UTC).timestamp()
CAMERAS = [camera.id for camera in SITE.cameras]
(OWNED,) = (owned_recording(one) for one in assign_ownership([recording("a", 0, 60)], 10.0, 0.0))


def reject(day, camera="one", name="x.mp4"):
    text = day and day.isoformat()
    return Reject(SITE.id, text, camera, name, 1, "probe", "empty", "x", 0.0, 1.0, "run")


def of_run(draft, day):
    return RunDate(str(draft), day.isoformat(), LATER, 3600.0)


def found(draft, days, covered, rejects, told, looked=(OWNED,)):
    """What is known of camera days, and pieces found, are given to `told` as PCollections."""
    given = {
        "owned": (OwnedRecording, [OWNED]),
        "looked": (OwnedRecording, looked),
        "rejects": (Reject, rejects),
        "runs": (RunOfDate, [RunOfDate(DAY.isoformat(), "of the day")]),
        "newest": (NewestRecording, [NewestRecording(CameraDayKey("one", DAY.isoformat()), 7.0)]),
        "whole": (RunDate, [of_run(draft, day) for day in days]),
        "covered": (RunDate, [of_run(draft, day) for day in covered]),
    }
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        known = {
            name: pipeline | name >> beam.Create(elements, reshuffle=False).with_output_types(kind)
            for name, (kind, elements) in given.items()
        }
        told(FindEvents(OBSERVER, listed=True), known)


@pytest.mark.slow
def test_each_camera_has_a_day_with_its_recordings_and_the_rejects_of_two_dates(tmp_path):
    near = [reject(BEFORE), reject(DAY, name="y.mp4")]

    def told(find, known):
        gathered = find._known(known)
        assert gathered.element_type is KnownCameraDay
        without = run_id(SITE, BEFORE, [])
        expected = [
            *(
                KnownCameraDay(
                    CameraDayKey(camera, DAY.isoformat()),
                    of_run(tmp_path, DAY),
                    "of the day",
                    True,
                    7.0 if camera == "one" else float("-inf"),
                    (OWNED,) if camera == "one" else (),
                    tuple(near) if camera == "one" else (),
                )
                for camera in CAMERAS
            ),
            *(
                KnownCameraDay(
                    CameraDayKey(camera, BEFORE.isoformat()),
                    of_run(tmp_path, BEFORE),
                    without,
                    False,
                    float("-inf"),
                    (),
                    (near[0],) if camera == "one" else (),
                )
                for camera in CAMERAS
            ),
        ]
        assert_that(gathered, equal_to(expected))

    found(tmp_path, (DAY,), (BEFORE,), [*near, reject(None, None)], told)


@pytest.mark.slow
def test_a_whole_day_has_pieces_of_all_tables_with_rows_and_another_of_coverage_alone(tmp_path):
    with draft_of(tmp_path) as draft:

        def told(find, known):
            pieces = known | find
            assert pieces.element_type is PartitionPiece
            spans = pieces | "Read" >> beam.Map(
                lambda piece, folder: (
                    piece.table,
                    piece.folder,
                    piece.rows == read_piece(folder, piece).num_rows > 0,
                ),
                str(draft),
            )
            tables = spans | "Tables" >> beam.Map(lambda one: (one[0], one[1][:23])) | beam.Distinct()
            days = {day: f"service_date={day}" for day in (DAY, BEFORE)}
            coverage = [(COVERAGE.name, days[day]) for day in days]
            # Footage is missing for most of the opening hours, which is an event.
            events = [
                (table.name, days[DAY]) for table in EVENT_TABLES if table.name in ("anomalies", "staff_presence")
            ]
            assert_that(tables, equal_to([*coverage, *events]), label="tables")
            assert_that(spans | beam.Filter(lambda one: not one[2]), equal_to([]), label="as told")

        found(draft, (DAY,), (BEFORE,), [], told)


@pytest.mark.slow
@pytest.mark.parametrize("rejected", [False, True])
def test_a_recording_that_an_engine_has_lost_ends_the_run_and_one_that_was_rejected_does_not(tmp_path, rejected):
    owned = OWNED._replace(run_dates=(of_run(tmp_path, DAY),))
    rejects = [reject(DAY, name=owned.recording.recording_uri)] if rejected else []

    def told(find, known):
        known["owned"] = known["owned"] | "Of the run" >> beam.Map(lambda _: owned).with_output_types(OwnedRecording)
        find._known(known)

    if rejected:
        found(tmp_path, (DAY,), (), rejects, told, ())
    else:
        with pytest.raises(RuntimeError, match=f"{owned.recording.recording_uri}: was neither looked at nor rejected"):
            found(tmp_path, (DAY,), (), rejects, told, ())
