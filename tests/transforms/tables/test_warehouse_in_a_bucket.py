"""A warehouse in Cloud Storage: the same protocol as on a disk, on several machines (each has a cache of its own)."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.tables import BASELINES, COVERAGE, SAMPLES
from pantau.transforms.baselines.baseline_rows import LEAST, BaselineOrder, CounterOfAgency, baseline_rows
from pantau.transforms.storage.address import CloudError
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables import prune as pruning
from pantau.transforms.tables import transaction
from pantau.transforms.tables.atomic_files import discard
from pantau.transforms.tables.copies import REMEDY
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import LIST, newest_commit, runs_of
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.drafts import _begun
from pantau.transforms.tables.partition_files import Partition, WarehouseError, read_table, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import Occupied, begin_draft, commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows
from pantau.transforms.tables.writing.pieces import partition_of_piece, read_piece, write_pieces
from pantau.transforms.tables.writing.standing import read_standing
from tests.fake_cloud_storage import CloudStorage, Fault
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch, write
from tests.transforms.tables.test_transaction import HOLD, run, seconds

FIRST = 4 + len(DELTA_TABLES) + 3
"""What a first run uploads: that `commits` is begun, what its draft notes, a file and what the draft has of it, an
entry a table, rows of `commits` and their entry, the list."""

LATER = 3 + 1 + 3
"""What a run uploads that writes to one table: the same, without the beginning and the entries of other tables."""

PLACE = (DAY, "permits", "cam-1", "0123456789abcdef0123")


@pytest.fixture
def hall(bucket: Bucket) -> str:
    """The address of a warehouse."""
    return f"gs://{bucket.bucket}/hall"


@pytest.fixture
def root(hall: str) -> Place:
    """Its place."""
    return place_of(hall)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Goes on as on another machine."""
    return lambda name: monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / name))


def uploads(cloud: CloudStorage) -> list[str]:
    return [address for method, address, _ in cloud.requests if method == "POST"]


def refused_from(cloud: CloudStorage, number: int) -> None:
    """After so many uploads the bucket takes none any more, as from a run that was killed."""
    cloud.requests.clear()
    cloud.faults = [Fault("POST", "/o", lambda: None, number), Fault("POST", "/o", 403, 99)]


def entries(bucket: Bucket, table: str) -> int:
    return len(list(bucket.list(f"hall/{table}/_delta_log/")))


@pytest.mark.slow
def test_machines_see_the_same_runs(hall: str, root: Place, machine):
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
    assert agree(root)
    assert sorted(sql.ask(hall, "run_list")["run"].to_pylist()) == [1, 2, 3, 4]


def test_the_row_comes_behind_all_that_it_names_and_nothing_is_overwritten(
    cloud: CloudStorage, bucket: Bucket, hall: str
):
    run(hall, 1)
    logs = {f"hall/{table.name}/_delta_log/{0:020}.json" for table in DELTA_TABLES}
    begun, row = (f"hall/commits/_delta_log/{version:020}.json" for version in (0, 1))
    (rows,) = (stored.name for stored in bucket.list("hall/commits/part-"))
    (file,) = (stored.name for stored in bucket.list("hall/coverage/service_date="))
    assert {stored.name for stored in bucket.list()} == {file, begun, rows, row, f"hall/{LIST}", *logs}
    assert len(uploads(cloud)) == FIRST
    # Named by its content; what the draft has of it, which is its own; the list, which decides nothing.
    assert sum("ifGenerationMatch=0" not in address for address in uploads(cloud)) == 3
    order = [stored.name for stored in sorted(bucket.list(), key=lambda stored: stored.updated_ns)]
    assert order[:2] == [begun, file] and order[-3:] == [rows, row, f"hall/{LIST}"]


