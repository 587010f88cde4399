"""Nights whose warehouse, or archive, already holds something that could be counted twice."""

import shutil

import pytest

from pantau.schemas.tables import TABLES
from pantau.sql import check, connect
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    return tmp_path / "archive"


@pytest.fixture
def warehouse(tmp_path):
    return tmp_path / "warehouse"


def rows(warehouse, name):
    return read_table(warehouse, TABLES[name]).to_pylist()


def test_a_copy_of_a_recording_is_used_once_and_told_without_failing_the_night(tmp_path, archive, warehouse):
    original = record(archive, "2026-11-02T08:00:00", 10)
    (archive / "nvr" / "backup").mkdir()
    shutil.copy(original, archive / "nvr" / "backup" / original.name)
    assert run_batch(write_site(tmp_path), archive, warehouse) == 0
    (recording,) = rows(warehouse, "recordings")
    assert recording["recording_uri"] == "nvr/backup/ch01_20261102080000.mp4"
    (copy,) = rows(warehouse, "rejects")
    assert (copy["input"], copy["step"], copy["error"]) == ("nvr/ch01_20261102080000.mp4", "probe", "copy")
    assert recording["recording_uri"] in copy["reason"]
    recorded = [row for row in rows(warehouse, "coverage") if row["coverage_state"] == "recorded"]
    assert sum(row["duration_s"] for row in recorded) == pytest.approx(10)
    assert check(warehouse) == []


def test_an_agency_that_is_renamed_leaves_no_rows_under_its_old_name(tmp_path, archive, warehouse):
    record(archive, "2026-11-02T08:00:00", 10)
    site = write_site(tmp_path)
    assert run_batch(site, archive, warehouse) == 0
    site.write_text(site.read_text(encoding="utf-8").replace("permits", "licences"), encoding="utf-8")
    assert run_batch(site, archive, warehouse) == 0
    for name in ("recordings", "coverage", "anomalies"):
        assert {row["agency_id"] for row in rows(warehouse, name)} == {"licences"}, name
    with connect(warehouse) as connection:
        frames = connection.sql("SELECT count(*), count(DISTINCT sampled_at) FROM frames").fetchall()
    assert frames == [(5, 5)]


def test_a_warehouse_belongs_to_one_site(tmp_path, archive, warehouse, capsys):
    record(archive, "2026-11-02T08:00:00", 10)
    site = write_site(tmp_path)
    assert run_batch(site, archive, warehouse) == 0
    before = rows(warehouse, "recordings")
    site.write_text(site.read_text(encoding="utf-8").replace("id: hall", "id: annex"), encoding="utf-8")
    assert run_batch(site, archive, warehouse) == 2
    assert "holds the tables of site hall, not of annex; give each site a warehouse of its own" in " ".join(
        capsys.readouterr().err.split()
    )
    assert rows(warehouse, "recordings") == before
