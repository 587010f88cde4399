"""Rows are added beside runs: none is lost, none is there in part, and what runs do leaves them as they are."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import polars
import pyarrow.parquet as pq
import pytest

from pantau.schemas.tables import CUSTODY
from pantau.sql.checking import check
from pantau.sql.connection import connect, export_database
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.appended import appended_rows
from pantau.transforms.tables.appended.appended_rows import AppendedRows
from pantau.transforms.tables.partition_files import WarehouseError, read_table
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.upgrade import older_files, upgrade
from tests.transforms.tables.test_transaction import run

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


def look(number, **changed):
    return {
        "look_id": f"{number:04}",
        "shown_at": NOON,
        "account": "ani",
        "account_role": "reviewer",
        "footage_kind": "clip",
        "site_id": "hall",
        "agency_id": "permits",
        "camera_id": "cam",
        "service_date": date(2026, 11, 2),
        "recording_id": "r1",
        "recording_uri": "a.mp4",
        "recording_sha256": "00",
        "from_s": 0.0,
        "to_s": 3.5,
        **changed,
    }


def ids(warehouse):
    return sorted(read_table(warehouse, CUSTODY)["look_id"].to_pylist())


def test_rows_are_read_as_they_were_added(tmp_path):
    rows = AppendedRows(tmp_path, CUSTODY, lambda: NOON)
    assert read_table(tmp_path, CUSTODY).num_rows == 0
    for number in (1, 2):
        rows.add(look(number))
    assert read_table(tmp_path, CUSTODY).to_pylist() == [look(1), look(2)]
    (file,) = (tmp_path / "custody").iterdir()
    assert file.name.startswith("part-20261102T050000Z-")
    assert polars.read_parquet(file)["account"].to_list() == ["ani", "ani"]


def test_a_file_has_no_more_rows_than_can_be_written_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr(appended_rows, "MOST_ROWS", 2)
    rows = AppendedRows(tmp_path, CUSTODY)
    for number in range(5):
        rows.add(look(number))
    assert len(list((tmp_path / "custody").iterdir())) == 3 and ids(tmp_path) == [f"{i:04}" for i in range(5)]


def test_several_writers_and_threads_lose_nothing(tmp_path):
    writers = [AppendedRows(tmp_path, CUSTODY) for _ in range(3)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda number: writers[number % 3].add(look(number)), range(60)))
    assert ids(tmp_path) == [f"{number:04}" for number in range(60)]


@pytest.mark.parametrize(
    "changed",
    [{"account_role": "root"}, {"from_s": None}, {"shown_at": datetime(2026, 11, 2)}, {"more": 1}],  # noqa: DTZ001
)
def test_what_is_no_row_is_refused_and_harms_no_other(tmp_path, changed):
    rows = AppendedRows(tmp_path, CUSTODY)
    rows.add(look(1))
    with pytest.raises(ValueError, match="table custody"):
        rows.add(look(2, **changed))
    rows.add(look(3))
    assert ids(tmp_path) == ["0001", "0003"]


@pytest.mark.parametrize("step", ["link", "replace", "fsync"])
def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path, monkeypatch, step):
    rows = AppendedRows(tmp_path, CUSTODY)
    rows.add(look(1))

    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(atomic_files.os, step, full)
        if step == "link":
            rows.add(look(2))
        else:
            with pytest.raises(WarehouseError, match="cannot be written \\(No space left on device\\)"):
                rows.add(look(2))
    before = ids(tmp_path)
    rows.add(look(3))
    assert set(before) <= set(ids(tmp_path)) and {"0001", "0003"} <= set(ids(tmp_path))


@pytest.mark.slow
def test_a_process_that_is_killed_loses_no_row_that_it_answered_for(tmp_path):
    program = (
        "import sys\nfrom tests.transforms.tables.appended.test_appended_rows import *\n"
        f"rows = AppendedRows({str(tmp_path)!r}, CUSTODY)\n"
        "for number in range(10_000):\n    rows.add(look(number))\n    print(number, flush=True)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        told = [int(process.stdout.readline()) for _ in range(40)]
        process.send_signal(signal.SIGKILL)
        told += [int(line) for line in process.stdout.read().split()]
    found = ids(tmp_path)
    assert found[: len(told)] == [f"{number:04}" for number in told] and len(found) <= len(told) + 1


def test_sql_reads_them_whichever_run_is_asked_for_and_views_that_last_too(tmp_path):
    with connect(tmp_path) as connection:
        assert connection.sql("SELECT count(*) FROM custody").fetchall() == [(0,)]
    rows = AppendedRows(tmp_path, CUSTODY)
    rows.add(look(1))
    export_database(tmp_path, tmp_path / "views.duckdb")
    rows.add(look(2))
    AppendedRows(tmp_path, CUSTODY).add(look(3))
    with connect(tmp_path) as connection:
        found = connection.sql("SELECT look_id, to_s, shown_at, service_date FROM custody ORDER BY ALL").fetchall()
    assert [one[0] for one in found] == ["0001", "0002", "0003"]
    assert (found[0][1], found[0][2].astimezone(UTC), found[0][3]) == (3.5, NOON, date(2026, 11, 2))
    with duckdb.connect(tmp_path / "views.duckdb", read_only=True) as connection:
        assert connection.sql("SELECT count(*) FROM custody").fetchall() == [(3,)]


def test_what_runs_do_leaves_them_as_they_are(tmp_path):
    rows = AppendedRows(tmp_path, CUSTODY)
    with draft_of(tmp_path):
        # Nor do they wait for one.
        rows.add(look(1))
    run(tmp_path, 1)
    rows.add(look(2))
    run(tmp_path, 2)
    before = {path: path.read_bytes() for path in (tmp_path / "custody").iterdir()}
    prune(tmp_path, 1)
    upgrade(tmp_path)
    assert {path: path.read_bytes() for path in (tmp_path / "custody").iterdir()} == before
    with connect(tmp_path, as_of=2) as connection:
        assert connection.sql("SELECT count(*) FROM custody").fetchall() == [(2,)]
    assert [one for one in check(tmp_path) if one.check.startswith("custody")] == []


@pytest.mark.slow
def test_a_warehouse_of_version_0_1_0_has_none_and_keeps_those_that_come(tmp_path):
    old = tmp_path / "old"
    shutil.copytree(Path(__file__).parents[3] / "fixtures" / "warehouse_0_1_0", old)
    assert ids(old) == []
    AppendedRows(old, CUSTODY).add(look(1))
    assert ids(old) == ["0001"]
    upgrade(old)
    assert ids(old) == ["0001"] and list(older_files(old)) == []


@pytest.mark.slow
def test_they_lie_in_a_bucket_too(bucket):
    hall = f"gs://{bucket.bucket}/hall"
    run(hall, 1)
    rows = AppendedRows(hall, CUSTODY)
    for number in (1, 2):
        rows.add(look(number))
        with connect(hall) as connection:
            assert connection.sql("SELECT count(*) FROM custody").fetchall() == [(number,)]
    assert ids(hall) == ["0001", "0002"] and len(list(bucket.list("hall/custody/"))) == 1


def test_a_file_of_another_version_is_read_by_the_names_of_its_columns(tmp_path):
    rows = AppendedRows(tmp_path, CUSTODY)
    rows.add(look(1))
    (file,) = (tmp_path / "custody").iterdir()
    pq.write_table(pq.read_table(file).drop_columns(["to_s"]), file)
    assert read_table(tmp_path, CUSTODY)["to_s"].to_pylist() == [None]
    AppendedRows(tmp_path, CUSTODY).add(look(2))
    with connect(tmp_path) as connection:
        assert connection.sql("SELECT look_id, to_s FROM custody ORDER BY 1").fetchall() == [
            ("0001", None),
            ("0002", 3.5),
        ]
