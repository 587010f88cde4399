from dataclasses import replace
from pathlib import Path

import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import COVERAGE
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.former_runs import take_over
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from tests.transforms.tables.test_former_runs import former
from tests.transforms.tables.test_partition_files import DAY, stretch, write
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
    with draft_of(old, begin=take_over):
        assert upgrade(old) == 4
    assert upgrade(old) == 0
    assert "1 files of other versions, 2 rows: rewritten" in capsys.readouterr().out
    assert upgrade(old) == 0
    assert f"{old}: all files have the present columns" in capsys.readouterr().out
    assert upgrade(old / "nowhere") == 2


def test_a_warehouse_in_a_bucket(old: Path, bucket: Bucket, monkeypatch: pytest.MonkeyPatch, capsys):
    noted = former(old / "noted", [(DAY, [1, 2])], layout="", change=age)
    for path in sorted(path for folder in ("_runs", "coverage") for path in (noted / folder).rglob("*.*")):
        bucket.create(f"hall/{path.relative_to(noted).as_posix()}", path.read_bytes())
    warehouse = f"gs://{bucket.bucket}/hall"
    capsys.readouterr()
    assert main(["ask", "overview", "--format", "csv", "--warehouse", warehouse]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("1,1,")
    assert upgrade(warehouse, "--dry-run") == 0
    assert "1 files of other versions, 2 rows: would be rewritten" in capsys.readouterr().out
    assert upgrade(warehouse) == 0
    assert "1 files of other versions, 2 rows: rewritten" in capsys.readouterr().out

    monkeypatch.setenv("PANTAU_CACHE", str(old / "another machine"))
    assert upgrade(warehouse) == 0
    assert "all files have the present columns" in capsys.readouterr().out
    root = place_of(warehouse)
    assert runs_of(root) == [1, 2] and list(changes(root)) == [] and not list(bucket.list("hall/_runs/"))
    assert upgrade(noted) == 0
    assert read_table(root, COVERAGE).equals(read_table(noted, COVERAGE)) and read_table(root, COVERAGE).num_rows == 2
