"""The Delta tables follow the runs, whatever is killed, torn, or written by somebody else meanwhile."""

import hashlib
import json
import logging
import shutil
from concurrent.futures import ThreadPoolExecutor

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta import follow as module
from pantau.transforms.tables.delta.actions import remove
from pantau.transforms.tables.delta.commits import newest_commit
from pantau.transforms.tables.delta.current_files import LIST, read_current
from pantau.transforms.tables.delta.follow import DELTA_TABLES, bring, unseen_elsewhere
from pantau.transforms.tables.delta.log import create_entry, entry_path, replay, versions
from pantau.transforms.tables.lease import Occupied
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.upgrade import upgrade
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import DAY, NEXT
from tests.transforms.tables.test_transaction import run, seconds
from tests.transforms.tables.test_upgrade import OLDER, age, old, renamed, same, write  # noqa: F401

pytestmark = pytest.mark.slow

EACH = 4
"""What a rerun of one date writes behind its manifest: an entry, rows of `commits` and their entry, the list."""


def seen(root, version=None):
    rows = pl.scan_delta(str(root / "coverage"), version=version).select(pl.col("started_at").dt.second()).collect()
    return sorted(rows["started_at"].to_list())


def killed_at(monkeypatch, number):
    """Ends the process that follows a run before its write of that number, as a kill would."""
    left = iter(range(number))

    def until(name):
        real = getattr(atomic_files, name)

        def write(*given):
            if next(left, None) is None:
                raise KeyboardInterrupt
            return real(*given)

        return write

    patches = [(name, until(name)) for name in ("create", "replace")]
    for name, patched in patches:
        monkeypatch.setattr(atomic_files, name, patched)


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
    assert agree(tmp_path) and [len(versions(tmp_path, table.name)) for table in DELTA_TABLES] == [1] * 9
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2] and seen(tmp_path, version=0) == [1]
    rows = pl.scan_delta(str(tmp_path / "commits")).collect().to_dicts()
    named = {(row["run"], row["table_name"]): row["table_version"] for row in rows}
    assert len(rows) == len(named) == 18
    assert (named[1, "coverage"], named[2, "coverage"], named[2, "rejects"]) == (0, 1, 0)
    assert {row["command"] for row in rows} == {"test"}


def test_an_equal_rerun_writes_no_entry_but_that_of_the_run(tmp_path):
    run(tmp_path, 1)
    before = entry_path(tmp_path, "coverage", 0).read_bytes()
    run(tmp_path, 1)
    assert agree(tmp_path) and versions(tmp_path, "coverage") == [0]
    assert entry_path(tmp_path, "coverage", 0).read_bytes() == before
    assert versions(tmp_path, "commits") == [0, 1]
    assert bring(tmp_path) == {} and versions(tmp_path, "commits") == [0, 1]


@pytest.mark.parametrize("number", range(EACH))
@pytest.mark.parametrize("other_date", [False, True], ids=["same date", "other date"])
def test_after_a_kill_anywhere_the_next_run_heals(tmp_path, monkeypatch, number, other_date):
    run(tmp_path, 1)
    before = newest_commit(tmp_path)
    with monkeypatch.context() as patch:
        killed_at(patch, number)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, 2)
    # The run is there for our readers; others see it or the one before, and each version that is named is whole.
    assert seconds(tmp_path) == [(2,)] and seen(tmp_path) == ([2] if number else [1])
    assert newest_commit(tmp_path).run == (1 if number < EACH - 1 else 2)
    assert seen(tmp_path, version=before.tables["coverage"].version) == [1]
    if other_date:
        run(tmp_path, 7, day=NEXT)
    assert bring(tmp_path) == {} and agree(tmp_path)
    assert seen(tmp_path) == ([2, 7] if other_date else [2])
    assert pl.scan_delta(str(tmp_path / "commits")).collect()["run"].unique().sort().to_list() == (
        [1, 2, 3] if other_date else [1, 2]
    )


@pytest.mark.parametrize("number", range(len(DELTA_TABLES) + 3))
def test_a_first_run_that_is_killed_between_tables_is_completed(tmp_path, monkeypatch, number):
    with monkeypatch.context() as patch:
        killed_at(patch, number)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, 1)
    assert bring(tmp_path) == {} and agree(tmp_path) and seen(tmp_path) == [1]
    assert [len(versions(tmp_path, table.name)) for table in DELTA_TABLES] == [1] * 9


@pytest.mark.parametrize("table", ["coverage", "rejects", "commits"])
@pytest.mark.parametrize("content", [b"", b'{"commitInfo":{}}\n{"add":{"pa'], ids=["empty", "half"])
def test_an_entry_that_a_power_cut_tore_is_set_aside_by_the_next_run(tmp_path, table, content):
    run(tmp_path, 1)
    path = entry_path(tmp_path, table, 1)
    path.write_bytes(content)
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2]
    assert (tmp_path / "_set_aside" / f"{table}-{path.name}").read_bytes() == content


def test_what_somebody_else_wrote_to_a_table_is_brought_back(tmp_path):
    run(tmp_path, 1)
    (name,) = replay(tmp_path, "coverage").names
    create_entry(tmp_path, "coverage", 1, {}, [remove(name, 0)])
    assert seen(tmp_path) == []
    assert bring(tmp_path) == {} and seen(tmp_path) == [1] and agree(tmp_path)
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2]


