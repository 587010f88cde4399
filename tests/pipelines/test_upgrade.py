from dataclasses import replace

import pytest

from pipelines.command_line import main
from schemas.columns import COLUMNS
from tests.transforms.warehouse.test_partitions import stretch, write
from tests.transforms.warehouse.test_upgrade import age
from transforms.warehouse.manifest import runs_of
from transforms.warehouse.transaction import draft_of


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
    for part in ("coverage 1 2 samples (was pictures),", "still_samples (null)", "pictures, weather"):
        assert part in told
    assert "1 files of other versions, 2 rows: would be rewritten" in told and runs_of(old) == []
    with draft_of(old):
        assert upgrade(old) == 4
    assert upgrade(old) == 0
    assert "1 files of other versions, 2 rows: rewritten" in capsys.readouterr().out
    assert upgrade(old) == 0
    assert f"{old}: all files have the present columns" in capsys.readouterr().out.replace("\n", "")
    assert upgrade(old / "nowhere") == 2
