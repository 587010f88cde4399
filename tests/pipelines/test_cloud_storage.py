"""Nights on Cloud Storage: the same tables as on folders of this machine."""

import os
from pathlib import Path

from tests.cloud_storage import CloudStorage, Fault
from tests.pipelines.conftest import Office
from tests.pipelines.nights import night, tables
from transforms.storage.bucket import Bucket


def uploaded(office: Office, bucket: Bucket) -> str:
    """The address of a copy of the office's archive."""
    for path in sorted(office.archive.rglob("*.mp4")):
        bucket.create(f"archive/{path.relative_to(office.archive).as_posix()}", path.read_bytes())
    return f"gs://{bucket.bucket}/archive"


def test_an_archive_in_a_bucket_gives_the_same_tables(
    office: Office, cloud: CloudStorage, bucket: Bucket, tmp_path: Path
):
    archive = uploaded(office, bucket)
    cloud.faults = [Fault("GET", "alt=media", kind, 1) for kind in (503, "truncated", 429, "reset")]
    assert night(office.site, archive, tmp_path / "warehouse") == 0
    assert not any(fault.times for fault in cloud.faults)
    assert tables(tmp_path / "warehouse", "runs") == tables(office.warehouse, "runs")
    # Each of the two came once for all stages, and once more where its answer was cut short; nothing of it stays.
    assert cloud.bytes_down("archive/")[0] == 2 + 1
    assert os.listdir(tmp_path / "cache" / "recordings") == []
