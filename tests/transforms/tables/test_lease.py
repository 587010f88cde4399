"""Who writes to a warehouse in Cloud Storage."""

import time
from pathlib import Path

import pytest

from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.bucket_mirror import mirror_of
from pantau.transforms.tables import lease as module
from pantau.transforms.tables.lease import NAME, Occupied, lease


@pytest.fixture
def machines(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Goes on as on another machine, and gives its mirror."""
    monkeypatch.setattr(module, "POLL_S", 0.01)

    def go_on(name: str) -> Path:
        monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / name))
        root = mirror_of(f"gs://{bucket.bucket}")
        (root / "_drafts").mkdir(parents=True, exist_ok=True)
        return root

    return go_on


def test_one_machine_at_a_time(bucket: Bucket, machines):
    with lease(machines("one"), "the first"):
        refused = pytest.raises(Occupied, match=r"the first writes to it; .*its hold lapses in (900|899) s")
        with refused, lease(machines("two"), "the second"):
            pass
        machines("one")
    assert bucket.find(NAME) is None
    with lease(machines("two"), "the second"):
        assert bucket.find(NAME)


def test_waits_until_the_other_has_ended(bucket: Bucket, machines):
    one, two = machines("one"), machines("two")
    machines("one")
    with lease(one, "the first"):
        pass
    held = lease(one, "the first")
    held.__enter__()
    began = time.monotonic()
    with pytest.raises(Occupied):
        machines("two")
        with lease(two, "the second", wait_s=0.1):
            pass
    assert 0.1 <= time.monotonic() - began < 5
    held.__exit__(None, None, None)
    with lease(two, "the second", wait_s=60):
        assert bucket.find(NAME)


def test_what_a_dead_process_of_the_same_folder_left_is_taken(bucket: Bucket, machines):
    root = machines("one")
    first = lease(root, "the first")
    first.__enter__()
    left = bucket.find(NAME)
    with lease(root, "the second"):
        assert bucket.find(NAME).generation != left.generation
    first.__exit__(None, None, None)


def test_a_hold_that_lapsed_is_taken_and_not_given_back_by_who_had_it(
    bucket: Bucket, machines, monkeypatch: pytest.MonkeyPatch
):
    one, two = machines("one"), machines("two")
    machines("one")
    with lease(one, "the first"):
        monkeypatch.setattr(module, "LAPSES_AFTER_S", -1.0)
        machines("two")
        second = lease(two, "the second")
        second.__enter__()
        taken = bucket.find(NAME)
        # What the real one refuses, of which the server here does not: to delete another generation.
        monkeypatch.setattr(Bucket, "remove", _as_the_real_one(Bucket.remove))
        machines("one")
    assert bucket.find(NAME) == taken
    machines("two")
    second.__exit__(None, None, None)
    assert bucket.find(NAME) is None


def _as_the_real_one(remove):
    def checked(self: Bucket, name: str, generation: int | None = None) -> None:
        if generation is None or self.find(name).generation == generation:
            remove(self, name, generation)

    return checked


def test_a_hold_is_renewed(bucket: Bucket, machines, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "RENEWED_EVERY_S", 0.01)
    with lease(machines("one"), "the first"):
        first = bucket.find(NAME)
        until = time.monotonic() + 20
        while bucket.find(NAME).generation == first.generation:
            assert time.monotonic() < until
    assert bucket.find(NAME) is None


def test_a_folder_that_mirrors_nothing_needs_no_lease(tmp_path: Path):
    with lease(tmp_path, "somebody"):
        assert list(tmp_path.iterdir()) == []
