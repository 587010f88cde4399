"""Objects of a bucket, on a server that fails as servers do."""

import errno
import io
import os

import pytest
from google.auth.exceptions import DefaultCredentialsError

from pantau.transforms.storage import bucket as module
from pantau.transforms.storage.bucket import PIECE, Bucket, CloudError, crc32c_of
from tests.fake_cloud_storage import CloudStorage, Fault


def test_an_address_is_a_bucket_and_a_prefix():
    assert Bucket.at("gs://hall/archive/2026/") == Bucket("hall", "archive/2026/")
    assert Bucket.at("gs://hall") == Bucket("hall")
    assert Bucket.at("gs://hall/archive").place("a.mp4") == "gs://hall/archive/a.mp4"
    with pytest.raises(ValueError, match="names no bucket"):
        Bucket.at("gs:///archive")


def test_names_are_below_the_prefix(bucket: Bucket):
    below = Bucket(bucket.bucket, "hall/")
    below.create("b/two.txt", b"22")
    below.create("a.txt", b"1")
    bucket.create("beside.txt", b"")
    assert [(stored.name, stored.bytes) for stored in below.list()] == [("a.txt", 1), ("b/two.txt", 2)]
    assert [stored.name for stored in below.list("b/")] == ["b/two.txt"]
    assert [stored.name for stored in bucket.list()] == ["beside.txt", "hall/a.txt", "hall/b/two.txt"]
    assert below.holds_any() and not Bucket(bucket.bucket, "halls/").holds_any()
    assert below.read("b/two.txt") == b"22"
    assert below.find("b/two.txt").crc32c == crc32c_of(b"22") and below.find("c.txt") is None
    below.remove("b/two.txt")
    below.remove("b/two.txt")
    with pytest.raises(FileNotFoundError):
        below.read("b/two.txt")


def test_what_is_there_is_not_overwritten_unseen(bucket: Bucket):
    first = bucket.create("a", b"one")
    with pytest.raises(FileExistsError, match="somebody else"):
        bucket.create("a", b"two")
    assert bucket.create("a", b"one").generation == first.generation
    second = bucket.create("a", b"two", over=first.generation)
    with pytest.raises(FileExistsError):
        bucket.create("a", b"three", over=first.generation)
    assert bucket.read("a") == b"two" and bucket.find("a") == second
    bucket.replace("a", b"four")
    assert bucket.read("a") == b"four"


@pytest.mark.parametrize("kind", [503, 429, 500, "reset", "truncated"])
def test_passing_faults_are_passed_over(cloud: CloudStorage, bucket: Bucket, kind: int | str):
    content = os.urandom(100_000)
    cloud.faults = [Fault("POST", "/o", kind if kind != "truncated" else "reset", 2)]
    stored = bucket.create("a", content)
    cloud.faults = [Fault("GET", "/o/a", kind, 2)]
    assert bucket.read("a") == content
    cloud.faults = [Fault("GET", "alt=media", kind, 2)]
    copied = io.BytesIO()
    bucket.copy(stored, copied)
    assert copied.getvalue() == content
    assert not any(fault.times for fault in cloud.faults)


def test_a_lost_answer_to_an_upload_is_no_conflict(cloud: CloudStorage, bucket: Bucket):
    cloud.faults = [Fault("POST", "/o", "lost")]
    assert bucket.create("a", b"one").generation == bucket.find("a").generation
    assert bucket.read("a") == b"one"


def test_what_came_is_compared_with_what_is_stored(cloud: CloudStorage, bucket: Bucket):
    stored = bucket.create("a", b"abc")
    cloud.faults = [Fault("GET", "alt=media", "corrupt")]
    assert bucket.read("a") == b"abc"  # the library compares, and tries again
    cloud.faults = [Fault("GET", "alt=media", "corrupt")]
    with pytest.raises(CloudError, match=r"a: came with the checksum \S+, it is stored with \S+; run it again"):
        bucket.copy(stored, io.BytesIO())


