from dataclasses import replace
from pathlib import Path

import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import COVERAGE
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.tables.manifest import changes, runs_of
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.warehouse_mirror import folder_of
from tests.transforms.tables.test_partition_files import stretch, write
from tests.transforms.tables.test_upgrade import age


@pytest.fixture
def old(tmp_path, monkeypatch):
    monkeypatch.setitem(COLUMNS, "samples", replace(COLUMNS["samples"], formerly=("pictures",)))
    age(write(tmp_path, [stretch(1), stretch(2)]))
    return tmp_path


def upgrade(warehouse, *more):
    return main(["upgrade", "--warehouse", str(warehouse), *more])


def test_through_the_command_line(old, capsys):
    assert upgrade(old, "--dry-run") == 0
    told = " ".join(capsys.readouterr().out.split())
    for part in ("coverage 1 2 samples (was pictures),", "skipped_samples (null)", "pictures, weather"):
        assert part in told
    assert "1 files of other versions, 2 rows: would be rewritten" in told and runs_of(old) == []
    with draft_of(old):
        assert upgrade(old) == 4
    assert upgrade(old) == 0
    assert "1 files of other versions, 2 rows: rewritten" in capsys.readouterr().out
    assert upgrade(old) == 0
    assert f"{old}: all files have the present columns" in capsys.readouterr().out
    assert upgrade(old / "nowhere") == 2


def test_a_warehouse_in_a_bucket(old: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, capsys):
    with draft_of(old):
        pass
    assert runs_of(old) == [0]
    for path in (path for path in old.rglob("*") if path.is_file() and "_drafts" not in path.parts):
        name = path.relative_to(old).as_posix()
        if not name.startswith("cache/"):
            bucket.create(f"hall/{name}", path.read_bytes())
    warehouse = f"gs://{bucket.bucket}/hall"
    assert upgrade(warehouse, "--dry-run") == 0
    assert "1 files of other versions, 2 rows: would be rewritten" in capsys.readouterr().out
    assert upgrade(warehouse) == 0
    assert "1 files of other versions, 2 rows: rewritten" in capsys.readouterr().out

    monkeypatch.setenv("PANTAU_CACHE", str(old / "another machine"))
    assert upgrade(warehouse) == 0
    assert "all files have the present columns" in capsys.readouterr().out
    mirror = folder_of(warehouse, as_it_is=True)
    assert runs_of(mirror) == [0, 1] and list(changes(mirror)) == []
    assert upgrade(old) == 0
    assert read_table(mirror, COVERAGE).equals(read_table(old, COVERAGE))


def test_it_says_if_other_engines_still_do_not_see_the_tables(old, capsys, monkeypatch):
    monkeypatch.setattr("pantau.transforms.tables.transaction.follow", lambda _: {})
    assert upgrade(old) == 0
    assert "Other engines do not see run 1 yet: its Delta tables could not be written" in capsys.readouterr().out
