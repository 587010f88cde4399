"""Copies of large objects on this machine."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pantau.transforms.storage.bucket import Bucket, CloudError
from pantau.transforms.storage.downloads import copy_of, remove_copies
from tests.fake_cloud_storage import CloudStorage, Fault


def copies() -> list[str]:
    return sorted(path.name for path in Path(os.environ["PANTAU_CACHE"], "recordings").iterdir())


def test_is_fetched_once_for_all_who_ask(cloud: CloudStorage, bucket: Bucket):
    content = os.urandom(1_000_000)
    bucket.create("day/a.mp4", content)
    with ThreadPoolExecutor(4) as threads:
        found = set(threads.map(lambda _: copy_of(bucket, "day/a.mp4"), range(8)))
    assert [path.read_bytes() for path in found] == [content]
    assert found.pop().suffix == ".mp4" and cloud.bytes_down("a.mp4") == (1, 1_000_000)


def test_another_generation_is_another_copy(bucket: Bucket):
    bucket.create("a.mp4", b"one")
    first = copy_of(bucket, "a.mp4")
    bucket.replace("a.mp4", b"two")
    assert copy_of(bucket, "a.mp4").read_bytes() == b"two" and first.read_bytes() == b"one"


def test_what_is_not_there_is_not_there_either(bucket: Bucket):
    assert not copy_of(bucket, "a.mp4").exists()


def test_what_did_not_come_whole_is_no_copy(cloud: CloudStorage, bucket: Bucket):
    bucket.create("a.mp4", b"one")
    cloud.faults = [Fault("GET", "alt=media", "corrupt")]
    with pytest.raises(CloudError, match="checksum"):
        copy_of(bucket, "a.mp4")
    assert copies() == []
    assert copy_of(bucket, "a.mp4").read_bytes() == b"one"


def test_the_oldest_that_nobody_holds_make_room(bucket: Bucket, monkeypatch: pytest.MonkeyPatch):
    for name in "abc":
        bucket.create(f"{name}.mp4", name.encode() * 1000)
    other = (
        "from pantau.transforms.storage.bucket import Bucket; from pantau.transforms.storage.downloads import copy_of; "
    )
    other += f"copy_of(Bucket('{bucket.bucket}'), 'a.mp4')"
    subprocess.run([sys.executable, "-c", other], check=True)
    (first,) = copies()
    monkeypatch.setenv("PANTAU_CACHE_GB", "2.5e-6")
    held = copy_of(bucket, "b.mp4")
    assert copies() == sorted([first, held.name])
    third = copy_of(bucket, "c.mp4")
    assert copies() == sorted([held.name, third.name])
    remove_copies()
    assert copies() == []
