"""A warehouse in Cloud Storage: the same protocol as on a disk, on several machines (each has a cache of its own)."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pantau import sql
from pantau.schemas.tables import COMMITS, COVERAGE, SAMPLES
from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.tables.atomic_files import remove
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import LIST, runs_of
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.partition_files import Partition, WarehouseError, read_table, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import Occupied, commit_draft, draft_of
from pantau.transforms.tables.warehouse_mirror import fetch_observed, folder_of
from tests.fake_cloud_storage import CloudStorage, Fault
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch
from tests.transforms.tables.test_transaction import HOLD, run, seconds

FIRST = 2 + len(DELTA_TABLES) + 3
"""What a first run uploads: the lock, its file, an entry a table, rows of `commits` and their entry, the list."""

PLACE = (DAY, "permits", "cam-1", "0123456789abcdef0123")


@pytest.fixture
def hall(bucket: Bucket) -> str:
    """The address of a warehouse."""
    return f"gs://{bucket.bucket}/hall"


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Goes on as on another machine."""
    return lambda name: monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / name))


def uploads(cloud: CloudStorage) -> list[str]:
    return [address for method, address, _ in cloud.requests if method == "POST"]


@pytest.mark.slow
def test_machines_see_the_same_runs(hall: str, machine):
    assert [run(hall, 1), run(hall, 2)] == [1, 2]
    machine("second")
    assert seconds(hall) == [(2,)] and seconds(hall, as_of=1) == [(1,)]
    assert run(hall, 5, day=NEXT) == 3
    machine("third")
    with sql.connect(hall) as connection:
        machine("first")
        assert run(hall, 3) == 4
        machine("third")
        assert connection.execute("SELECT second(started_at) FROM coverage ORDER BY 1").fetchall() == [(2,), (5,)]
    assert [seconds(hall), seconds(hall, as_of=3), seconds(hall, as_of=1)] == [[(3,), (5,)], [(2,), (5,)], [(1,)]]
    assert list(changes(folder_of(hall, as_it_is=True))) == []
    assert sorted(sql.ask(hall, "run_list")["run"].to_pylist()) == [1, 2, 3, 4]


def test_the_row_comes_behind_all_that_it_names_and_nothing_is_overwritten(
    cloud: CloudStorage, bucket: Bucket, hall: str
):
    run(hall, 1)
    logs = {f"hall/{table.name}/_delta_log/{0:020}.json" for table in (*DELTA_TABLES, COMMITS)}
    (rows,) = (stored.name for stored in bucket.list("hall/commits/part-"))
    (file,) = (stored.name for stored in bucket.list("hall/coverage/service_date="))
    assert {stored.name for stored in bucket.list()} == {file, rows, f"hall/{LIST}", *logs}
    assert len(uploads(cloud)) == FIRST and all("ifGenerationMatch=0" in address for address in uploads(cloud))
    order = [stored.name for stored in sorted(bucket.list(), key=lambda stored: stored.updated_ns)]
    assert order[0] == file and order[-3:] == [rows, f"hall/commits/_delta_log/{0:020}.json", f"hall/{LIST}"]
    cloud.requests.clear()
    seconds(hall)
    # Whether there is a newer run, and whether anything was seen; no file of a table is asked for again.
    assert [method for method, _, _ in cloud.requests] == ["GET"] * 5
    assert not any("alt=media" in address for _, address, _ in cloud.requests)


def test_a_run_that_breaks_off_anywhere_changes_nothing(cloud: CloudStorage, hall: str, machine):
    run(hall, 1)
    for number in range(6):
        # In this order: the lock, what mends the entry that the one before left (the last two times), the file, its
        # entry, the rows of `commits` and their entry.
        cloud.requests.clear()
        cloud.faults = [Fault("POST", "/o", lambda: None, number), Fault("POST", "/o", 403)]
        with pytest.raises((CloudError, WarehouseError), match=r"access is refused|cannot be written"):
            run(hall, 2)
        assert len(uploads(cloud)) == number
        machine(f"reader-{number}")
        assert seconds(hall) == [(1,)]
        machine("cache")
    cloud.faults.clear()
    assert run(hall, 2) == 2
    machine("reader")
    assert seconds(hall) == [(2,)] and agree(folder_of(hall, as_it_is=True))


