"""A run is there for all of its tables or for none, whatever is killed, torn, full, or written by somebody else."""

import logging
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.schemas.tables import COVERAGE, REJECTS
from pantau.transforms.tables import atomic_files, partition_files
from pantau.transforms.tables.delta import commit as module
from pantau.transforms.tables.delta.actions import remove
from pantau.transforms.tables.delta.commit import Occupied
from pantau.transforms.tables.delta.commits import LIST, newest_commit, runs_of
from pantau.transforms.tables.delta.current_files import DELTA_TABLES
from pantau.transforms.tables.delta.log import create_entry, entry_path, replay, versions
from pantau.transforms.tables.partition_files import Partition, WarehouseError, read_table, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import commit_draft, commit_files, draft_of
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import DAY, NEXT, reject, stretch, write
from tests.transforms.tables.test_transaction import run, seconds

pytestmark = pytest.mark.slow

WRITES = 9
"""What a run over two tables writes: of each a file, what the draft has of it, and an entry; the rows of `commits` and
their entry; the list of current files."""
ROW, THE_LIST = 7, 8


def two(warehouse, second, day=DAY):
    """A run that writes two tables."""
    with draft_of(warehouse) as draft:
        write(draft, [stretch(second, day)], day)
        write_partition(draft, Partition(REJECTS, (None,)), REJECTS.arrow([{**reject(None), "input": str(second)}]))
        return commit_draft(draft, {"command": "test"})


def ours(warehouse, **as_of):
    """The second of the coverage, and the reject, of each run."""
    with sql.connect(warehouse, **as_of) as connection:
        rejects = connection.execute("SELECT input FROM rejects").fetchall()
    return sorted(second for (second,) in seconds(warehouse, **as_of)), [int(one) for (one,) in rejects]


def theirs(warehouse):
    """The same as another engine sees it."""
    return seen(warehouse), [int(one) for one in pl.scan_delta(str(warehouse / "rejects")).collect()["input"]]


def seen(root, version=None):
    rows = pl.scan_delta(str(root / "coverage"), version=version).select(pl.col("started_at").dt.second()).collect()
    return sorted(rows["started_at"].to_list())


def before_write(monkeypatch, number, happens):
    """Lets something happen before the write of that number."""
    left = iter(range(number))

    def until(place, name):
        real = getattr(place, name)

        def written(*given):
            if next(left, None) is None:
                happens()
            return real(*given)

        monkeypatch.setattr(place, name, written)

    for place in (atomic_files, partition_files):
        for name in ("create", "replace"):
            until(place, name)


def killed():
    raise KeyboardInterrupt


def full():
    raise OSError(28, "No space left on device", "somewhere")


@pytest.fixture
def warned(caplog):
    """What the journal is told, whatever the command line has set before."""
    log = logging.getLogger("pantau")
    level, _ = log.level, log.addHandler(caplog.handler)
    log.setLevel(logging.WARNING)
    yield lambda: caplog.text
    log.removeHandler(caplog.handler)
    log.setLevel(level)


def test_a_run_makes_a_version_and_names_it(tmp_path):
    run(tmp_path, 1)
    assert agree(tmp_path) and [len(versions(tmp_path, table.name)) for table in DELTA_TABLES] == [1] * len(
        DELTA_TABLES
    )
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2] and seen(tmp_path, version=0) == [1]
    rows = pl.scan_delta(str(tmp_path / "commits")).collect().to_dicts()
    named = {(row["run"], row["table_name"]): row["table_version"] for row in rows}
    assert len(rows) == len(named) == 2 * len(DELTA_TABLES)
    assert (named[1, "coverage"], named[2, "coverage"], named[2, "rejects"]) == (0, 1, 0)
    assert {row["command"] for row in rows} == {"test"} and len({row["commit_token"] for row in rows}) == 2


def test_an_equal_rerun_writes_no_entry_but_that_of_the_run(tmp_path):
    run(tmp_path, 1)
    before = entry_path(tmp_path, "coverage", 0).read_bytes()
    assert run(tmp_path, 1) == 2
    assert agree(tmp_path) and versions(tmp_path, "coverage") == [0] and versions(tmp_path, "commits") == [0, 1]
    assert entry_path(tmp_path, "coverage", 0).read_bytes() == before


