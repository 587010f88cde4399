"""A case that is put down in a hall, on a real clip, through the command of every night."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pantau.schemas.tables import ANOMALIES
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import run_batch
from tests.end_to_end.test_real_footage import SITES

EIGHT = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Asia/Jakarta"))
RECORDING = "ch01_20261102080000.mp4"


@pytest.fixture
def archive(footage, tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / RECORDING).write_bytes((footage / "real" / "HallAndMonitor.mp4").read_bytes())
    return tmp_path / "archive"


@pytest.mark.slow
def test_a_case_that_is_put_down_is_told_where_a_zone_asks(archive, tmp_path):
    assert run_batch(SITES / "objects.yaml", archive, tmp_path / "asked") == 0
    rows = read_table(tmp_path / "asked", ANOMALIES).to_pylist()
    (case,) = (row for row in rows if row["kind"].startswith("object_"))
    assert (case["kind"], case["zone_id"], case["people_near"]) == ("object_left", "floor", 1)
    came = [(case[name] - EIGHT).total_seconds() for name in ("started_at_lo", "started_at_hi")]
    # He bends down with it from the third to the fifth second.
    assert came[0] <= 3.0 and 5.0 <= came[1] <= 8.0
    x1, y1, x2, y2 = (case[edge] for edge in ("x1", "y1", "x2", "y2"))
    assert x1 < 0.34 < x2 and y1 < 0.57 < y2 and (x2 - x1) * (y2 - y1) < 0.01
