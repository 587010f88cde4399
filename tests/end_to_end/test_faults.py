"""What befalls nights from outside: files that change, a target that cannot be written, a clock that is set."""

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from pantau.pipelines import nightly
from pantau.pipelines.command_line import main
from pantau.pipelines.reporting import runs_table
from pantau.schemas.tables import TABLES
from pantau.transforms.detection import observe_recordings
from pantau.transforms.recordings.named import name_recordings
from pantau.transforms.tables import transaction
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, tables, tables_but_ids, write_site


def rows(warehouse, name):
    return read_table(warehouse, TABLES[name]).to_pylist()


def rejected(warehouse):
    return {(row["input"][-10:-4], row["step"], row["error"]) for row in rows(warehouse, "rejects")}


def before(monkeypatch, module, name, happens):
    """Has something happen once, as a function that a step calls is called for the first time."""
    function, waiting = getattr(module, name), [happens]

    def after(*given):
        if waiting:
            waiting.pop()()
        return function(*given)

    monkeypatch.setattr(module, name, after)


def test_recordings_that_are_written_to_replaced_or_deleted_are_rejects_and_the_next_night_is_right(
    tmp_path, monkeypatch
):
    archive, warehouse, site = tmp_path / "archive", tmp_path / "warehouse", write_site(tmp_path)
    sound, growing, replaced, deleted = (
        record(archive, f"2026-11-02T08:{minute}:00", 6) for minute in ("00", "10", "20", "30")
    )

    def grow():
        with growing.open("ab") as file:
            file.write(bytes(100))

    def replace_and_delete():
        replaced.unlink()
        record(archive, "2026-11-02T08:20:00", 4)
        deleted.unlink()

    before(monkeypatch, name_recordings, "beside_the_next", grow)
    before(monkeypatch, observe_recordings, "observation_notes", replace_and_delete)
    assert run_batch(site, archive, warehouse) == 1
    assert rejected(warehouse) == {
        ("081000", "probe", "changing"),
        ("082000", "observe", "changing"),
        ("083000", "observe", "missing"),
    }
    (seen,) = {row["recording_id"] for row in rows(warehouse, "samples")}
    names = {row["recording_id"]: row["recording_uri"] for row in rows(warehouse, "recordings")}
    assert names[seen].endswith(sound.name)

    assert run_batch(site, archive, warehouse) == run_batch(site, archive, tmp_path / "undisturbed") == 0
    # What was missing in the night before is one candidate with a part of it, which keeps its id.
    assert tables_but_ids(warehouse, "runs") == tables_but_ids(tmp_path / "undisturbed", "runs")


@contextmanager
def limited(most_bytes):
    """Lets this process write no file larger than that, as if the disk were full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A folder with an archive, a site file, and the warehouse of a run in which nothing happened."""
    folder = tmp_path_factory.mktemp("undisturbed")
    record(folder / "archive", "2026-11-02T08:00:00", 6)
    assert run_batch(write_site(folder), folder / "archive", folder / "warehouse") == 0
    return folder


def test_a_full_disk_breaks_a_stage_off_and_a_repeated_one_is_whole(tmp_path, undisturbed, capsys):
    archive, warehouse, site = undisturbed / "archive", tmp_path / "warehouse", undisturbed / "site.yaml"
    for stage in ("inventory", "observe", "events"):
        visible, runs = tables(warehouse), runs_of(warehouse)
        with limited(1000):
            assert run_batch(site, archive, warehouse, command=stage) == 3
        assert "cannot be written (File too large)" in capsys.readouterr().err
        assert (tables(warehouse), runs_of(warehouse)) == (visible, runs)
        assert not list(warehouse.rglob(".writing-*"))
        assert run_batch(site, archive, warehouse, command=stage) == 0
    assert tables(warehouse, "runs") == tables(undisturbed / "warehouse", "runs")


READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'


def test_a_target_that_cannot_be_written_is_refused_before_anything_is_done(tmp_path, undisturbed):
    warehouse = tmp_path / "warehouse"
    warehouse.mkdir()
    given = ("--site", undisturbed / "site.yaml", "--archive", undisturbed / "archive", "--warehouse", warehouse)
    mounted = ["unshare", "-rm", "sh", "-c", READ_ONLY, "sh", str(warehouse)]
    try:
        subprocess.run([*mounted, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system allows no mounts")
    command = [*mounted, sys.executable, "-m", "pantau", "nightly", *map(str, given)]
    ended = subprocess.run(command, capture_output=True, text=True)
    assert ended.returncode == 2
    assert f"--warehouse {warehouse}: cannot be written to (Read-only file system)" in ended.stderr
    assert os.listdir(warehouse) == []


def test_a_clock_that_is_set_back_during_a_night_changes_no_table_but_the_ledger(tmp_path, undisturbed, monkeypatch):
    class SetBack(datetime):
        at = datetime(2026, 11, 3, 1, tzinfo=UTC)

        @classmethod
        def now(cls, tz=None):
            cls.at -= timedelta(hours=1)
            return cls.at.astimezone(tz)

    for module in (nightly, runs_table, transaction):
        monkeypatch.setattr(module, "datetime", SetBack)
    assert run_batch(undisturbed / "site.yaml", undisturbed / "archive", tmp_path / "warehouse") == 0
    assert tables(tmp_path / "warehouse", "runs") == tables(undisturbed / "warehouse", "runs")
    assert main(["check", "--warehouse", str(tmp_path / "warehouse")]) == 0