@pytest.mark.parametrize("number", range(WRITES))
def test_killed_anywhere_a_run_is_there_whole_or_not_at_all_and_the_next_one_heals(tmp_path, monkeypatch, number):
    two(tmp_path, 1)
    with monkeypatch.context() as patch:
        before_write(patch, number, killed)
        with pytest.raises(KeyboardInterrupt):
            two(tmp_path, 2)
    now = 2 if number > ROW else 1
    assert ours(tmp_path) == ([now], [now]) and runs_of(tmp_path) == [1, 2][:now]
    assert ours(tmp_path, as_of=1) == ([1], [1])
    named = newest_commit(tmp_path).tables["coverage"].version
    assert seen(tmp_path, version=named) == [now]
    if number % 2:
        # One of other dates.
        assert run(tmp_path, 7, day=NEXT) == now + 1
        assert agree(tmp_path) and ours(tmp_path) == theirs(tmp_path) == ([now, 7], [now])
    else:
        with draft_of(tmp_path):
            pass
        assert agree(tmp_path) and ours(tmp_path) == theirs(tmp_path) == ([now], [now])
        assert two(tmp_path, 2) == now + 1
    assert agree(tmp_path) and ours(tmp_path) == theirs(tmp_path)
    assert sorted(row["run"] for row in sql.ask(tmp_path, "run_list").to_pylist()) == runs_of(tmp_path)


@pytest.mark.parametrize("number", [0, 1, 5, len(DELTA_TABLES), len(DELTA_TABLES) + 1])
def test_a_first_run_that_is_killed_leaves_no_table(tmp_path, monkeypatch, number):
    with monkeypatch.context() as patch:
        before_write(patch, 2 + number, killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, 1)
    assert seconds(tmp_path) == [] and runs_of(tmp_path) == []
    assert run(tmp_path, 2) == 1 and agree(tmp_path) and seen(tmp_path) == [2] and seconds(tmp_path) == [(2,)]
    assert [versions(tmp_path, table.name) for table in DELTA_TABLES] == [[0]] * len(DELTA_TABLES)


KILLED = """
import os, signal, sys
from pathlib import Path
from pantau.transforms.tables import atomic_files
from tests.transforms.tables.delta.test_commit import two
real = atomic_files.create
def create(path, content):
    if path.parts[-3] == "commits":
        os.kill(os.getpid(), signal.SIGKILL)
    real(path, content)
atomic_files.create = create
two(Path(sys.argv[1]), 2)
"""


def test_a_process_that_is_killed_before_the_row_leaves_what_was(tmp_path):
    two(tmp_path, 1)
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)]).returncode == -signal.SIGKILL
    assert ours(tmp_path) == ([1], [1]) and theirs(tmp_path) == ([2], [2])
    assert two(tmp_path, 3) == 2 and agree(tmp_path) and ours(tmp_path) == theirs(tmp_path) == ([3], [3])


@pytest.mark.parametrize("number", [4, 5, ROW - 1, ROW])
def test_a_full_disk_commits_nothing_and_says_what_to_do(tmp_path, monkeypatch, number):
    two(tmp_path, 1)
    with monkeypatch.context() as patch:
        before_write(patch, number, full)
        with pytest.raises(WarehouseError, match=r"cannot be written \(No space left on device\)"):
            two(tmp_path, 2)
    assert ours(tmp_path) == ([1], [1])
    assert two(tmp_path, 2) == 2 and agree(tmp_path) and theirs(tmp_path) == ([2], [2])


def test_a_list_for_which_there_is_no_room_is_a_warning(tmp_path, monkeypatch, warned):
    two(tmp_path, 1)
    with monkeypatch.context() as patch:
        before_write(patch, THE_LIST, full)
        assert two(tmp_path, 2) == 2
    assert "no list of current files" in warned() and ours(tmp_path) == theirs(tmp_path) == ([2], [2])
    with draft_of(tmp_path):
        assert agree(tmp_path)


FULL = """
import os, sys
from pathlib import Path
from pantau.transforms.tables.delta.log import versions
from pantau.transforms.tables.partition_files import WarehouseError
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.delta.test_commit import ours, theirs, two
from tests.transforms.tables.test_partition_files import stretch, write
root = Path(sys.argv[1], "warehouse")
two(root, 1)
for left, entries in ((0, 1), (1, 2)):
    with draft_of(root) as draft:
        write(draft, [stretch(2 + left)])
        filler = root / "filler"
        with filler.open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass
        os.truncate(filler, filler.stat().st_size - left * 4096)
        try:
            commit_draft(draft, {})
            sys.exit("it was committed")
        except WarehouseError as error:
            assert "No space left on device" in str(error), error
        assert len(versions(root, "coverage")) == entries, versions(root, "coverage")
        assert ours(root) == ([1], [1])
        filler.unlink()
assert two(root, 5) == 2 and agree(root) and ours(root) == theirs(root) == ([5], [5])
"""


