"""Copies of a bucket's files on this machine."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.object_path import ObjectPath
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.copies import brought_files, brought_folder, copy_path, keep_copy
from tests.fake_cloud_storage import CloudStorage, Fault


@pytest.fixture
def log(bucket: Bucket) -> ObjectPath:
    """A folder of two objects."""
    for number in (0, 1):
        bucket.create(f"hall/log/{number}.json", str(number).encode())
    return ObjectPath(bucket, "hall/log")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_folder_is_brought_to_what_is_there_now(cloud: CloudStorage, bucket: Bucket, log: ObjectPath):
    copy = brought_folder(log)
    assert copy == copy_path(log) and contents(copy) == {"0.json": b"0", "1.json": b"1"}
    cloud.requests.clear()
    assert brought_folder(log) == copy and len(cloud.requests) == 1
    bucket.replace("hall/log/0.json", b"other")
    bucket.remove("hall/log/1.json")
    bucket.create("hall/log/2.json", b"2")
    assert contents(brought_folder(log)) == {"0.json": b"other", "2.json": b"2"}


def test_what_another_process_has_fetched_since_the_listing_stays(cloud: CloudStorage, bucket: Bucket, log: ObjectPath):
    copy = brought_folder(log)

    def written_behind_the_listing() -> None:
        bucket.create("hall/log/2.json", b"2")
        (copy / "2.json").write_bytes(b"2")

    bucket.replace("hall/log/0.json", b"other")
    cloud.faults = [Fault("GET", "2.json", written_behind_the_listing)]
    (copy / "2.json").write_bytes(b"2")
    assert contents(brought_folder(log)) == {"0.json": b"other", "1.json": b"1", "2.json": b"2"}


def test_a_file_that_is_never_written_again_is_fetched_once_and_compared(cloud: CloudStorage, bucket: Bucket):
    path, gone = ObjectPath(bucket, "hall/part"), ObjectPath(bucket, "hall/gone")
    bucket.create("hall/part", b"rows")
    sha256 = hashlib.sha256(b"rows").hexdigest()
    with pytest.raises(
        CloudError, match=f"gs://{bucket.bucket}/hall/part: is not what was committed; bring it back from a backup, or"
    ):
        brought_files([(path, "0" * 64)])
    assert not copy_path(path).exists()
    assert brought_files([(gone, ""), (path, sha256)]) == [None, copy_path(path)]
    cloud.requests.clear()
    (copy,) = brought_files([(path, sha256[:16])])
    assert copy.read_bytes() == b"rows" and cloud.requests == []


ROWS = b"rows"
SHA256 = hashlib.sha256(ROWS).hexdigest()


@pytest.fixture
def part(bucket: Bucket) -> ObjectPath:
    """A file that is never written again, of which this machine has a copy."""
    bucket.create("hall/part", ROWS)
    path = ObjectPath(bucket, "hall/part")
    assert brought_files([(path, SHA256)]) == [copy_path(path)]
    return path


@pytest.mark.parametrize("held", [b"", b"row", b"rowz"], ids=["empty", "cut off", "as long"])
def test_a_copy_that_was_damaged_is_fetched_again(cloud: CloudStorage, part: ObjectPath, held: bytes):
    copy_path(part).write_bytes(held)
    cloud.requests.clear()
    assert [copy.read_bytes() for copy in brought_files([(part, SHA256)])] == [ROWS]
    assert brought_files([(part, SHA256[:16])]) == [copy_path(part)] and len(cloud.requests) == 1


def test_a_copy_that_was_cut_off_and_has_its_time_is_fetched_again(part: ObjectPath):
    before = copy_path(part).stat().st_mtime_ns
    copy_path(part).write_bytes(ROWS[:-1])
    os.utime(copy_path(part), ns=(before, before))
    assert [copy.read_bytes() for copy in brought_files([(part, SHA256)])] == [ROWS]


def test_a_damaged_copy_of_what_is_gone_is_none(part: ObjectPath):
    copy_path(part).write_bytes(b"rowz")
    part.unlink()
    assert brought_files([(part, SHA256)]) == [None] and not copy_path(part).exists()


def test_a_whole_copy_with_another_time_is_kept(cloud: CloudStorage, part: ObjectPath):
    os.utime(copy_path(part))
    cloud.requests.clear()
    assert brought_files([(part, SHA256)]) == [copy_path(part)] and cloud.requests == []


def test_a_copy_is_made_anew_where_it_is_not_what_came(part: ObjectPath):
    copy, before = copy_path(part), copy_path(part).stat().st_mtime_ns
    copy.write_bytes(b"rowz")
    os.utime(copy, ns=(before, before))
    keep_copy(part, ROWS, SHA256)
    assert copy.read_bytes() == ROWS and copy.stat().st_mtime_ns == before


def test_a_copy_for_which_there_is_no_room_says_so(bucket: Bucket, log: ObjectPath, monkeypatch: pytest.MonkeyPatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic_files.os, "fsync", full)
        with pytest.raises(
            OSError, match=r"no copy can be kept \(No space left on device\); .* PANTAU_CACHE .*0\.json"
        ):
            brought_folder(log)
    assert list(copy_path(log).iterdir()) == [] and contents(brought_folder(log)) == {"0.json": b"0", "1.json": b"1"}


def test_a_place_on_this_machine_is_its_own(tmp_path: Path):
    (tmp_path / "part").write_bytes(b"rows")
    assert brought_folder(tmp_path) == copy_path(tmp_path) == tmp_path
    assert brought_files([(tmp_path / "part", ""), (tmp_path / "gone", "")]) == [tmp_path / "part", None]
