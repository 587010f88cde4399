"""Recordings beside those of their recorder, as a step."""

import logging
from contextlib import contextmanager
from datetime import timedelta

import apache_beam as beam
import numpy as np
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site import parse_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.recordings.compared import compare_recordings
from pantau.transforms.recordings.compared.compare_recordings import DATES_AROUND, CompareRecordings
from pantau.transforms.recordings.probed.probed_recording import ProbedRecording, probed_recording
from pantau.transforms.recordings.probing.coded.frame_marks import kept_marks
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.recordings.test_camera_assignment import SITE
from tests.transforms.seen import DAY, recording

pytestmark = pytest.mark.slow


def footage(seed):
    """The marks of two minutes that nothing else has."""
    marks = np.random.default_rng(seed).integers(-(2**62), 2**62, 60)
    return kept_marks(np.arange(0, 120, 2.0), marks).packed()


def row(name, begin, seed, days=0, **more):
    made = recording(
        name, begin + 86_400 * days, 120, frame_marks=footage(seed), coded_with="h264", written_by="", **more
    )
    return {**made, "service_date": DAY + timedelta(days)}


@contextmanager
def after(folder, *rows):
    """The draft of a run on a warehouse in which the one before has left these recordings."""
    with draft_of(folder) as draft:
        for values in sorted({tuple(one[name] for name in RECORDINGS.partition) for one in rows}):
            some = [one for one in rows if tuple(one[name] for name in RECORDINGS.partition) == values]
            write_partition(draft, Partition(RECORDINGS, values), RECORDINGS.arrow(some))
        commit_draft(draft, {})
    with draft_of(folder) as draft:
        yield draft


def compared(draft, rows, expected):
    run = PlannedRun(str(draft), (DAY.isoformat(),), (DAY.isoformat(),), (), 9e9, 0.0, 0.0)
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        own = pipeline | beam.Create([probed_recording(one) for one in rows], reshuffle=False).with_output_types(
            ProbedRecording
        )
        runs = pipeline | "Runs" >> beam.Create([run], reshuffle=False).with_output_types(PlannedRun)
        found = (own, runs) | CompareRecordings(parse_site(SITE))
        told = found | beam.Map(
            lambda one: (one.recording_id, one.repeats_of, one.repeats_later_s, one.unlike_neighbours)
        )
        assert_that(told, equal_to(expected))
    assert found.element_type is ProbedRecording


def test_footage_of_a_date_that_stands_before_or_after_and_of_another_camera_of_the_recorder(tmp_path):
    stands = [
        row("before", 0, 1, days=-DATES_AROUND),
        row("after", 0, 2, days=3),
        row("two", 0, 3, days=-1, camera_id="two"),
    ]
    own = [row("a", 0, 1), row("b", 600, 2), row("c", 1200, 3), row("d", 1800, 4)]
    expected = [
        ("a", ("before",), (86_400.0 * DATES_AROUND,), ()),
        ("b", ("after",), (600 - 86_400.0 * 3,), ()),
        ("c", ("two",), (86_400.0 + 1200,), ()),
        ("d", (), (), ()),
    ]
    with after(tmp_path, *stands) as draft:
        compared(draft, own, expected)


def test_what_is_farther_away_of_another_recorder_or_the_runs_own_from_before_is_not_compared(tmp_path):
    stands = [row("far", 0, 1, days=-DATES_AROUND - 1), row("up", 0, 2, days=-1, camera_id="up"), row("c", 7200, 3)]
    own = [row("a", 0, 1), row("b", 600, 2), row("c", 1200, 3)]
    with after(tmp_path, *stands) as draft:
        compared(draft, own, [(name, (), (), ()) for name in "abc"])


def test_a_file_that_stands_under_another_date_by_another_zone_of_its_recorder_is_no_second_one(tmp_path):
    # The zone is a part of the id, and was corrected after the date before had been run.
    before = row("former", 85_000, 1, days=-1) | {"recording_uri": "a.mp4", "recording_sha256": "a" * 64}
    copy = row("copy", 0, 2, days=-1) | {"recording_sha256": "b" * 64}
    with after(tmp_path, before, copy) as draft:
        compared(draft, [row("a", 0, 1), row("b", 600, 2)], [("a", (), (), ()), ("b", ("copy",), (87_000.0,), ())])


def test_the_first_file_of_a_date_is_unlike_those_of_the_evening_before(tmp_path):
    stands = [row(f"s{number}", 72_000 + 600 * number, 10 + number, days=-1) for number in range(5)]
    own = [row(f"o{number}", 600 * number, 20 + number) for number in range(4)]
    own[0]["written_by"] = "Lavf"
    expected = [(f"o{number}", (), (), ("written_by",) if number == 0 else ()) for number in range(4)]
    with after(tmp_path, *stands) as draft:
        compared(draft, own, expected)


def test_a_damaged_file_of_another_date_is_compared_with_nothing_and_told(tmp_path, caplog, monkeypatch):
    # Whatever the command line has set before.
    monkeypatch.setattr(compare_recordings.log, "propagate", False)
    monkeypatch.setattr(compare_recordings.log, "handlers", [caplog.handler])
    monkeypatch.setattr(compare_recordings.log, "level", logging.WARNING)
    monkeypatch.setattr(compare_recordings.log, "_cache", {})
    with after(tmp_path, row("before", 0, 1, days=-1)) as draft:
        (file,) = tmp_path.rglob("recordings/**/*.parquet")
        file.write_bytes(b"PAR1 no more")
        compared(draft, [row("a", 0, 1)], [("a", (), (), ())])
        assert str(file) in caplog.text
