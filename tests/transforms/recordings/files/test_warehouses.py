"""Warehouses in an archive are found by what each of them has."""

import pytest

from pantau.transforms.recordings.files.warehouses import WAREHOUSE, warehouses_among
from pantau.transforms.recordings.listing import Listed, list_archive

RECORDING = Listed("nvr/ch01.mp4", 1, "recording", ".mp4")


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"1")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["_runs/00000001.json", "rejects/service_date=2026-11-02/a.parquet", "index.duckdb", "x.mp4"], "tables/"),
        (["_drafts/lock", "_drafts/4f/coverage/a.parquet"], "tables/"),  # its first run is under way, or was killed
        (["commits/part-0123456789abcdef.parquet", "x.mp4"], "tables/"),
        (["runs/service_date=2026-11-02/part-0.parquet"], "tables/runs/"),  # from before there were runs
    ],
)
def test_of_a_warehouse_the_folder_alone_is_listed(tmp_path, bucket, names, found):
    put(tmp_path, "nvr/ch01.mp4", *(f"tables/{name}" for name in names))
    for name in ("nvr/ch01.mp4", *(f"tables/{name}" for name in names)):
        bucket.create(f"hall/{name}", b"1")
    listed = [RECORDING, Listed(found, 0, "ignored", "", WAREHOUSE)]
    for archive in (tmp_path, f"gs://{bucket.bucket}/hall"):
        assert [one._replace(written_s=0.0) for one in list_archive(archive)] == listed


@pytest.mark.parametrize(
    "name",
    [
        "_runs/ch01.mp4",
        "commits/ch01.mp4",
        "_drafts/ch01.mp4",
        "service_date=2026-11-02/ch01.mp4",
        "nvr/service_date=x/ch01.mp4",
    ],
)
def test_folders_of_people_are_no_warehouse(tmp_path, name):
    put(tmp_path, f"a/{name}")
    (one,) = list_archive(tmp_path)
    assert one._replace(written_s=0.0) == Listed(f"a/{name}", 1, "recording", ".mp4")
    assert warehouses_among([f"a/{name}"]) == set()


def test_an_archive_that_is_a_warehouse_is_refused(tmp_path):
    put(tmp_path, "_runs/00000001.json", "nvr/ch01.mp4")
    with pytest.raises(ValueError, match="is a warehouse; name the folder that holds the recordings, and keep tables"):
        list(list_archive(tmp_path))


def test_a_bucket_that_is_a_warehouse_is_refused(bucket):
    bucket.create("hall/commits/part-0123456789abcdef.parquet", b"1")
    with pytest.raises(ValueError, match=f"archive gs://{bucket.bucket}/hall: is a warehouse"):
        list(list_archive(f"gs://{bucket.bucket}/hall"))