@pytest.mark.parametrize("number", [2, FIRST - 2], ids=["of an entry", "of the row"])
def test_a_commit_of_which_an_answer_is_lost_is_a_commit(cloud: CloudStorage, hall: str, number: int):
    cloud.faults = [Fault("POST", "/o", lambda: None, number), Fault("POST", "/o", "lost")]
    assert run(hall, 1) == 1 and seconds(hall) == [(1,)]
    assert len(uploads(cloud)) == FIRST + 1


def test_no_run_names_what_is_not_in_the_bucket(bucket: Bucket, hall: str):
    with draft_of(hall) as draft:
        write_partition(draft, Partition(COVERAGE, (DAY, "permits")), COVERAGE.arrow([stretch(1)]))
        (part,) = bucket.list("hall/coverage")
        bucket.remove(part.name)
        with pytest.raises(CloudError, match=f"{part.name}: is not there, so the run is not committed"):
            commit_draft(draft, {})
    assert list(bucket.list("hall/")) == []


def test_who_has_lost_the_lock_cannot_commit(bucket: Bucket, hall: str, machine):
    with draft_of(hall) as draft:
        write_partition(draft, Partition(COVERAGE, (DAY, "permits")), COVERAGE.arrow([stretch(1)]))
        bucket.remove("hall/_lock")
        machine("second")
        assert run(hall, 2) == 1
        machine("cache")
        with pytest.raises(Occupied, match="another run was committed while this one worked"):
            commit_draft(draft, {})
    assert seconds(hall) == [(2,)]


def test_what_was_changed_in_the_bucket_is_found(bucket: Bucket, hall: str, machine):
    run(hall, 1)
    run(hall, 5, day=NEXT)
    first, second = (stored.name for stored in bucket.list("hall/coverage/service_date="))
    content = bucket.read(first)
    bucket.replace(first, content[:-1] + b"x")
    bucket.remove(second)
    for name in ("cache", "second"):
        machine(name)
        found = list(changes(folder_of(hall, as_it_is=True)))
        assert [text.split(": ")[1] for text in found] == ["is not what was committed", "is missing"]
    machine("third")
    with pytest.raises((CloudError, FileNotFoundError), match=r"is not what was committed|no such object"):
        seconds(hall)
    bucket.replace(first, content)
    row = f"hall/commits/_delta_log/{0:020}.json"
    bucket.replace(row, bucket.read(row).replace(b'"command":"test"', b'"command":"done"'))
    machine("cache")
    assert any("does not follow the entry before it" in text for text in changes(folder_of(hall, as_it_is=True)))


def test_what_a_killed_run_left_in_the_bucket_is_mended_by_another_machine(
    cloud: CloudStorage, bucket: Bucket, hall: str, machine
):
    run(hall, 1)
    machine("second")
    # Lock, file, entry and rows of `commits` stand, their entry is refused.
    cloud.faults = [Fault("POST", "/o", lambda: None, 4), Fault("POST", "/o", 403)]
    with pytest.raises(CloudError):
        run(hall, 2)
    assert [len(list(bucket.list(f"hall/{name}/_delta_log"))) for name in ("coverage", "commits")] == [2, 1]
    cloud.faults.clear()
    machine("cache")
    assert seconds(hall) == [(1,)]
    with draft_of(hall):
        assert [len(list(bucket.list(f"hall/{name}/_delta_log"))) for name in ("coverage", "commits")] == [3, 1]
    machine("third")
    assert run(hall, 3) == 2 and agree(folder_of(hall))
    machine("cache")
    assert seconds(hall) == [(3,)] and seconds(hall, as_of=1) == [(1,)]


