"""A warehouse that version 0.1.0 wrote: read as it is, upgraded without losing a row, its detections still found.

The present observer sees otherwise than that of then, and decodes everything again; that of then need not.
"""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.site import load_site
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVED_TABLES, TABLES
from pantau.transforms.detection import observer as observers
from pantau.transforms.detection.models import version
from pantau.transforms.detection.observed_recordings import is_observed, ownership_of
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.refine_recording import is_refined
from pantau.transforms.recordings.recording_index import RecordingIndex, recordings_of
from pantau.transforms.tables.delta.commits import newest_commit, runs_of
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.former_manifests import former_files
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.upgrade import older_files
from tests.transforms.tables.delta.agreement import agree

FIXTURE = Path(__file__).parents[1] / "fixtures" / "warehouse_0_1_0"
DAY = date(2026, 6, 9)
RENAMED = {
    "still_samples": "skipped_samples",
    "carried": "carried_forward",
    "sighting": "detection",
    "likeness": "appearance_similarity",
    "stitch_confidence": "identity_confidence",
    "confidence": "detection_score",
    "looked_at": "recordings_observed",
}
"""What columns were called in version 0.1.0, and are called since."""

RENAMED_HERE = {"staff_presence": {"confidence": "frame_agreement"}}
"""What of one name became two, since it meant two things."""

_LOOKED = (
    *("scene", "bright_share", "view_points", "zone_cells"),
    *("change_median", "change_height", "change_people", "seats_looked"),
)
_THING = ("x1", "y1", "x2", "y2", "edge_before", "edge_after", "people_near")
_TWICE = ("repeats_recording_id", "repeats_started_at")
_COMPARED = ("written_by", "coded_with", "frame_marks", "unlike_neighbours")
_REPEATS = ("repeats_s", "repeats_of", "repeats_later_s")
ADDED = {
    "recordings": ("mirrored", "pixel_aspect", "start_delay_s", *_COMPARED, *_REPEATS),
    "samples": _LOOKED,
    "closer_samples": _LOOKED,
    "runs": ("final", "site_on_date"),
    "coverage": ("view_reference", "view_points", "view_scene", "static_figures"),
    "anomalies": ("baseline_id", "view_reference", "view_moved_share", *_THING, *_TWICE),
    "releases": ("epsilon", "epsilon_budget"),
    "service_time": ("seen_share", "session_probability"),
}
"""Columns that version 0.1.0 did not have: of its rows nothing is known there."""

ROWS = {
    "anomalies": 4,
    "audits": 0,
    "baselines": 0,
    "closer_observations": 1778,
    "closer_samples": 240,
    "coverage": 24,
    "deletions": 0,
    "observations": 2349,
    "recordings": 8,
    "rejects": 2,
    "releases": 0,
    "reviews": 0,
    "runs": 3,
    "samples": 523,
    "service_time": 15,
    "staff_presence": 37,
    "waiting_visits": 10,
}


REVISION = 9
"""That of the observer then."""

MODELS_REVISION = 1
"""That of how its models were computed."""


