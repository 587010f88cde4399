import shutil

import pytest

from pantau.schemas.tables import RUNS, SERVICE_TIME
from pantau.transforms import bulkhead
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import Here
from tests.known_frames import KnownFrames
from tools import demo_watch


@pytest.mark.slow
def test_a_day_that_is_played_is_found_as_it_was(office, tmp_path, monkeypatch, capsys):
    for name in ("archive", "truth"):
        shutil.copytree(office.folder / name, tmp_path / name)
    shutil.copy(office.site, tmp_path)
    monkeypatch.setattr(bulkhead, "_Process", Here)
    KnownFrames.shared().used_in(monkeypatch)
    demo_watch.main(["--demo", str(tmp_path), "--times", "400"])
    told = capsys.readouterr().out
    assert "1 recording came" in told or "2 recordings came" in told
    assert "more may come" in told and "complete" in told and "Events matched, missed and spurious" in told
    warehouse = str(tmp_path / "live-warehouse")
    assert read_table(warehouse, RUNS).to_pylist()[-1]["final"] is True
    assert len(read_table(warehouse, SERVICE_TIME)) == len(read_table(str(office.warehouse), SERVICE_TIME)) > 0
