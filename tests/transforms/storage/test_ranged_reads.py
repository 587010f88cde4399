"""An object as a file of which only what is read is fetched."""

import os

import pytest

from pantau.transforms.storage.bucket import Bucket, CloudError
from pantau.transforms.storage.ranged_reads import BLOCK, MOST_BLOCKS, parts_of
from tests.fake_cloud_storage import CloudStorage, Fault


def test_reads_as_a_file_does(bucket: Bucket):
    content = os.urandom(2 * BLOCK + 100)
    bucket.create("a", content)
    file = parts_of(bucket, "a")
    assert file.seekable() and file.readable() and file.tell() == 0
    assert file.seek(-50, os.SEEK_END) == len(content) - 50 and file.read(100) == content[-50:]
    assert file.read(10) == b"" and file.seek(10**9) == 10**9 and file.read() == b""
    assert file.seek(BLOCK - 5) and file.seek(2, os.SEEK_CUR) and file.read(2) == content[BLOCK - 3 : BLOCK - 1]
    file.seek(0)
    assert file.readall() == content


def test_fetches_what_is_read_and_no_more(cloud: CloudStorage, bucket: Bucket):
    bucket.create("a", bytes(7 * BLOCK))
    file = parts_of(bucket, "a")
    for at in (0, 5 * BLOCK, 10, 5 * BLOCK + 7):
        file.seek(at)
        file.read(100)
    assert cloud.bytes_down("/o/a") == (2, 2 * BLOCK) and MOST_BLOCKS == 8


def test_is_of_one_generation(cloud: CloudStorage, bucket: Bucket):
    bucket.create("a", bytes(100))
    file = parts_of(bucket, "a")
    cloud.faults = [Fault("GET", "alt=media", 412)]
    with pytest.raises(CloudError, match="was replaced"):
        file.read(1)
    with pytest.raises(FileNotFoundError):
        parts_of(bucket, "b")