def test_what_was_fetched_once_is_not_fetched_again(cloud: CloudStorage, hall: str, machine):
    run(hall, 1)
    machine("second")
    assert seconds(hall) == [(1,)]
    cloud.requests.clear()
    assert seconds(hall) == [(1,)]
    # Whether there is a newer run, and whether anything was seen.
    assert not any("alt=media" in address for _, address, _ in cloud.requests)
    run(hall, 1)
    cloud.requests.clear()
    run(hall, 1)
    # The file stands already: what the draft notes, what it has of it, rows and entry of the run, the list.
    assert len(uploads(cloud)) == 5


@pytest.mark.slow
@pytest.mark.parametrize("number", range(LATER - 1))
def test_broken_off_anywhere_a_run_changes_nothing_and_the_next_heals(
    cloud: CloudStorage, hall: str, root: Place, machine, number: int
):
    run(hall, 1)
    refused_from(cloud, number)
    with pytest.raises((CloudError, WarehouseError), match=r"access is refused|cannot be written"):
        run(hall, 2)
    assert len(uploads(cloud)) == number
    machine("reader")
    assert seconds(hall) == [(1,)] and runs_of(root) == [1]
    cloud.faults.clear()
    machine("cache")
    # One of other dates.
    assert run(hall, 7, day=NEXT) == 2 and agree(root)
    machine("reader")
    assert seconds(hall) == [(1,), (7,)] and seconds(hall, as_of=1) == [(1,)]


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1, 3, 4, 8, FIRST - 3, FIRST - 2])
def test_a_first_run_that_breaks_off_leaves_no_run(
    cloud: CloudStorage, bucket: Bucket, hall: str, root: Place, machine, number: int
):
    refused_from(cloud, number)
    with pytest.raises((CloudError, WarehouseError), match=r"access is refused|cannot be written"):
        run(hall, 1)
    machine("reader")
    with pytest.raises(NotADirectoryError, match=f"{hall}: holds no run of a warehouse; name the place that a run"):
        seconds(hall)
    cloud.faults.clear()
    assert run(hall, 2) == 1 and agree(root) and seconds(hall) == [(2,)]
    assert [entries(bucket, table.name) for table in DELTA_TABLES if table != COVERAGE] == [1] * (len(DELTA_TABLES) - 1)


def test_a_list_that_cannot_be_written_changes_no_answer(cloud: CloudStorage, bucket: Bucket, hall: str, root: Place):
    run(hall, 1)
    refused_from(cloud, LATER - 1)
    assert run(hall, 2) == 2
    cloud.faults.clear()
    assert seconds(hall) == [(2,)] and seconds(hall, as_of=1) == [(1,)]
    for content in (b"", b"PAR1" * 9):
        bucket.replace(f"hall/{LIST}", content)
        assert seconds(hall) == [(2,)]
    assert run(hall, 3) == 3 and agree(root)


@pytest.mark.parametrize("number", [4, FIRST - 2], ids=["of an entry", "of the row"])
def test_a_commit_of_which_an_answer_is_lost_is_a_commit(cloud: CloudStorage, hall: str, number: int):
    cloud.faults = [Fault("POST", "/o", lambda: None, number), Fault("POST", "/o", "lost")]
    assert run(hall, 1) == 1 and seconds(hall) == [(1,)]
    assert len(uploads(cloud)) == FIRST + 1


def test_a_commit_that_is_called_twice_is_one_run(hall: str, root: Place):
    with draft_of(hall) as draft:
        write(draft, [stretch(1)])
        assert commit_draft(draft, {}) == commit_draft(draft, {"command": "again"}) == 1
    assert newest_commit(root).token == draft.name


def test_a_draft_outlives_who_began_it_and_once_it_is_gone_it_says_so(hall: str, root: Place, machine):
    draft = begin_draft(hall)
    machine("second")
    write(draft, [stretch(1)])
    machine("third")
    _begun.cache_clear()
    assert commit_draft(draft, {}) == 1 and seconds(hall) == [(1,)]
    discard(draft)
    # Who knows it still, as a worker that was taken for lost, is told of the run that there is.
    assert commit_draft(draft, {}) == 1
    _begun.cache_clear()
    with pytest.raises(FileNotFoundError, match="is gone: its run has ended") as told:
        commit_draft(draft, {})
    assert told.value.filename == str(draft)
    assert runs_of(root) == [1]