def test_a_disk_that_is_full_indeed(tmp_path):
    """In the first round there is no room for the entry of a table, in the second for the row."""
    mounted = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"', str(tmp_path)]
    try:
        subprocess.run([*mounted, "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this system allows no mounts")
    done = subprocess.run([*mounted, sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("table", ["coverage", "rejects", "commits"])
@pytest.mark.parametrize("content", [b"", b'{"commitInfo":{}}\n{"add":{"pa'], ids=["empty", "half"])
def test_an_entry_that_a_power_cut_tore_is_set_aside_by_the_next_run(tmp_path, table, content):
    run(tmp_path, 1)
    path = entry_path(tmp_path, table, 1)
    path.write_bytes(content)
    assert seconds(tmp_path) == [(1,)]
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2]
    assert (tmp_path / "_set_aside" / f"{table}-{path.name}").read_bytes() == content


def test_a_row_that_was_told_of_and_damaged_since_is_named_and_no_run_builds_on_the_one_before(tmp_path):
    run(tmp_path, 1)
    run(tmp_path, 2)
    path = entry_path(tmp_path, "commits", 1)
    path.write_bytes(b"{")
    for reads in (lambda: seconds(tmp_path), lambda: run(tmp_path, 3)):
        with pytest.raises(ValueError, match=f"{path}: is no whole entry .* bring it back from a backup"):
            reads()
    assert path.read_bytes() == b"{"


@pytest.mark.parametrize("damaged", [True, False], ids=["damaged", "gone"])
def test_an_entry_that_a_run_names_and_is_no_more_is_named(tmp_path, damaged):
    run(tmp_path, 1)
    path = entry_path(tmp_path, "coverage", 0)
    path.write_bytes(b"{") if damaged else path.unlink()
    (tmp_path / LIST).unlink()
    for reads in (lambda: seconds(tmp_path), lambda: run(tmp_path, 2)):
        with pytest.raises(ValueError, match=str(path)):
            reads()


def test_what_somebody_else_wrote_to_a_table_is_brought_back(tmp_path):
    run(tmp_path, 1)
    (name,) = replay(tmp_path, "coverage").names
    create_entry(tmp_path, "coverage", 1, {}, [remove(name, 0)])
    assert seen(tmp_path) == [] and seconds(tmp_path) == [(1,)]
    with draft_of(tmp_path):
        assert seen(tmp_path) == [1] and agree(tmp_path)
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2]
    assert newest_commit(tmp_path).tables["coverage"].version == versions(tmp_path, "coverage")[-1] == 3


def other_machine(root, second, base=None, token="theirs"):
    """Commits a run as a machine does that shares no lock."""
    with draft_of(root.parent / "elsewhere") as draft:
        path = write(draft, [stretch(second)])
    place = root / path.relative_to(root.parent / "elsewhere")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(path.read_bytes())
    file = partition_files.TableFile(
        "coverage", str(path.parent.relative_to(path.parents[2])), path.name, 1, atomic_files.sha256_of(path)
    )
    notes = {"committed_at": "2026-11-03T01:00:00+00:00"}
    return commit_files(root, base, base.run + 1 if base else 1, token, notes, [file])


def test_who_is_overtaken_before_the_commit_is_refused(tmp_path):
    root = tmp_path / "warehouse"
    with draft_of(root) as draft:
        write(draft, [stretch(1)])
        other_machine(root, 2)
        with pytest.raises(Occupied, match="nothing of this one is visible"):
            commit_draft(draft, {})
    assert seconds(root) == [(2,)] and seen(root) == [2] and runs_of(root) == [1]
    assert run(root, 3) == 2 and agree(root)


def test_who_is_overtaken_between_its_entries_is_refused_and_changes_nothing(tmp_path, monkeypatch):
    root = tmp_path / "warehouse"
    run(root, 1)
    real, base = module._lacking, newest_commit(root)

    def overtaken(*given):
        # Between what the slower one has read and its entry, the faster one commits a run.
        monkeypatch.setattr(module, "_lacking", real)
        found = real(*given)
        other_machine(root, 3, base)
        return found

    with draft_of(root) as draft:
        write(draft, [stretch(2)])
        monkeypatch.setattr(module, "_lacking", overtaken)
        with pytest.raises(Occupied, match="another run was committed while this one worked"):
            commit_draft(draft, {})
    assert agree(root) and seen(root) == [3] and seconds(root) == [(3,)]


def test_of_several_that_commit_at_once_one_succeeds(tmp_path):
    root = tmp_path / "warehouse"
    run(root, 1)
    base = newest_commit(root)

    def attempt(number):
        try:
            return commit_files(root, base, 2, str(number), {"committed_at": "2026-11-03T01:00:00+00:00"}, []).token
        except Occupied:
            return None

    with ThreadPoolExecutor(8) as pool:
        done = [token for token in pool.map(attempt, range(8)) if token]
    assert done == [newest_commit(root).token] and runs_of(root) == [1, 2]
    assert run(root, 2) == 3 and agree(root)


def test_a_commit_that_is_called_twice_is_one_run(tmp_path, monkeypatch):
    with draft_of(tmp_path) as draft:
        write(draft, [stretch(1)])
        assert commit_draft(draft, {}) == commit_draft(draft, {"command": "again"}) == 1
        assert newest_commit(tmp_path).token == draft.name
    with draft_of(tmp_path) as draft:
        write(draft, [stretch(2)])
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda _: commit_draft(draft, {}), range(4))) == [2] * 4
    assert runs_of(tmp_path) == [1, 2] and agree(tmp_path) and seen(tmp_path) == [2]
    with draft_of(tmp_path) as draft:
        write(draft, [stretch(3)])
        with monkeypatch.context() as patch:
            before_write(patch, 3, killed)
            with pytest.raises(KeyboardInterrupt):
                commit_draft(draft, {})
        # The row was there, though whoever wrote it did not live to say so.
        assert commit_draft(draft, {}) == 3
    assert runs_of(tmp_path) == [1, 2, 3] and seconds(tmp_path) == [(3,)]


