import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from pantau import sql
from pantau.schemas.tables import COVERAGE, SAMPLES
from pantau.transforms.tables.copies import REMEDY
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.partition_files import Partition, WarehouseError, read_table, write_partition
from pantau.transforms.tables.transaction import Occupied, commit_draft, draft_of
from pantau.transforms.tables.visible_files import visible_files
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch, write

pytestmark = pytest.mark.slow

HOLD = """
import sys
from pantau.transforms.tables.transaction import draft_of
with draft_of(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


def run(warehouse, *seconds, day=DAY):
    with draft_of(warehouse) as draft:
        write(draft, [stretch(second, day) for second in seconds], day)
        return commit_draft(draft, {"command": "test"})


def seconds(warehouse, **as_of):
    with sql.connect(warehouse, **as_of) as connection:
        return connection.execute("SELECT second(started_at) FROM coverage ORDER BY ALL").fetchall()


@pytest.fixture
def holder(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_draft_sees_what_it_wrote_and_readers_see_it_once_it_is_committed(tmp_path):
    with draft_of(tmp_path) as draft:
        write(draft, [stretch(1)])
        write(draft, [stretch(2, NEXT)], NEXT)
        assert read_table(draft, COVERAGE).num_rows == 2
        assert read_table(tmp_path, COVERAGE).num_rows == 0 and seconds(tmp_path) == []
        assert commit_draft(draft, {}) == 1
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(1), stretch(2, NEXT)]
    assert seconds(tmp_path) == [(1,), (2,)]


def test_a_draft_that_is_given_up_changes_nothing(tmp_path):
    run(tmp_path, 1)
    with pytest.raises(RuntimeError, match="broke off"), draft_of(tmp_path) as draft:
        write(draft, [stretch(2)])
        raise RuntimeError("broke off")
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(1)]
    assert run(tmp_path, 3) == 2


def test_a_connection_shows_one_run_however_long_it_is_open(tmp_path):
    run(tmp_path, 1)
    with sql.connect(tmp_path) as connection:
        run(tmp_path, 2)
        assert connection.execute("SELECT second(started_at) FROM coverage").fetchall() == [(1,)]
    assert seconds(tmp_path) == [(2,)]


def test_tables_as_of_a_run(tmp_path):
    assert [run(tmp_path, 1), run(tmp_path, 2), run(tmp_path, 5, day=NEXT)] == [1, 2, 3]
    assert [seconds(tmp_path, as_of=n) for n in (1, 2, 3)] == [[(1,)], [(2,)], [(2,), (5,)]]
    with pytest.raises(ValueError, match="there is no run 4; its runs are 1 to 3"):
        sql.connect(tmp_path, as_of=4)
    with pytest.raises(ValueError, match="no run was committed to it yet"):
        visible_files(tmp_path / "nowhere", COVERAGE, as_of=1)


def test_the_same_rows_give_the_same_file(tmp_path):
    run(tmp_path, 1)
    (first,) = visible_files(tmp_path, COVERAGE)
    changed = first.path.stat().st_mtime_ns
    run(tmp_path, 1)
    assert visible_files(tmp_path, COVERAGE) == [first] and first.path.stat().st_mtime_ns == changed
    run(tmp_path, 2)
    assert visible_files(tmp_path, COVERAGE)[0].identity != first.identity


def test_a_warehouse_from_before_there_were_runs_is_adopted_as_run_0(tmp_path):
    old = write(tmp_path, [stretch(1)])
    write(tmp_path, [stretch(2, NEXT)], NEXT)
    assert run(tmp_path, 9) == 1
    assert runs_of(tmp_path) == [0, 1] and old.exists()
    assert (seconds(tmp_path, as_of=0), seconds(tmp_path)) == ([(1,), (2,)], [(2,), (9,)])
    assert list(changes(tmp_path)) == []


def test_tables_of_runs_are_written_by_runs_alone(tmp_path):
    run(tmp_path, 1)
    with pytest.raises(ValueError, match="its tables are written by runs; write coverage into a draft"):
        write(tmp_path, [stretch(2)])


def test_what_is_seen_on_a_recording_appears_as_it_is_finished(tmp_path):
    part = Partition(SAMPLES, (DAY, "permits", "cam", "rec"))
    with draft_of(tmp_path) as draft:
        path = write_partition(draft, part, SAMPLES.schema.empty_table())
    assert [file.path for file in visible_files(tmp_path, SAMPLES)] == [path] == [part.path(tmp_path)]


@pytest.mark.slow
def test_a_second_run_is_refused_and_told_who_writes(tmp_path, holder):
    with pytest.raises(Occupied, match=rf"process {holder.pid} on .*, since 20.*, writes to it; .*--wait"):
        run(tmp_path, 1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: draft_of(tmp_path, 60).__enter__().name)
        holder.communicate("")
        assert waiting.result(60)


@pytest.mark.slow
def test_a_killed_run_holds_nobody_up_and_its_draft_is_removed(tmp_path, holder):
    (left,) = (path for path in (tmp_path / "_drafts").iterdir() if path.is_dir())
    holder.kill()
    holder.wait()
    assert run(tmp_path, 1) == 1
    assert not left.exists()


def test_a_worker_of_a_killed_run_writes_what_nobody_reads(tmp_path):
    with draft_of(tmp_path) as old:
        pass
    run(tmp_path, 1)
    write(old, [stretch(2)])
    assert seconds(tmp_path) == [(1,)]
    run(tmp_path, 3)
    assert seconds(tmp_path) == [(3,)] and not old.exists()


def test_a_file_changed_later_shows_until_the_same_run_again_mends_it(tmp_path):
    run(tmp_path, 1)
    (file,) = visible_files(tmp_path, COVERAGE)
    file.path.write_bytes(file.path.read_bytes() + b"x")
    assert list(changes(tmp_path)) == [f"{file.path}: is not what was committed; {REMEDY}"]
    run(tmp_path, 1)
    assert list(changes(tmp_path)) == [] and visible_files(tmp_path, COVERAGE) == [file]
    file.path.unlink()
    assert list(changes(tmp_path)) == [f"{file.path}: is missing; {REMEDY}"]


def test_an_exported_database_shows_the_run_that_is_newest_when_it_is_read(tmp_path):
    warehouse = tmp_path / "it's [a] warehouse"
    run(warehouse, 1)
    run(warehouse, 2)
    file = sql.export_database(warehouse, tmp_path / "views.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        assert connection.execute("SELECT second(started_at) FROM coverage").fetchall() == [(2,)]
        run(warehouse, 3)
        assert connection.execute("SELECT second(started_at) FROM coverage").fetchall() == [(3,)]


def test_a_draft_that_cannot_be_written_says_so(tmp_path):
    with draft_of(tmp_path) as draft:
        (tmp_path / "coverage").write_text("in the way")
        with pytest.raises(WarehouseError, match="cannot be written"):
            write(draft, [stretch(1)])
