"""What was changed in the logs shows."""

import json
import shutil

import pytest

from pantau.pipelines.command_line import main
from pantau.transforms.tables.copies import REMEDY
from pantau.transforms.tables.delta.actions import remove
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.checkpoint import checkpoint_path, write_checkpoint
from pantau.transforms.tables.delta.commits import LIST
from pantau.transforms.tables.delta.log import create_entry, entry_path, replay
from tests.transforms.tables.test_transaction import run

pytestmark = pytest.mark.slow


@pytest.fixture
def warehouse(tmp_path):
    for second in (1, 2, 3):
        run(tmp_path, second)
    return tmp_path


def places(warehouse):
    return [line.split(": ")[0].removeprefix(f"{warehouse}/") for line in changes(warehouse)]


def place(table, version):
    return f"{table}/_delta_log/{version:020}.json"


def change(path):
    path.write_text(path.read_text(encoding="utf-8").replace('"dataChange":true', '"dataChange":false'), "utf-8")


def test_nothing_shows_where_nothing_was_changed(warehouse, tmp_path):
    assert places(warehouse) == [] and places(tmp_path / "nowhere") == []


def test_an_entry_that_was_changed_shows_by_the_one_behind_it_and_by_its_commit(warehouse):
    change(entry_path(warehouse, "coverage", 1))
    assert places(warehouse) == [place("coverage", 2), place("coverage", 1)]


def test_the_newest_entry_that_was_changed_shows_by_its_commit(warehouse):
    change(entry_path(warehouse, "coverage", 2))
    assert places(warehouse) == [place("coverage", 2)]


def test_a_commit_that_was_changed_shows_by_the_one_behind_it(warehouse):
    change(entry_path(warehouse, "commits", 1))
    assert places(warehouse) == [place("commits", 2)]


def test_an_entry_that_is_gone_shows(warehouse):
    entry_path(warehouse, "rejects", 0).unlink()
    # The later entry, the commits of all three runs, and what other engines see.
    assert places(warehouse) == [place("rejects", 0)]


def test_what_others_wrote_shows_until_the_next_run_mends_it(warehouse):
    (name,) = replay(warehouse, "coverage").names
    create_entry(warehouse, "coverage", 3, {}, [remove(name, 0)])
    assert places(warehouse) == ["coverage"]
    run(warehouse, 3)
    assert places(warehouse) == []


def test_a_checkpoint_of_other_files_shows(warehouse):
    write_checkpoint(warehouse, "coverage", 1)
    assert places(warehouse) == []
    shutil.copy(checkpoint_path(warehouse, "coverage", 1), checkpoint_path(warehouse, "coverage", 2))
    assert places(warehouse) == [f"coverage/_delta_log/{2:020}.checkpoint.parquet"]


def test_a_list_of_another_run_or_of_other_files_shows(warehouse):
    content = (warehouse / LIST).read_bytes()
    run(warehouse, 4)
    (warehouse / LIST).write_bytes(content)
    assert places(warehouse) == [LIST]


def test_the_command_says_so(warehouse, capsys):
    entry = entry_path(warehouse, "coverage", 2)
    shutil.copy(entry, warehouse / "kept")
    change(entry)
    assert main(["check", "--warehouse", str(warehouse)]) == 1
    said = json.dumps(capsys.readouterr().out)
    assert f"{entry}: is not what the commit of run 3 names" in said


def test_the_command_tells_what_was_changed_where_that_keeps_tables_from_being_read(warehouse, capsys):
    (name,) = replay(warehouse, "coverage").names
    file = warehouse / "coverage" / name
    file.write_bytes(b"damaged")
    assert main(["check", "--warehouse", str(warehouse)]) == 1
    changed, rules = capsys.readouterr().out.splitlines()[:2]
    assert changed == f"{file}: is not what was committed; {REMEDY}"
    assert rules.startswith(f"{warehouse}: the rules of the tables could not be looked at: ")