def test_steps_of_a_run_share_nothing_but_the_bucket(hall: str, machine):
    run(hall, 9, day=NEXT)
    with draft_of(hall) as draft:
        pieces = [
            (Partition(COVERAGE, (day, "permits")), COVERAGE.arrow([stretch(second, day)]))
            for second, day in ((1, DAY), (2, NEXT))
        ]
        found = write_pieces(str(draft), "camera-day", pieces)
        machine("second")
        for piece in found:
            rows = read_piece(str(draft), piece)
            write_partition(str(draft), partition_of_piece(piece), rows)
        assert read_standing(str(draft), COVERAGE).to_pylist() == [stretch(9, NEXT)]
        machine("third")
        assert read_table(draft, COVERAGE).to_pylist() == [stretch(1), stretch(2, NEXT)]
        assert commit_draft(draft, {}) == 2
    assert seconds(hall) == [(1,), (2,)] and seconds(hall, as_of=1) == [(9,)]


def test_no_run_names_what_is_not_in_the_bucket(bucket: Bucket, hall: str, root: Place):
    with draft_of(hall) as draft:
        write(draft, [stretch(1)])
        (part,) = bucket.list("hall/coverage/service_date=")
        bucket.remove(part.name)
        with pytest.raises(WarehouseError, match=f"{part.name}: is not there, so the run is not committed"):
            commit_draft(draft, {})
    assert newest_commit(root) is None and not list(bucket.list("hall/_drafts/"))


def test_the_same_run_again_brings_back_a_file_that_is_gone(bucket: Bucket, hall: str, root: Place, machine):
    run(hall, 1)
    (part,) = bucket.list("hall/coverage/service_date=")
    bucket.remove(part.name)
    assert run(hall, 1) == 2 and agree(root)
    machine("second")
    assert seconds(hall) == [(1,)]


def test_the_same_run_again_mends_a_file_that_was_damaged(bucket: Bucket, hall: str, root: Place, machine):
    run(hall, 1)
    (part,) = bucket.list("hall/coverage/service_date=")
    bucket.replace(part.name, b"damaged")
    machine("second")
    with pytest.raises(CloudError, match=f"{part.name}: is not what was committed; {REMEDY}"):
        seconds(hall)
    assert run(hall, 1) == 2 and agree(root) and seconds(hall) == [(1,)]