def test_who_follows_a_run_that_was_overtaken_is_refused_and_changes_nothing(tmp_path, monkeypatch):
    run(tmp_path, 1)
    with monkeypatch.context() as patch:
        patch.setattr("pantau.transforms.tables.transaction.follow", lambda _: {})
        run(tmp_path, 2)
    real = module._lacking

    def overtaken(*given):
        # Between what the slower one has read and its entry, the faster one commits a run and follows it.
        monkeypatch.setattr(module, "_lacking", real)
        found = real(*given)
        run(tmp_path, 3)
        return found

    monkeypatch.setattr(module, "_lacking", overtaken)
    monkeypatch.setattr("pantau.transforms.tables.transaction.follow", bring)
    with pytest.raises(Occupied, match="another run was committed meanwhile"):
        bring(tmp_path)
    assert agree(tmp_path) and seen(tmp_path) == [3]


def test_of_several_that_follow_the_same_run_at_once_each_finds_it_done(tmp_path, monkeypatch):
    run(tmp_path, 1)
    with monkeypatch.context() as patch:
        patch.setattr("pantau.transforms.tables.transaction.follow", lambda _: {})
        run(tmp_path, 2)

    def attempt(_):
        try:
            return bring(tmp_path)
        except Occupied:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(attempt, range(4)))
    assert {} in done and bring(tmp_path) == {} and agree(tmp_path) and seen(tmp_path) == [2]
    assert versions(tmp_path, "coverage") == [0, 1] and versions(tmp_path, "commits") == [0, 1]


def test_a_lost_or_damaged_list_is_made_again(tmp_path):
    run(tmp_path, 1)
    content = (tmp_path / LIST).read_bytes()
    for damage in (None, b"", content[:100], content[:-1] + b"x"):
        if damage is None:
            (tmp_path / LIST).unlink()
        else:
            (tmp_path / LIST).write_bytes(damage)
        assert read_current(tmp_path) is None
        assert bring(tmp_path) == {} and agree(tmp_path)
    run(tmp_path, 2)
    (tmp_path / LIST).write_bytes(content)
    run(tmp_path, 3)
    assert agree(tmp_path) and seen(tmp_path) == [3]


def test_logs_that_were_removed_are_written_anew(tmp_path):
    run(tmp_path, 1)
    run(tmp_path, 2)
    for name in ("coverage", "commits"):
        shutil.rmtree(tmp_path / name / "_delta_log")
    run(tmp_path, 2, day=NEXT)
    assert agree(tmp_path) and seen(tmp_path) == [2, 2] and versions(tmp_path, "coverage") == [0, 1]


def test_a_run_stands_though_its_entry_cannot_be_written_and_says_what_others_see(tmp_path, monkeypatch, warned):
    run(tmp_path, 1)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic_files, "create", full)
        assert run(tmp_path, 2) == 2
    assert "other engines still read the tables of an earlier run ([Errno 28] No space left on device)" in warned()
    assert seconds(tmp_path) == [(2,)] and seen(tmp_path) == [1]
    assert unseen_elsewhere(tmp_path).startswith("Other engines do not see run 2 yet: ")
    run(tmp_path, 2)
    assert agree(tmp_path) and seen(tmp_path) == [2]


def test_a_damaged_entry_that_was_told_of_is_named_and_stops_no_run(tmp_path, monkeypatch, warned):
    run(tmp_path, 1)
    path = entry_path(tmp_path, "coverage", 0)
    path.write_bytes(b"{")
    (tmp_path / LIST).unlink()
    assert run(tmp_path, 2) == 2 and f"{path}: is no whole entry" in warned()


def test_what_is_pruned_stays_out_and_the_logs_stay(tmp_path):
    for second in (1, 2, 3):
        run(tmp_path, second)
    checkpoint = tmp_path / "coverage" / "_delta_log" / f"{2:020}.checkpoint.parquet"
    checkpoint.write_bytes(b"")
    assert prune(tmp_path, 1)[0] == 2 and checkpoint.exists()
    checkpoint.unlink()
    assert agree(tmp_path) and seen(tmp_path) == [3]


def test_tables_with_files_that_named_columns_otherwise_wait_for_the_upgrade(old, warned):  # noqa: F811
    run(old, 9, day=NEXT)
    said = "Other engines do not see run 1 in coverage, which have files of another version of the program"
    assert unseen_elsewhere(old).startswith(said) and said in warned()
    assert versions(old, "coverage") == [] and "coverage" not in newest_commit(old).tables
    assert versions(old, "rejects") == [0]
    upgrade(old)
    assert agree(old) and seen(old) == [1, 2, 9] and unseen_elsewhere(old) is None


def test_a_column_that_an_older_file_merely_lacks_is_null_and_holds_nothing_back(tmp_path, monkeypatch, warned):
    path = write(tmp_path, OLDER)
    pq.write_table(pq.ParquetFile(path).read().drop_columns(["skipped_samples"]), path)
    run(tmp_path, 9, day=NEXT)
    assert agree(tmp_path) and seen(tmp_path) == [1, 2, 9] and warned() == ""
    rows = pl.scan_delta(str(tmp_path / "coverage")).select("skipped_samples", "service_date").collect().rows()
    assert sorted(rows, key=str) == [(0, NEXT), (None, DAY), (None, DAY)]


def test_the_list_is_read_by_an_engine_that_knows_no_delta_lake(tmp_path, monkeypatch):
    for second in (1, 2):
        run(tmp_path, second)
    run(tmp_path, 3, day=NEXT)
    monkeypatch.chdir(tmp_path)
    found = duckdb.sql(
        "SELECT second(started_at) FROM read_parquet('coverage/*/*/*.parquet', filename = true) WHERE filename IN "
        f"(SELECT concat_ws('/', table_name, folder, file) FROM '{LIST}') ORDER BY 1"
    )
    assert found.fetchall() == [(2,), (3,)]
    noted = json.loads(pq.read_schema(tmp_path / LIST).metadata[b"pantau"])
    entry = entry_path(tmp_path, "commits", 2).read_bytes()
    assert noted == {"run": 3, "commit_version": 2, "commit_sha256": hashlib.sha256(entry).hexdigest()}
