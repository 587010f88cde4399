"""Checkpoints say what the entries say, to other engines too."""

import json

import polars as pl
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from pantau.schemas.tables import COVERAGE
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.delta import commit
from pantau.transforms.tables.delta.checkpoint import actions_at, checkpoint_path, write_checkpoint
from pantau.transforms.tables.delta.log import entry_path, versions
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.test_partition_files import NEXT
from tests.transforms.tables.test_transaction import run

pytestmark = pytest.mark.slow


@pytest.fixture
def often(monkeypatch):
    monkeypatch.setattr(commit, "CHECKPOINT_EVERY", 2)


def seen(root, **version):
    table = pl.scan_delta(str(root / "coverage"), **version).select(pl.col("started_at").dt.second()).collect()
    return sorted(table["started_at"].to_list())


def forget(root, table, before):
    """Removes the entries that a checkpoint sums up."""
    for version in versions(root, table):
        if version < before:
            entry_path(root, table, version).unlink()


def test_engines_open_a_table_from_its_checkpoint_alone(tmp_path, often):
    run(tmp_path, 9, day=NEXT)
    for second in range(1, 6):
        run(tmp_path, second)
    assert [version for version in range(6) if checkpoint_path(tmp_path, "coverage", version).exists()] == [2, 4]
    assert not checkpoint_path(tmp_path, "rejects", 0).exists()
    assert checkpoint_path(tmp_path, "commits", 4).exists() and agree(tmp_path)
    names = ["coverage", "commits"]
    before = [DeltaTable(str(tmp_path / name)) for name in names]
    assert seen(tmp_path) == [5, 9] and seen(tmp_path, version=4) == [4, 9]
    for name in names:
        forget(tmp_path, name, before=5)
    assert seen(tmp_path) == [5, 9]
    for name, known in zip(names, before, strict=True):
        after = DeltaTable(str(tmp_path / name))
        assert after.version() == 5 and sorted(after.file_uris()) == sorted(known.file_uris())
        assert after.metadata().configuration == known.metadata().configuration
        assert after.schema().to_json() == known.schema().to_json()
    assert DeltaTable(str(tmp_path / "coverage")).vacuum(full=True) == []


def test_a_checkpoint_from_the_one_before_it_is_that_from_all_entries(tmp_path, often):
    for second in (1, 2, 3, 4, 1):
        run(tmp_path, second)
    from_checkpoint = actions_at(tmp_path, "coverage", 4)
    checkpoint_path(tmp_path, "coverage", 2).write_bytes(b"torn")
    assert actions_at(tmp_path, "coverage", 4) == from_checkpoint
    checkpoint_path(tmp_path, "coverage", 2).unlink()
    assert actions_at(tmp_path, "coverage", 4) == from_checkpoint
    # The file of the first run stands again; those between were taken out, and are told of.
    kinds = [kind for action in from_checkpoint for kind in action]
    assert sorted(kinds) == ["add", "metaData", "protocol", "remove", "remove", "remove"]
    assert all(action[kind]["dataChange"] is False for action in from_checkpoint for kind in action if kind == "add")


def test_a_checkpoint_for_which_there_is_no_room_is_a_warning(tmp_path, often, monkeypatch):
    run(tmp_path, 1)
    run(tmp_path, 2)
    real = atomic_files.replace

    def full(path, content):
        if path.name.endswith(".checkpoint.parquet"):
            raise OSError(28, "No space left on device")
        real(path, content)

    with monkeypatch.context() as patch:
        patch.setattr(atomic_files, "replace", full)
        run(tmp_path, 3)
    assert agree(tmp_path) and seen(tmp_path) == [3]
    assert not (tmp_path / "coverage" / "_delta_log" / "_last_checkpoint").exists()
    run(tmp_path, 4)
    assert agree(tmp_path)


def test_the_columns_that_engines_look_for(tmp_path):
    run(tmp_path, 1)
    write_checkpoint(tmp_path, COVERAGE.name, 0)
    found = pq.read_table(checkpoint_path(tmp_path, COVERAGE.name, 0))
    assert found.column_names == ["protocol", "metaData", "add", "remove"] and found.num_rows == 3
    last = tmp_path / "coverage" / "_delta_log" / "_last_checkpoint"
    assert json.loads(last.read_bytes()) == {"version": 0, "size": 3}