def test_no_damaged_copy_is_read(hall: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    run(hall, 1)
    assert seconds(hall) == [(1,)]
    (copy,) = (tmp_path / "cache").rglob("coverage/service_date=*/**/*.parquet")
    whole, known = copy.read_bytes(), copy.stat().st_mtime_ns
    copy.write_bytes(whole[:-9])
    assert seconds(hall) == [(1,)] and copy.read_bytes() == whole
    # A bit that turned on the disk, of which nothing tells but the hash.
    copy.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    os.utime(copy, ns=(known, known))
    with pytest.raises(duckdb.Error):
        seconds(hall)
    main(["check", "--warehouse", hall])
    assert copy.read_bytes() == whole and "not what was committed" not in capsys.readouterr().out
    assert seconds(hall) == [(1,)]


def test_who_is_overtaken_is_refused_and_other_engines_see_who_was_faster(hall: str, root: Place, machine):
    run(hall, 9, day=NEXT)
    with draft_of(hall) as draft:
        write(draft, [stretch(1)])
        machine("second")
        assert run(hall, 2) == 2
        machine("cache")
        with pytest.raises(Occupied, match="another run was committed while this one worked"):
            commit_draft(draft, {})
    assert seconds(hall) == [(2,), (9,)] and agree(root)
    # Who has written entries already, and finds the row taken.
    with draft_of(hall) as slower, draft_of(hall) as faster:
        write(slower, [stretch(3)])
        write(faster, [stretch(4)])
        real = transaction.write_run

        def overtaken(*given, **named):
            monkey.undo()
            written = real(*given[:3], "faster", *given[4:])
            assert written.run == 3
            return real(*given)

        with pytest.MonkeyPatch.context() as monkey:
            monkey.setattr(transaction, "write_run", overtaken)
            with pytest.raises(Occupied):
                commit_draft(slower, {})
    assert runs_of(root) == [1, 2, 3] and agree(root)


@pytest.mark.parametrize("before", [0, 1])
def test_who_is_overtaken_by_a_run_of_other_dates_is_committed_upon_it(hall: str, root: Place, machine, before: int):
    for second in range(before):
        run(hall, 7 + second)
    with draft_of(hall) as draft:
        write(draft, [stretch(1, NEXT)], NEXT)
        machine("second")
        assert run(hall, 2) == before + 1
        machine("cache")
        assert commit_draft(draft, {}, {NEXT}) == commit_draft(draft, {}, {NEXT}) == before + 2
    # In the order of seconds.
    assert seconds(hall) == [(1,), (2,)] and seconds(hall, as_of=before + 1) == [(2,)] and agree(root)
    machine("third")
    assert seconds(hall) == [(1,), (2,)] and runs_of(root) == [*range(1, before + 3)]


def test_also_where_it_is_overtaken_between_its_entries(hall: str, root: Place):
    run(hall, 9)
    real, faster = transaction.write_run, [3, 4]

    def overtaken(*given):
        if faster:
            second = faster.pop()
            monkey.setattr(transaction, "write_run", real)
            run(hall, second)
            monkey.setattr(transaction, "write_run", overtaken)
        return real(*given)

    with draft_of(hall) as draft, pytest.MonkeyPatch.context() as monkey:
        write(draft, [stretch(1, NEXT)], NEXT)
        monkey.setattr(transaction, "write_run", overtaken)
        assert commit_draft(draft, {}, {NEXT}) == 4
    assert seconds(hall) == [(1,), (3,)] and seconds(hall, as_of=3) == [(3,)] and agree(root)


def test_a_run_that_rests_on_what_a_faster_one_changed_is_refused(hall: str, root: Place):
    run(hall, 1)
    for rests_on, rows in (({DAY, NEXT}, [stretch(5, NEXT)]), ({NEXT}, [stretch(6)])):
        with draft_of(hall) as draft:
            write(draft, rows, rows[0]["service_date"])
            faster = run(hall, 2 + len(runs_of(root)))
            with pytest.raises(Occupied, match="another run was committed while this one worked"):
                commit_draft(draft, {}, rests_on)
        assert runs_of(root)[-1] == faster and agree(root)
    with draft_of(hall) as draft:
        # What both have made of a partition is the same.
        write(draft, [stretch(8)])
        write(draft, [stretch(5, NEXT)], NEXT)
        run(hall, 8)
        assert commit_draft(draft, {}, {NEXT}) == 5
    assert seconds(hall) == [(5,), (8,)] and agree(root)


@pytest.mark.parametrize(("holds_from", "refused"), [(DAY, True), (NEXT, True), (NEXT + timedelta(days=1), False)])
def test_a_run_rests_on_the_baselines_of_its_dates_and_of_those_before(hall: str, root: Place, holds_from, refused):
    run(hall, 1)
    with draft_of(hall) as slower:
        write(slower, [stretch(5, NEXT)], NEXT)
        with draft_of(hall) as faster:
            seconds = [60.0] * LEAST
            order = BaselineOrder("hall", holds_from, "code", "config")
            add_rows(faster, BASELINES, baseline_rows(order, CounterOfAgency("permits", "c1"), seconds))
            commit_draft(faster, {})
        if refused:
            with pytest.raises(Occupied, match="another run was committed while this one worked"):
                commit_draft(slower, {}, {NEXT})
        else:
            assert commit_draft(slower, {}, {NEXT}) == 3
    assert agree(root)


@pytest.mark.slow
@pytest.mark.parametrize("before", [0, 1])
def test_of_several_that_commit_at_once_one_succeeds(hall: str, root: Place, before: int):
    for second in range(before):
        run(hall, second)

    def attempt(second: int) -> int | None:
        try:
            return run(hall, second)
        except Occupied:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = [number for number in pool.map(attempt, range(11, 17)) if number]
    assert sorted(done) == list(range(before + 1, before + 1 + len(done))) and runs_of(root) == sorted(
        {*range(1, before + 1), *done}
    )
    assert run(hall, 5) == len(done) + before + 1 and agree(root) and seconds(hall) == [(5,)]


def test_what_was_changed_in_the_bucket_is_found(bucket: Bucket, hall: str, root: Place, machine):
    run(hall, 1)
    run(hall, 5, day=NEXT)
    first, second = (stored.name for stored in bucket.list("hall/coverage/service_date="))
    content = bucket.read(first)
    bucket.replace(first, content[:-1] + b"x")
    bucket.remove(second)
    for name in ("cache", "second"):
        machine(name)
        assert [text.split(": ")[1] for text in changes(root)] == [
            f"is not what was committed; {REMEDY}",
            f"is missing; {REMEDY}",
        ]
    with pytest.raises((CloudError, FileNotFoundError), match=r"is not what was committed|is not there"):
        seconds(hall)
    bucket.replace(first, content)
    row = f"hall/commits/_delta_log/{1:020}.json"
    bucket.replace(row, bucket.read(row).replace(b'"command":"test"', b'"command":"done"'))
    machine("cache")
    assert any("does not follow the entry before it" in text for text in changes(root))


def test_who_lost_entries_of_commits_is_told_and_writes_nothing(cloud: CloudStorage, bucket: Bucket, hall: str):
    run(hall, 1)
    run(hall, 2)
    logs = [stored.name for stored in bucket.list("hall/commits/_delta_log/")]
    bucket.remove(logs[-1])
    with pytest.raises(ValueError, match="entries were removed, or an older state came back from a backup"):
        run(hall, 3)
    bucket.remove(f"hall/{LIST}")
    for name in logs[:-1]:
        bucket.remove(name)
    cloud.requests.clear()
    with pytest.raises(ValueError, match="is not there, and recordings has had runs; bring it back from a backup"):
        run(hall, 3)
    assert uploads(cloud) == []


def test_an_entry_that_a_run_names_and_is_no_more_is_named(bucket: Bucket, hall: str):
    run(hall, 1)
    gone = f"hall/coverage/_delta_log/{0:020}.json"
    bucket.remove(gone)
    with pytest.raises(ValueError, match=f"{gone}: is not there, and run 1 is known by it"):
        run(hall, 2)


def test_what_was_pruned_is_refused_on_every_machine(bucket: Bucket, hall: str, root: Place, machine):
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
    assert agree(root)


def test_a_run_of_which_files_may_have_been_pruned_is_refused_and_a_later_one_keeps_its_own(hall: str, root: Place):
    for second in (1, 2):
        run(hall, second)
    with draft_of(hall) as draft:
        # Run 1 has it, and it goes with that.
        write(draft, [stretch(1)])
        assert prune(hall, 1)[0] == 1
        with pytest.raises(WarehouseError, match="is not there, so the run is not committed"):
            commit_draft(draft, {})
        write(draft, [stretch(1)])
        with pytest.raises(Occupied, match="or files were pruned"):
            commit_draft(draft, {})
    assert seconds(hall) == [(2,)] and agree(root)
    run(hall, 3)
    with pytest.MonkeyPatch.context() as during:
        real = pruning._shown_since

        def meanwhile(*given):
            found = real(*given)
            during.undo()
            begun = draft_of(hall)
            drafts.append((begun, begun.__enter__()))
            write(drafts[0][1], [stretch(2)])
            return found

        drafts: list = []
        during.setattr(pruning, "_shown_since", meanwhile)
        # What run 2 wrote was written again by a run that began after the pruning did; what the refused run wrote goes.
        assert prune(hall, 1)[0] == 1
    ((begun, draft),) = drafts
    assert commit_draft(draft, {}) == 4 and begun.__exit__(None, None, None) is False
    assert seconds(hall) == [(2,)] and agree(root)


def test_to_prune_while_a_run_is_committed_is_refused(cloud: CloudStorage, hall: str):
    run(hall, 1)
    run(hall, 2)
    with pytest.MonkeyPatch.context() as during:
        real = pruning.write_readable

        def overtaken(*given):
            # The entry that the pruning would have written next.
            cloud.faults = [Fault("POST", "uploadType", lambda: during.undo() or (run(hall, 3) and None))]
            return real(*given)

        during.setattr(pruning, "write_readable", overtaken)
        with pytest.raises(Occupied, match="a run was committed just now, and nothing is pruned; prune again"):
            prune(hall, 1)
    assert [seconds(hall, as_of=number) for number in (1, 2, 3)] == [[(1,)], [(2,)], [(3,)]]


def test_a_place_that_was_emptied_is_empty(bucket: Bucket, hall: str, root: Place):
    run(hall, 1)
    for stored in list(bucket.list()):
        bucket.remove(stored.name)
    with pytest.raises(NotADirectoryError, match=f"{hall}: holds no run of a warehouse"):
        sql.connect(hall)
    assert runs_of(root) == [] and run(hall, 2) == 1


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
    assert read_table(hall, SAMPLES, service_date=NEXT).num_rows == 0
    assert read_table(hall, SAMPLES, service_date=DAY)["offset_s"].to_pylist() == [1.0]
    with sql.connect(hall) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchall() == [(1,)]
        machine("cache")
        write_partition(hall, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(2.0), sample(3.0)]))
        machine("second")
    assert read_table(hall, SAMPLES)["offset_s"].to_pylist() == [2.0, 3.0]
    with sql.connect(hall) as connection:
        assert connection.execute("SELECT offset_s FROM samples ORDER BY 1").fetchall() == [(2.0,), (3.0,)]
    machine("cache")
    path.unlink()
    assert list(bucket.list("hall/samples")) == []
    machine("second")
    with sql.connect(hall) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchall() == [(0,)]


def test_a_file_that_somebody_else_writes_meanwhile_is_theirs(cloud: CloudStorage, bucket: Bucket, hall: str):
    with draft_of(hall) as draft:
        path = write_partition(draft, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(1.0)]))
        cloud.faults = [Fault("POST", "uploadType", lambda: bucket.replace(path.key, b"theirs"))]
        with pytest.raises(WarehouseError, match="somebody else has written it meanwhile"):
            write_partition(draft, Partition(SAMPLES, PLACE), SAMPLES.arrow([sample(2.0)]))
    assert bucket.read(path.key) == b"theirs"


def test_a_process_that_was_killed_holds_nobody_and_its_draft_goes_after_a_week(
    bucket: Bucket, hall: str, monkeypatch: pytest.MonkeyPatch
):
    run(hall, 1)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, hall], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        assert run(hall, 2) == 2
        process.kill()
    assert run(hall, 3) == 3
    assert len(list(bucket.list("hall/_drafts/"))) == 1
    later = transaction.time.time_ns() + timedelta(days=7, seconds=9) // timedelta(microseconds=1) * 1000
    monkeypatch.setattr(transaction.time, "time_ns", lambda: later)
    assert run(hall, 4) == 4
    assert list(bucket.list("hall/_drafts/")) == []
