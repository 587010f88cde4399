from datetime import UTC, date, datetime

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.util import assert_that, equal_to

from pantau.schemas.site import load_site
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import PlannedRun, RunDate
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.named.list_archive import ListArchive
from pantau.transforms.recordings.named.name_recordings import (
    ARCHIVE,
    NameRecordings,
    NewestRecording,
    RunOfDate,
    dates_before,
    rest_of,
)
from pantau.transforms.rejects import Reject
from tests.batch_runs import write_site

SUNDAY, MONDAY, TUESDAY = date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def site(tmp_path):
    return load_site(write_site(tmp_path))


def name_of(day, clock):
    return f"nvr/ch01_{day:%Y%m%d}{clock}.mp4"


@pytest.fixture
def archive(tmp_path):
    """An archive with files of four bytes of these names."""

    def make(*names):
        for name in names:
            path = tmp_path / "archive" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"1234")
        return str(tmp_path / "archive")

    return make


def named(site, archive, days, recordings, rejected=(), needed=(), runs=None, newest=None, unknown=()):
    """Lists and names an archive; gives what was counted of the rest."""
    own, before = (tuple(day.isoformat() for day in some) for some in (days, unknown))
    now_s = datetime(2026, 11, 5, tzinfo=UTC).timestamp()
    run = PlannedRun("draft", own, own, before, now_s, 3600.0, now_s)
    with beam.Pipeline(options=PipelineOptions(["--runner=FnApiRunner"])) as pipeline:
        planned = pipeline | beam.Create([run], reshuffle=False).with_output_types(PlannedRun)
        found = (planned | ListArchive(archive), planned) | NameRecordings(site, archive)
        next_s = found.done | "Next" >> beam.Map(lambda one: (one.path, one.recorder_next_s))
        assert_that(next_s, equal_to(recordings), label="done")
        words = found.rejected | "Words" >> beam.Map(lambda one: (one.input, one.error, one.service_date))
        assert_that(words, equal_to(list(rejected)), label="rejected")
        assert_that(found.needed, equal_to([RunDate("draft", day, now_s, 3600.0) for day in needed]), label="needed")
        if newest is not None:
            assert_that(found.newest, equal_to(newest), label="newest")
        if runs is not None:
            assert_that(found.runs, equal_to(runs), label="runs")
            of_recordings = found.done | "Run" >> beam.Map(lambda one: one.run_id) | beam.Distinct()
            assert_that(of_recordings, equal_to([run.run_id for run in runs]), label="run of each")
    assert (found.done.element_type, found.rejected.element_type, found.needed.element_type) == (
        NamedRecording,
        Reject,
        RunDate,
    )
    counters = pipeline.result.metrics().query()["counters"]
    return {one.key.metric.name: one.committed for one in counters if one.key.metric.namespace == ARCHIVE}


@pytest.mark.slow
def test_recordings_of_the_dates_have_the_next_of_their_stream_and_the_run_of_their_date(site, archive):
    first, second, other = name_of(MONDAY, "080000"), name_of(MONDAY, "083000"), name_of(TUESDAY, "080000")
    half_past = datetime(2026, 11, 2, 1, 30, tzinfo=UTC).timestamp()
    run = RunOfDate("2026-11-02", run_id(site, MONDAY, [(first, 4), (second, 4)]))
    folder = archive(first, second, other, "nvr/.DS_Store", "notes.txt", "README")
    # So far the recorder has come, whatever the dates of the run.
    newest = [NewestRecording(CameraDayKey("cam-1", "2026-11-02"), half_past + 84_600)]
    counted = named(site, folder, (MONDAY,), [(first, half_past), (second, None)], runs=[run], newest=newest)
    assert counted == {"others..txt": 1, "others.no suffix": 1, "ignored..DS_Store": 1}
    assert (rest_of(counted, "others"), rest_of(counted, "ignored")) == ({".txt": 1, "no suffix": 1}, {".DS_Store": 1})


@pytest.mark.slow
def test_what_is_set_aside_is_a_reject_of_its_date_if_that_is_taken_and_an_unnamed_file_of_none(site, archive):
    aside = [f"{name_of(day, '090000')}_" for day in (MONDAY, TUESDAY)]
    folder = archive(*aside, "nvr/ch07_20261103080000.mp4")
    rejects = [(aside[0], "set_aside", "2026-11-02"), ("nvr/ch07_20261103080000.mp4", "no_camera", None)]
    named(site, folder, (MONDAY,), [], rejects)


@pytest.mark.slow
@pytest.mark.parametrize("late", [True, False])
def test_all_of_the_day_before_is_taken_where_one_of_its_recordings_may_reach_into_the_dates(site, archive, late):
    """By its name: without an end in it the last file of a camera's date may reach over midnight."""
    morning, evening = name_of(MONDAY, "080000"), name_of(MONDAY, "235959")
    own = name_of(TUESDAY, "080000")
    folder = archive(morning, own, *([evening] if late else []), name_of(SUNDAY, "080000"))
    known = named(site, folder, (TUESDAY,), [(own, None)])
    assert known == {}
    began = datetime(2026, 11, 2, 16, 59, 59, tzinfo=UTC).timestamp()
    before = [(morning, began), (evening, None)] if late else [(morning, None)]
    named(site, folder, (TUESDAY,), [*before, (own, None)], needed=["2026-11-02"], unknown=(MONDAY,))


def test_the_dates_before_are_none_of_the_dates():
    assert dates_before([TUESDAY, MONDAY]) == [SUNDAY]
    assert dates_before([TUESDAY]) == [MONDAY]