@pytest.fixture
def then(monkeypatch):
    """The observer of then, as far as it is known by its version."""
    monkeypatch.setattr(observers, "REVISION", REVISION)
    monkeypatch.setattr(version, "REVISION", MODELS_REVISION)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the warehouse, to be changed."""
    return shutil.copytree(FIXTURE / "warehouse", tmp_path / "warehouse")


def written(warehouse: Path, name: str) -> list[dict]:
    """The rows of a table of the newest run, read file by file, with what columns are called now."""
    folder = warehouse / name
    if name in {table.name for table in OBSERVED_TABLES}:
        files = sorted(folder.rglob("*.parquet"))
    else:
        files = [folder / file.name for file in former_files(warehouse)[name].values()]
    rows = []
    for file in files:
        table = pq.read_table(file, partitioning=None)
        for part in file.parent.relative_to(folder).parts:
            column, _, text = part.partition("=")
            if column not in table.column_names:
                value = None if text.startswith("__HIVE") else date.fromisoformat(text) if "date" in column else text
                table = table.append_column(column, pa.array([value] * table.num_rows))
        renamed = RENAMED | RENAMED_HERE.get(name, {})
        names = [renamed.get(column, column) for column in table.column_names]
        known = dict.fromkeys(ADDED.get(name, ()))
        rows += [{**known, **row} for row in table.rename_columns(names).to_pylist()]
    return rows


def alike(rows: list[dict]) -> list[str]:
    """Rows as text, whatever their order and that of their columns. Sums in another order differ in the last digits."""
    rounded = [{name: round(v, 9) if isinstance(v, float) else v for name, v in row.items()} for row in rows]
    return sorted(str(sorted(row.items())) for row in rounded)


def answers(warehouse: Path, **as_of: int) -> dict[str, list[str]]:
    """What every shipped question answers, but the list of runs, of which an upgrade is one."""
    names = [question.name for question in sql.questions() if question.name != "run_list"]
    return {name: alike(sql.ask(warehouse, name, **as_of).to_pylist()) for name in names}


def test_columns_were_renamed_and_say_so():
    renamed = {column for name in TABLES for column in TABLES[name].columns}
    assert set(RENAMED.values()) <= renamed and renamed.isdisjoint(RENAMED)
    for name, here in RENAMED_HERE.items():
        assert set(here.values()) <= set(TABLES[name].columns) and here.keys() <= RENAMED.keys()


def test_every_row_is_read_as_it_was_written(old):
    assert {name: len(written(old, name)) for name in TABLES} == ROWS
    with sql.connect(old) as connection:
        for name, table in TABLES.items():
            rows = alike(written(old, name))
            assert alike(read_table(old, table).to_pylist()) == rows, name
            columns = ", ".join(table.columns)
            assert alike(connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().to_pylist()) == rows, name


def test_of_its_earlier_runs_nothing_is_told_until_it_is_upgraded(old, capsys):
    assert main(["ask", "overview", "--as-of", "2", "--warehouse", str(old)]) == 2
    assert "an earlier version of the program wrote this warehouse; run `pantau upgrade" in capsys.readouterr().err
    assert main(["check", "--warehouse", str(old)]) == 2
    assert sql.ask(old, "restatements").num_rows == 0


def test_after_the_upgrade_every_row_and_run_is_there(old, capsys):
    rows, before = {name: alike(written(old, name)) for name in TABLES}, answers(old)
    assert {one.file.partition.table.name for one in older_files(old)} == {
        *("coverage", "recordings", "samples", "closer_samples", "observations", "closer_observations", "runs"),
        *("service_time", "waiting_visits", "staff_presence", "anomalies", "rejects"),
    }
    assert main(["upgrade", "--warehouse", str(old), "--dry-run"]) == 0 and runs_of(old) == []
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    assert "stitch_confidence" in capsys.readouterr().out
    assert list(older_files(old)) == []
    with sql.connect(old) as connection:
        for name, table in TABLES.items():
            assert alike(read_table(old, table).to_pylist()) == rows[name], name
            columns = ", ".join(table.columns)
            found = connection.sql(f"SELECT {columns} FROM {name}").to_arrow_table().to_pylist()
            assert alike(found) == rows[name], name
    # Of the runs before, the files of then are read, with what columns were called then.
    assert runs_of(old) == [1, 2, 3] and {name: len(read_table(old, TABLES[name], as_of=2)) for name in ROWS} == ROWS
    assert answers(old, as_of=2) == answers(old) == before
    assert sql.ask(old, "service_time", as_of=1).num_rows == 4
    assert main(["check", "--warehouse", str(old)]) == 0
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    assert "all files have the present columns" in " ".join(capsys.readouterr().out.split())


def test_other_engines_see_every_row_once_it_is_upgraded(old):
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    assert agree(old) and set(newest_commit(old).tables) == {table.name for table in DELTA_TABLES}
    for table in DELTA_TABLES:
        found = pl.scan_delta(str(old / table.name)).select(table.columns).collect().to_dicts()
        assert alike(found) == alike(read_table(old, table).to_pylist()), table.name


def test_what_it_has_seen_the_observer_of_then_need_not_decode_again(then, old):
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    site = load_site(FIXTURE / "site.yaml")
    observer, index = observer_of(site, str(FIXTURE)), RecordingIndex(str(old))
    recordings = [row for camera in site.cameras for row in recordings_of(index, site, camera.id, DAY)]
    ownerships = ownership_of(index, site, recordings)
    assert len(ownerships) == ROWS["recordings"]
    assert all(is_observed(str(old), observer, ownership) for ownership in ownerships.values())
    # In one of them no event began or ended.
    assert sum(is_refined(str(old), observer, ownership) for ownership in ownerships.values()) == 7


def test_the_present_observer_decodes_it_again(old):
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    site = load_site(FIXTURE / "site.yaml")
    observer, index = observer_of(site, str(FIXTURE)), RecordingIndex(str(old))
    recordings = [row for camera in site.cameras for row in recordings_of(index, site, camera.id, DAY)]
    ownerships = ownership_of(index, site, recordings).values()
    assert not any(is_observed(str(old), observer, ownership) for ownership in ownerships)


def test_events_are_found_again_beside_what_is_there_and_keep_their_ids(then, old, tmp_path, capsys):
    before = {_place(row): row["event_id"] for row in written(old, "service_time") if row["service_date"] == DAY}
    (tmp_path / "archive").mkdir()
    given = ["--site", str(FIXTURE / "site.yaml"), "--archive", str(tmp_path / "archive"), "--warehouse", str(old)]
    assert main(["events", *given, "--date", DAY.isoformat()]) == 2
    assert "run `pantau upgrade" in capsys.readouterr().err
    assert main(["upgrade", "--warehouse", str(old)]) == 0
    # 1 as before: the recording that was cut off and the file without a time are rejects still.
    assert main(["events", *given, "--date", DAY.isoformat()]) == 1
    assert agree(old)
    assert len(read_table(old, TABLES["runs"])) == ROWS["runs"] + 1
    for table in (CLOSER_SAMPLES, CLOSER_OBSERVATIONS):
        assert len(read_table(old, table)) == ROWS[table.name]
    sessions = read_table(old, TABLES["service_time"], service_date=DAY).to_pylist()
    assert sessions and all(row["identity_confidence"] is not None for row in sessions)
    after = {_place(row): row["event_id"] for row in sessions}
    assert (both := before.keys() & after.keys()) and all(after[place] == before[place] for place in both)


def _place(row: dict) -> tuple:
    return row["counter_id"], row["started_at"]
