"""The graph of a run: its stages alone, its size, and what ends it."""

from datetime import date, timedelta

import apache_beam as beam
import pytest
from apache_beam.portability import common_urns
from apache_beam.portability.api import beam_runner_api_pb2

from pantau.pipelines.command_line import main
from pantau.pipelines.night import STAGES, Night, days_around
from pantau.schemas.site import load_site
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS, REJECTS
from pantau.transforms.bulkhead import Lost
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.events import find_events_of_days
from pantau.transforms.events.camera_day_tables import KnownCameraDay
from pantau.transforms.events.find_events_of_days import refuse
from pantau.transforms.keys import CameraDayKey
from pantau.transforms.planned_run import PlannedRun, RunDate
from pantau.transforms.tables.partition_files import partitions_of, read_table
from tests.batch_runs import record, run_batch, tables, tables_but_ids, touched, write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def test_processes_of_their_own_find_the_same_to_the_byte(office, changed_office, monkeypatch):
    monkeypatch.setattr(find_events_of_days, "FEW", 0)
    given = {"site": changed_office.site, "archive": changed_office.archive, "warehouse": changed_office.warehouse}
    assert main(["events", *(str(part) for name, value in given.items() for part in (f"--{name}", value))]) == 0
    for table in (*EVENT_TABLES, COVERAGE):
        of_table = [
            {place: content for place, content in tables(one.warehouse).items() if place.startswith(f"{table.name}/")}
            for one in (changed_office, office)
        ]
        assert of_table[0] == of_table[1] != {}


@pytest.mark.slow
def test_the_stages_one_after_the_other_leave_what_a_night_leaves(tmp_path):
    site, archive = write_site(tmp_path), tmp_path / "archive"
    for day in ("2026-11-02", "2026-11-03"):
        record(archive, f"{day}T08:00:00", 8)
    (archive / "nvr" / "ch01_20261103090000.mp4").write_bytes(b"no video")
    assert run_batch(site, archive, tmp_path / "night") == 1
    for stage in STAGES:
        run_batch(site, archive, tmp_path / "stages", command=stage)
    assert tables(tmp_path / "stages", "runs") == tables(tmp_path / "night", "runs") != {}
    # Each again changes nothing, whatever the others wrote.
    for stage in STAGES:
        run_batch(site, archive, tmp_path / "stages", command=stage)
    assert tables(tmp_path / "stages", "runs") == tables(tmp_path / "night", "runs")


@pytest.mark.slow
def test_a_date_by_itself_leaves_what_all_dates_leave(tmp_path):
    site, archive = write_site(tmp_path), tmp_path / "archive"
    for start in ("2026-11-02T08:00:00", "2026-11-02T23:59:56", "2026-11-03T08:00:00"):
        record(archive, start, 8)
    assert run_batch(site, archive, tmp_path / "all") == 0
    for day in (TUESDAY, MONDAY):
        assert run_batch(site, archive, tmp_path / "each", "--date", day.isoformat()) == 0
    assert tables_but_ids(tmp_path / "each", "runs") == tables_but_ids(tmp_path / "all", "runs") != {}


@pytest.mark.slow
def test_the_day_before_is_taken_where_it_reaches_into_the_date_and_stands_from_then_on(tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    for start in ("2026-11-01T08:00:00", "2026-11-02T08:00:00", "2026-11-02T23:59:56"):
        record(archive, start, 8)
    (archive / "nvr" / "ch01_20261102090000.mp4").write_bytes(b"no video")
    assert run_batch(site, archive, warehouse, "--date", TUESDAY.isoformat()) == 0
    names = ["nvr/ch01_20261102080000.mp4", "nvr/ch01_20261102235956.mp4"]
    assert [row["recording_uri"] for row in read_table(warehouse, RECORDINGS).to_pylist()] == names
    assert [row["service_date"] for row in read_table(warehouse, REJECTS).to_pylist()] == [MONDAY]
    # Of its time is told what is known, and no event.
    assert {part.values[0] for part in partitions_of(warehouse, COVERAGE)} == {MONDAY, TUESDAY}
    assert {part.values[0] for table in EVENT_TABLES for part in partitions_of(warehouse, table)} == {TUESDAY}
    written = touched(warehouse, "recordings", "rejects")
    assert run_batch(site, archive, warehouse, "--date", TUESDAY.isoformat()) == 0
    assert {name: at for name, at in touched(warehouse, "recordings", "rejects").items() if "11-02" in name} == {
        name: at for name, at in written.items() if "11-02" in name
    }


@pytest.fixture
def hall(tmp_path):
    """The observer of a site of three cameras without recordings."""
    return observer_of(load_site(write_site(tmp_path, channels=3)), ".")


@pytest.mark.parametrize("stages", [STAGES, *((stage,) for stage in STAGES)])
def test_the_graph_is_as_large_whatever_the_archive_holds(hall, tmp_path, stages):
    def size(files):
        folder = tmp_path / str(files) / "nvr"
        folder.mkdir(parents=True)
        for minute in range(files):
            (folder / f"ch01_2026110208{minute:02d}00.mp4").write_bytes(b"x")
        pipeline = beam.Pipeline()
        run = PlannedRun("draft", (MONDAY.isoformat(),), (MONDAY.isoformat(),), (), 0.0, 3600.0, 0.0)
        runs = pipeline | beam.Create([run], reshuffle=False).with_output_types(PlannedRun)
        Night(hall, str(folder.parent), str(tmp_path), stages, sum, at_once=2, days_at_once=2).build(runs)
        return len(pipeline.to_runner_api().components.transforms)

    few, many = size(1), size(50)
    assert few == many < 350


def test_no_step_has_a_side_input(hall, tmp_path):
    # On Flink a pipeline without end cannot go back to a checkpoint with one.
    pipeline = beam.Pipeline()
    runs = pipeline | beam.Create([], reshuffle=False).with_output_types(PlannedRun)
    Night(hall, str(tmp_path), str(tmp_path), STAGES, sum, settled_s=10.0).build(runs)
    transforms = pipeline.to_runner_api().components.transforms.values()
    steps = [one for one in transforms if one.spec.urn == common_urns.primitives.PAR_DO.urn]
    payloads = [beam_runner_api_pb2.ParDoPayload.FromString(one.spec.payload) for one in steps]
    assert len(payloads) > 50 and not any(one.side_inputs for one in payloads)


def test_neighbours_are_the_two_dates_before_each():
    sunday = MONDAY - timedelta(days=1)
    assert days_around([TUESDAY, MONDAY]) == (sunday - timedelta(days=1), sunday)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("no such zone"), "events of cam-1 on 2026-11-02: no such zone"),
        (Lost("killed", "recording"), r"events of cam-1 on 2026-11-02: its process was lost \(killed\); run it again"),
    ],
)
def test_what_cannot_be_found_ends_the_run_and_says_where(error, message):
    with pytest.raises(RuntimeError, match=message):
        run_date = RunDate("draft", "2026-11-02", 0.0, 3600.0)
        refuse(KnownCameraDay(CameraDayKey("cam-1", "2026-11-02"), run_date, "run", True, 0.0, (), ()), error)
