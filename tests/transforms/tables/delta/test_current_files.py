"""The list of current files is a cache: without it readers see the same."""

import hashlib
import json
import random

import duckdb
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.transforms.tables.delta import commits
from pantau.transforms.tables.delta import current_files as module
from pantau.transforms.tables.delta.commits import LIST, newest_commit
from pantau.transforms.tables.delta.current_files import files_of, is_listed, keep_listed
from pantau.transforms.tables.delta.log import entry_path
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import NEXT
from tests.transforms.tables.test_transaction import run, seconds

pytestmark = pytest.mark.slow


def test_a_lost_damaged_or_older_list_changes_no_answer_and_is_made_again(tmp_path):
    run(tmp_path, 1)
    older = (tmp_path / LIST).read_bytes()
    run(tmp_path, 2)
    content, commit = (tmp_path / LIST).read_bytes(), newest_commit(tmp_path)
    for damage in (None, b"", content[:100], content[:-1] + b"x", older):
        if damage is None:
            (tmp_path / LIST).unlink()
        else:
            (tmp_path / LIST).write_bytes(damage)
        assert not is_listed(tmp_path, commit) and seconds(tmp_path) == [(2,)]
        keep_listed(tmp_path)
        assert agree(tmp_path) and (tmp_path / LIST).read_bytes() == content


def test_no_bit_that_turns_in_it_changes_an_answer(tmp_path):
    run(tmp_path, 1)
    run(tmp_path, 2, day=NEXT)
    content, commit = (tmp_path / LIST).read_bytes(), newest_commit(tmp_path)
    expected = files_of(tmp_path, commit, "coverage")
    draw = random.Random(4)
    for number in range(600):
        turned = bytearray(content)
        turned[draw.randrange(len(turned))] ^= 1 << draw.randrange(8)
        (tmp_path / LIST).write_bytes(turned)
        module._files_of.cache_clear()
        module._read_whole.cache_clear()
        commits._known_version_in.cache_clear()
        assert newest_commit(tmp_path) == commit and files_of(tmp_path, commit, "coverage") == expected, number


def test_the_files_of_every_run_by_the_list_by_checkpoints_and_by_entries(tmp_path, monkeypatch):
    monkeypatch.setattr("pantau.transforms.tables.delta.commit.CHECKPOINT_EVERY", 2)
    for second in (1, 2, 3, 4, 5):
        run(tmp_path, second)
    run(tmp_path, 9, day=NEXT)
    expected = [[1], [2], [3], [4], [5], [5, 9]]
    assert [[one for (one,) in seconds(tmp_path, as_of=n + 1)] for n in range(6)] == expected
    files = files_of(tmp_path, newest_commit(tmp_path), "coverage")
    assert [file.rows for file in files.values()] == [1, 1]
    assert all(file.sha256[:16] in file.file and file.layout for file in files.values())


def test_a_database_is_exported_where_there_is_no_list(tmp_path):
    run(tmp_path / "w", 1)
    (tmp_path / "w" / LIST).unlink()
    with duckdb.connect(sql.export_database(tmp_path / "w", tmp_path / "views.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT second(started_at) FROM coverage").fetchall() == [(1,)]


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
    assert noted == {"run": 3, "commit_version": 2, "commit_sha256": hashlib.sha256(entry).hexdigest(), "rows": 2}