def test_what_is_pruned_stays_out_and_the_logs_stay(tmp_path):
    for second in (1, 2, 3):
        run(tmp_path, second)
    checkpoint = tmp_path / "coverage" / "_delta_log" / f"{2:020}.checkpoint.parquet"
    checkpoint.write_bytes(b"")
    assert prune(tmp_path, 1)[0] == 2 and checkpoint.exists()
    checkpoint.unlink()
    assert agree(tmp_path) and seen(tmp_path) == [3]
    assert len(pl.scan_delta(str(tmp_path / "commits")).collect()) == 3 * len(DELTA_TABLES)


def test_a_column_that_an_older_file_merely_lacks_is_null_and_refuses_no_run(tmp_path):
    path = write(tmp_path, [stretch(1), stretch(2)])
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["skipped_samples"]), path)
    run(tmp_path, 9, day=NEXT)
    assert agree(tmp_path) and seen(tmp_path) == [1, 2, 9]
    rows = pl.scan_delta(str(tmp_path / "coverage")).select("skipped_samples", "service_date").collect().rows()
    assert sorted(rows, key=str) == [(0, NEXT), (None, DAY), (None, DAY)]
    assert read_table(tmp_path, COVERAGE)["skipped_samples"].null_count == 2


@pytest.mark.parametrize("lost", ["the last entry", "all that is newer than a backup"])
def test_who_misses_entries_that_were_there_is_told_and_writes_nothing(tmp_path, lost):
    two(tmp_path, 1)
    backup = shutil.copytree(tmp_path / "commits", tmp_path / "backup")
    two(tmp_path, 2, day=NEXT)
    if lost == "the last entry":
        entry_path(tmp_path, "commits", 1).unlink()
    else:
        shutil.rmtree(tmp_path / "commits")
        shutil.copytree(backup, tmp_path / "commits")
    told = "commits/_delta_log/00000000000000000001.json: is not there, and _current_files.parquet is of it"
    for used in (lambda: ours(tmp_path), lambda: two(tmp_path, 3), lambda: prune(tmp_path, 30)):
        with pytest.raises(ValueError, match=told):
            used()
    # Whoever means the older state says so.
    (tmp_path / LIST).unlink()
    assert ours(tmp_path) == ([1], [1])


def test_without_any_entry_of_commits_nothing_is_begun_anew(tmp_path):
    for second in (1, 2):
        two(tmp_path, second)
    shutil.rmtree(tmp_path / "commits")
    with pytest.raises(ValueError, match=r"is not there, and _current_files\.parquet is of it"):
        ours(tmp_path)
    (tmp_path / LIST).unlink()
    with pytest.raises(ValueError, match="commits: is not there, and coverage has had runs; bring it back"):
        two(tmp_path, 3)
    assert versions(tmp_path, "coverage") == [0, 1]
