"""Objects of a bucket by paths: names as `pathlib` has them, and what is there."""

import pickle
from dataclasses import replace

import pytest

from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.object_path import ObjectPath
from pantau.transforms.storage.place import on_disk, place_of


def test_names_are_put_together_and_taken_apart_as_those_of_files(tmp_path):
    hall = place_of("gs://tables/hall/")
    path = hall / "coverage" / "service_date=2026-11-02/agency_id=permits" / "part-0.parquet"
    assert str(path) == "gs://tables/hall/coverage/service_date=2026-11-02/agency_id=permits/part-0.parquet"
    assert (path.name, path.parent.name, path.parts[:2]) == (
        "part-0.parquet",
        "agency_id=permits",
        ("hall", "coverage"),
    )
    assert path.relative_to(hall).as_posix() == "coverage/service_date=2026-11-02/agency_id=permits/part-0.parquet"
    with pytest.raises(ValueError, match="gs://tables/hall2: does not lie below gs://tables/hall"):
        place_of("gs://tables/hall2").relative_to(hall)
    assert hall / "" == hall == place_of(hall) == pickle.loads(pickle.dumps(hall)) and str(hall) == "gs://tables/hall"
    assert place_of("gs://tables").parent == place_of("gs://tables") and (place_of("gs://tables") / "a").key == "a"
    assert (on_disk(hall), on_disk(tmp_path), place_of(str(tmp_path))) == (False, True, tmp_path)
    with pytest.raises(ValueError, match="names no bucket"):
        place_of("gs://")


def test_what_is_below_is_found_by_its_pattern(bucket: Bucket):
    top = ObjectPath(bucket, "hall")
    for name in ("a=1/b=x/entry", "a=1/b=y/entry", "a=10/b=x/entry", "a=1/b=x/other", "a=1/entry"):
        bucket.create(f"hall/{name}", name.encode())
    bucket.create("hall2/a=1/b=x/entry", b"")

    def found(pattern: str) -> list[str]:
        return [path.relative_to(top).as_posix() for path, _ in top.found(pattern)]

    assert found("a=1/b=*/entry") == ["a=1/b=x/entry", "a=1/b=y/entry"]
    assert found("a=[1]/b=x/entry") == found("a=1/b=x/entry") == ["a=1/b=x/entry"]
    assert found("*/b=x/*") == ["a=1/b=x/entry", "a=1/b=x/other", "a=10/b=x/entry"]
    assert len(list(top.below())) == 5 and bucket.names("hall/") == ("a=1", "a=10")
    assert bucket.names("hall/a=1/") == ("b=x", "b=y", "entry") and bucket.names("nowhere/") == ()


def test_names_that_no_file_can_bear_are_left_out(bucket: Bucket, monkeypatch):
    top = ObjectPath(bucket, "hall")
    bucket.create("hall/a", b"")
    (stored,) = bucket.list("hall/")
    names = ["hall/a", "hall/", "hall/a/", "hall/a//b", "hall/../b", "hall/a/../../b", "hall/./a"]
    monkeypatch.setattr(Bucket, "list", lambda _, prefix: [replace(stored, name=name) for name in names])
    assert [path.key for path, _ in top.below()] == ["hall/a"]
    assert [path.key for path, _ in top.found("*")] == ["hall/a"]
    assert list(top.found("*/*")) == []


def test_an_object_says_of_itself_what_a_file_does(bucket: Bucket):
    path = ObjectPath(bucket, "hall/entry")
    with pytest.raises(FileNotFoundError, match=f"gs://{bucket.bucket}/hall/entry"):
        path.stat()
    assert not path.is_file() and not path.exists()
    stored = bucket.create("hall/entry", b"four")
    stat = path.stat()
    assert (stat.st_size, stat.st_mtime_ns, stat.st_ino) == (4, stored.updated_ns, stored.generation)
    assert path.is_file() and path.read_bytes() == b"four"
    path.unlink()
    path.unlink(missing_ok=True)
    assert not path.is_file()
