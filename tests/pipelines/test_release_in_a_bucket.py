"""A data set of a warehouse in Cloud Storage, written there: the same bytes, and what was broken off is finished."""

import shutil

import pyarrow.parquet as pq
import pytest

from pantau.pipelines.command_line import BROKEN
from pantau.schemas.tables import RELEASES, SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.releases.release_files import SUMS
from pantau.transforms.tables.atomic_files import sha256_of
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.table_file import TableFile
from pantau.transforms.tables.transaction import commit_files
from pantau.transforms.tables.visible_files import visible_files
from tests.fake_cloud_storage import CloudStorage, Fault
from tests.pipelines.test_release import NOISE, VISITS, export, hall  # noqa: F401


@pytest.fixture
def committed(hall, tmp_path):  # noqa: F811
    """The hall as a night would have left it: in a bucket only what a run tells of is there."""
    folder = shutil.copytree(hall, tmp_path / "hall")
    listed = [
        TableFile(
            table.name,
            file.partition.folder,
            file.path.name,
            pq.read_metadata(file.path).num_rows,
            sha256_of(file.path),
            table.layout,
        )
        for table in (SERVICE_TIME, STAFF_PRESENCE)
        for file in visible_files(folder, table)
    ]
    commit_files(folder, None, 1, "night", {"command": "nightly", "committed_at": "2026-11-05T01:00:00+00:00"}, listed)
    return folder


def copy_up(folder, bucket, name):
    """The address of a copy of a folder."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        bucket.create(f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return bucket.place(name)


def files_of(bucket, name):
    """What lies below a folder of a bucket, by name."""
    return {one.name.removeprefix(f"{name}/"): bucket.read(one.name) for one in bucket.list(f"{name}/")}


@pytest.mark.slow
def test_a_data_set_in_a_bucket_is_that_of_a_folder(committed, bucket, tmp_path):
    there, out = copy_up(committed, bucket, "hall"), bucket.place("out")
    assert export(committed, tmp_path / "out") == export(there, out) == 0
    wanted = {
        path.relative_to(tmp_path / "out").as_posix(): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert files_of(bucket, "out") == wanted and f"release/{SUMS}" in wanted
    assert read_table(there, RELEASES).num_rows == 1
    assert export(there, out) == 0 and files_of(bucket, "out") == wanted
    assert export(there, out, name="second") == 2 and files_of(bucket, "out") == wanted


@pytest.mark.slow
@pytest.mark.parametrize("level", [VISITS, NOISE])
def test_what_was_drawn_is_that_of_the_register_in_the_bucket(committed, bucket, tmp_path, level):
    there = copy_up(committed, bucket, "hall")
    assert export(there, tmp_path / "out", *level) == export(there, bucket.place("out"), *level) == 0
    for name, content in files_of(bucket, "out").items():
        assert (tmp_path / "out" / name).read_bytes() == content, name


@pytest.mark.slow
def test_one_that_was_broken_off_has_no_sums_and_is_finished_the_next_time(
    committed, cloud: CloudStorage, bucket, capsys
):
    there, out = copy_up(committed, bucket, "hall"), bucket.place("out")

    def once_some_are_written() -> int | None:
        return 403 if len(list(bucket.list("out/"))) >= 3 else None

    cloud.faults = [Fault("POST", "uploadType", once_some_are_written, 1000)]
    assert export(there, out) == BROKEN
    assert bucket.bucket in capsys.readouterr().err
    assert len(files_of(bucket, "out")) == 3 and f"release/{SUMS}" not in files_of(bucket, "out")
    assert read_table(there, RELEASES).num_rows == 1
    cloud.faults.clear()
    assert export(there, out) == 0
    found = files_of(bucket, "out")
    for line in found[f"release/{SUMS}"].decode().splitlines():
        assert f"release/{line.split('  ')[1]}" in found
    assert read_table(there, RELEASES).num_rows == 1