def test_what_was_pruned_is_refused_on_every_machine(bucket: Bucket, hall: str, machine):
    for second in (1, 2, 3):
        run(hall, second)
    machine("second")
    removed, freed = prune(hall, 1)
    assert removed == 2 and freed > 0 and len(list(bucket.list("hall/coverage/service_date="))) == 1
    for name in ("cache", "third"):
        machine(name)
        assert seconds(hall) == [(3,)]
        with pytest.raises(ValueError, match="run 1 was pruned, by `pantau prune --keep 1`; its runs from 3 on"):
            seconds(hall, as_of=1)


def test_a_place_that_was_emptied_is_empty(bucket: Bucket, hall: str):
    run(hall, 1)
    for stored in list(bucket.list()):
        bucket.remove(stored.name)
    with pytest.raises(NotADirectoryError, match=f"{hall}: holds no run of a warehouse"):
        sql.connect(hall)
    assert runs_of(folder_of(hall, may_be_new=True)) == [] and run(hall, 2) == 1


def sample(offset_s: float) -> dict:
    row = dict.fromkeys(SAMPLES.columns)
    place = dict(zip(SAMPLES.partition, PLACE, strict=True))
    known = {"site_id": "hall", "model_hash": "m", "offset_s": offset_s, "basis": "looked", "key_frame": True}
    return row | place | known | {"people": 0, "width": 8, "height": 8, "brightness": 0.0, "sharpness": 0.0}


def test_what_was_seen_is_in_the_bucket_as_soon_as_it_is_written(bucket: Bucket, hall: str, machine):
    run(hall, 1)
    with draft_of(hall) as draft:
        path = write_partition(draft, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(1.0)]))
    machine("second")
    second = folder_of(hall)
    assert read_table(second, SAMPLES).num_rows == 0
    fetch_observed(second, days=[NEXT])
    assert read_table(second, SAMPLES).num_rows == 0
    fetch_observed(second, days=[DAY])
    assert read_table(second, SAMPLES)["offset_s"].to_pylist() == [1.0]
    with sql.connect(hall) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchall() == [(1,)]
    machine("cache")
    write_partition(folder_of(hall), Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(2.0), sample(3.0)]))
    machine("second")
    fetch_observed(second)
    assert read_table(second, SAMPLES)["offset_s"].to_pylist() == [2.0, 3.0]
    machine("cache")
    remove(path)
    assert list(bucket.list("hall/samples")) == []
    machine("second")
    with sql.connect(hall) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchall() == [(0,)]


def test_a_file_that_somebody_else_writes_meanwhile_is_theirs(cloud: CloudStorage, bucket: Bucket, hall: str):
    with draft_of(hall) as draft:
        path = write_partition(draft, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(1.0)]))
        name = f"hall/{path.relative_to(draft.parent.parent).as_posix()}"
        cloud.faults = [Fault("POST", "uploadType", lambda: bucket.replace(name, b"theirs"))]
        with pytest.raises(WarehouseError, match="somebody else has written it meanwhile"):
            write_partition(draft, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(2.0)]))
    assert bucket.read(name) == b"theirs"


def test_a_folder_of_this_machine_is_its_own(tmp_path: Path):
    assert folder_of(tmp_path) == tmp_path and folder_of(str(tmp_path)) == tmp_path
    fetch_observed(tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_night_that_was_killed_holds_nobody_on_its_machine(bucket: Bucket, hall: str, machine):
    run(hall, 1)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, hall], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        machine("second")
        with pytest.raises(Occupied, match=rf"process {process.pid} on .* writes to it; .*its hold lapses in \d+ s"):
            run(hall, 2)
        machine("cache")
        with pytest.raises(Occupied, match=rf"process {process.pid} on .* writes to it; wait until it has ended"):
            run(hall, 2)
        process.kill()
    machine("second")
    with pytest.raises(Occupied):
        run(hall, 2)
    machine("cache")
    assert run(hall, 2) == 2 and bucket.find("hall/_lock") is None
