"""One look at a bucket."""

from threading import Thread

import pytest

from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.looks import look_again, one_look
from tests.fake_cloud_storage import CloudStorage


def names(bucket: Bucket, below: str = "hall/log/") -> list[str]:
    return [stored.name.removeprefix(below) for stored in bucket.list(below)]


def by_others(bucket: Bucket, name: str) -> None:
    """As another machine writes, of which this thread learns nothing."""
    writing = Thread(target=bucket.create, args=(name, b""))
    writing.start()
    writing.join()


def test_what_is_listed_in_a_look_is_asked_for_once_and_stays(cloud: CloudStorage, bucket: Bucket):
    bucket.create("hall/log/0", b"")
    with one_look():
        assert names(bucket) == ["0"]
        by_others(bucket, "hall/log/1")
        cloud.requests.clear()
        with one_look():
            assert names(bucket) == ["0"]
        assert names(bucket) == ["0"] and cloud.requests == []
        assert names(bucket, "hall/") == ["log/0", "log/1"]
    assert names(bucket) == ["0", "1"]


def test_what_this_thread_writes_or_removes_is_seen(cloud: CloudStorage, bucket: Bucket):
    with one_look():
        assert names(bucket) == [] and names(bucket, "hall/other/") == []
        bucket.create("hall/log/0", b"")
        assert names(bucket) == ["0"]
        bucket.remove("hall/log/0")
        assert names(bucket) == []
        cloud.requests.clear()
        assert names(bucket, "hall/other/") == [] and cloud.requests == []


def test_who_finds_that_somebody_was_faster_looks_again(bucket: Bucket):
    with one_look():
        assert names(bucket) == []
        by_others(bucket, "hall/log/0")
        with pytest.raises(FileExistsError):
            bucket.create("hall/log/0", b"mine")
        assert names(bucket) == ["0"]
        by_others(bucket, "hall/log/1")
        assert names(bucket) == ["0"]
        look_again()
        assert names(bucket) == ["0", "1"]


def test_a_look_ends_also_with_an_error(bucket: Bucket):
    with pytest.raises(KeyError), one_look():
        assert names(bucket) == []
        by_others(bucket, "hall/log/0")
        raise KeyError
    assert names(bucket) == ["0"]