def test_a_large_object_comes_in_pieces_of_one_generation(cloud: CloudStorage, bucket: Bucket, monkeypatch):
    monkeypatch.setattr(module, "PIECE", 1000)
    stored = bucket.create("a", b"x" * 2500)
    cloud.requests.clear()
    bucket.copy(stored, io.BytesIO())
    assert cloud.bytes_down("/o/a") == (3, 2500) and PIECE == 32 * 2**20
    asked = [address for _, address, _ in cloud.requests if "alt=media" in address]
    assert all(f"ifGenerationMatch={stored.generation}" in address for address in asked)
    # The server here does not refuse what was replaced; the real one answers so.
    cloud.faults = [Fault("GET", "alt=media", 412)]
    with pytest.raises(CloudError, match="was replaced or deleted while it was read"):
        bucket.copy(stored, io.BytesIO())
    bucket.remove("a")
    with pytest.raises(CloudError, match="was replaced or deleted while it was read"):
        bucket.copy(stored, io.BytesIO())


def test_refusals_say_what_to_do(cloud: CloudStorage, bucket: Bucket, monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(CloudError, match=r"gs://no-such-bucket/a: there is no such bucket; check its name") as missing:
        list(Bucket("no-such-bucket").list("a"))
    assert missing.value.errno == errno.ENOTDIR
    with pytest.raises(CloudError, match="there is no such bucket"):
        Bucket("no-such-bucket").create("a", b"")
    cloud.faults = [Fault("GET", "/o", 403)]
    with pytest.raises(CloudError, match=r"access is refused .*Storage Object Viewer") as refused:
        list(bucket.list())
    assert refused.value.errno == errno.EACCES
    cloud.faults = [Fault("GET", "/o", 503, 10_000)]
    monkeypatch.setattr(module, "RETRY", module.RETRY.with_timeout(0.1))
    with pytest.raises(CloudError, match=r"put in by the test.*run it again later"):
        bucket.find("a")

    def nobody(**_: object) -> None:
        raise DefaultCredentialsError("none were found")

    monkeypatch.setattr(module.storage, "Client", nobody)
    module._client.cache_clear()
    with pytest.raises(CloudError, match=r"no credentials .*none were found.*application-default login"):
        bucket.find("a")


LARGE = bytes(range(256)) * (9 * 2**12)
"""9 MiB: more than goes in one request."""


@pytest.mark.parametrize("kind", [503, 429, "reset", "lost"])
def test_a_large_upload_that_breaks_in_the_middle_is_begun_again(
    cloud: CloudStorage, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, kind: int | str
):
    monkeypatch.setattr(module, "SENT_AT_ONCE", 2**20)
    cloud.faults = [Fault("PUT", "upload_id", lambda: None, 4), Fault("PUT", "upload_id", kind)]
    stored = bucket.create("a", LARGE)
    assert not any(fault.times for fault in cloud.faults)
    sent = [method for method, address, _ in cloud.requests if method == "PUT" or "uploadType=resumable" in address]
    assert sent.count("POST") == 2 and sent.count("PUT") == (4 + (kind == "lost")) + 9
    assert (stored.bytes, stored.crc32c) == (len(LARGE), crc32c_of(LARGE))
    assert bucket.read("a") == LARGE
    assert [found.name for found in bucket.list()] == ["a"]


def test_a_large_upload_overwrites_nothing_unseen(cloud: CloudStorage, bucket: Bucket):
    bucket.create("a", b"another's")
    # The server here does not compare generations at uploads of several requests, Cloud Storage does.
    cloud.faults = [Fault("POST", "ifGenerationMatch=0", 412)]
    with pytest.raises(FileExistsError, match="somebody else"):
        bucket.create("a", LARGE)
    assert bucket.read("a") == b"another's"


def test_a_lost_answer_to_the_last_piece_of_a_large_upload_is_no_conflict(
    cloud: CloudStorage, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "SENT_AT_ONCE", 2**20)
    cloud.faults = [
        Fault("PUT", "upload_id", lambda: None, 8),
        Fault("PUT", "upload_id", "lost"),
        Fault("POST", "uploadType=resumable", lambda: None),
        Fault("POST", "uploadType=resumable", 412),
    ]
    assert bucket.create("a", LARGE).crc32c == crc32c_of(LARGE)
    assert not any(fault.times for fault in cloud.faults)
    assert bucket.read("a") == LARGE
